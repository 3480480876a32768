// The Hague, tile 1, as CityGML 1.0 and as CityJSON 1.0 made from it: two readers of ours must see the same city.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "data_loaders/citygml/citygml_loader.h"
#include "data_loaders/cityjson/cityjson_loader.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

struct City {
  model::SourceDescription description;
  std::map<model::SurfaceKind, std::size_t> surfaces;
  double areaSquareMetres = 0.0;
};

double areaOf(const model::FeatureBatch& batch) {
  double twice = 0.0;
  for (std::size_t i = 0; i + 2 < batch.triangles.size(); i += 3) {
    const glm::dvec3 a = batch.positions[batch.triangles[i]];
    const glm::dvec3 u = batch.positions[batch.triangles[i + 1]] - a;
    const glm::dvec3 v = batch.positions[batch.triangles[i + 2]] - a;
    twice += std::hypot(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x);
  }
  return twice / 2.0;
}

City readCity(const Loader& loader, const std::filesystem::path& path) {
  const auto head = readFileHead(path);
  REQUIRE(head.has_value());
  const auto recognition = loader.recognise(*head);
  REQUIRE(recognition.has_value());
  ReaderContext context;
  context.recognition = *recognition;
  context.threads = 2;
  model::SourceRequest request;
  request.paths = {path};
  auto opened = loader.open(request, context);
  REQUIRE(opened.has_value());
  auto& source = *std::get<std::unique_ptr<model::FeatureSource>>(*opened);
  City city;
  auto description = source.describe({}, {});
  REQUIRE(description.has_value());
  city.description = std::move(*description);
  Diagnostics diagnostics;
  const auto sink = [&](model::FeatureBatch&& batch) {
    city.areaSquareMetres += areaOf(batch);
    for (const model::Surface& surface : batch.surfaces) {
      ++city.surfaces[surface.kind];
    }
    return true;
  };
  REQUIRE(source.read({}, sink, diagnostics, {}, {}).has_value());
  return city;
}

}  // namespace

TEST_CASE("Den Haag is the same city in CityGML and in CityJSON") {
  const char* data = std::getenv("BELVEDERE_TEST_DATA");
  const std::filesystem::path folder = data == nullptr ? "" : data;
  const auto gml = folder / "citygml/denhaag_01/DenHaag_01.gml.xml";
  const auto json = folder / "cityjson/DenHaag_01_v1.0.city.json";
  if (!std::filesystem::exists(gml) || !std::filesystem::exists(json)) {
    WARN("skipped: " << gml << " or " << json << " is not there (BELVEDERE_TEST_DATA)");
    return;
  }
  City fromGml = readCity(citygml::makeLoader(), gml);
  const City fromJson = readCity(cityjson::makeLoader(), json);

  fromGml.description.objects.erase("ReliefFeature");  // CityJSON has no such container
  CHECK(fromGml.description.objects == fromJson.description.objects);
  CHECK(fromGml.description.lods == fromJson.description.lods);
  CHECK(fromGml.surfaces == fromJson.surfaces);
  const geo::Bounds2& a = fromGml.description.extent;
  const geo::Bounds2& b = fromJson.description.extent;
  for (const double difference : {a.min.x - b.min.x, a.min.y - b.min.y, a.max.x - b.max.x, a.max.y - b.max.y,
                                  fromGml.description.minHeight - fromJson.description.minHeight,
                                  fromGml.description.maxHeight - fromJson.description.maxHeight}) {
    CHECK(std::abs(difference) < 0.002);
  }
  CHECK(fromJson.areaSquareMetres > 700000.0);
  CHECK(fromGml.areaSquareMetres == Approx(fromJson.areaSquareMetres).epsilon(0.001));
}
