#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <glm/geometric.hpp>
#include <string>
#include <unistd.h>
#include <vector>

#include "data_loaders/citygml/citygml_source.h"

namespace test {

using namespace belvedere;

/// A folder that lives as long as this.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "citygml-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::filesystem::remove(path_ / name);  // some file systems flush a file that is cut to nothing
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A whole CityGML 2.0 document around `members`; every member is put into a cityObjectMember.
inline std::string cityModel(const std::vector<std::string>& members, const std::string& before = {},
                             const std::string& srsName = {}) {
  std::string text =
      R"(<?xml version="1.0" encoding="UTF-8"?><core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" )"
      R"(xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml" )"
      R"(xmlns:gen="http://www.opengis.net/citygml/generics/2.0" xmlns:app="http://www.opengis.net/citygml/appearance/2.0" )"
      R"(xmlns:dem="http://www.opengis.net/citygml/relief/2.0" xmlns:xlink="http://www.w3.org/1999/xlink">)";
  if (!srsName.empty()) {
    text += "<gml:boundedBy><gml:Envelope srsName=\"" + srsName + "\"/></gml:boundedBy>";
  }
  text += before;
  for (const std::string& member : members) {
    text += "<core:cityObjectMember>" + member + "</core:cityObjectMember>\n";
  }
  return text + "</core:CityModel>";
}

inline std::string idAttribute(const std::string& id) { return id.empty() ? "" : " gml:id=\"" + id + "\""; }

/// A gml:Polygon with one ring; the ring is called ID_r.
inline std::string polygon(const std::string& posList, const std::string& id = {}) {
  return "<gml:Polygon" + idAttribute(id) + "><gml:exterior><gml:LinearRing" +
         idAttribute(id.empty() ? id : id + "_r") + "><gml:posList>" + posList +
         "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>";
}
inline std::string multiSurface(const std::string& polygons) {
  return "<gml:MultiSurface><gml:surfaceMember>" + polygons + "</gml:surfaceMember></gml:MultiSurface>";
}
inline std::string element(const std::string& name, const std::string& content, const std::string& attributes = {}) {
  return "<" + name + (attributes.empty() ? "" : " " + attributes) + ">" + content + "</" + name + ">";
}

// Squares of 1 x 1: one on the ground, one at height 3, one upright.
inline const std::string kGround = "0 0 0 0 1 0 1 1 0 1 0 0 0 0 0";
inline const std::string kRoof = "0 0 3 1 0 3 1 1 3 0 1 3 0 0 3";
inline const std::string kWall = "0 0 0 1 0 0 1 0 1 0 0 1 0 0 0";

/// All batches of one reading.
struct City {
  std::vector<model::FeatureBatch> batches;
  Diagnostics diagnostics;
  Status status;

  const model::FeatureBatch& only() const {
    REQUIRE(batches.size() == 1);
    return batches.front();
  }
  double area() const {
    double sum = 0.0;
    for (const model::FeatureBatch& batch : batches) {
      for (std::size_t i = 0; i + 2 < batch.triangles.size(); i += 3) {
        const glm::dvec3& a = batch.positions[batch.triangles[i]];
        sum += glm::length(glm::cross(batch.positions[batch.triangles[i + 1]] - a,
                                      batch.positions[batch.triangles[i + 2]] - a)) /
               2.0;
      }
    }
    return sum;
  }
  std::size_t features() const {
    std::size_t count = 0;
    for (const model::FeatureBatch& batch : batches) {
      for (const model::Feature& feature : batch.features) {
        count += feature.isContinued == 0 ? 1U : 0U;
      }
    }
    return count;
  }
  std::size_t surfaces() const {
    std::size_t count = 0;
    for (const model::FeatureBatch& batch : batches) {
      count += batch.surfaces.size();
    }
    return count;
  }
};

using SourcePointer = std::unique_ptr<model::FeatureSource>;

inline SourcePointer open(const std::filesystem::path& path, const std::string& crs = {}, unsigned threads = 2) {
  model::SourceRequest request;
  request.paths = {path};
  request.crs = crs;
  auto source = loaders::citygml::openCityGml(request, threads);
  REQUIRE(source.has_value());
  return std::move(*source);
}

inline City read(model::FeatureSource& source, const model::ReadOptions& options = {}) {
  City city;
  city.status = source.read(options,
                            [&city](model::FeatureBatch&& batch) {
                              REQUIRE(model::checkBatch(batch).has_value());
                              city.batches.push_back(std::move(batch));
                              return true;
                            },
                            city.diagnostics, {}, {});
  return city;
}

inline City readText(const std::string& text, const model::ReadOptions& options = {}, const std::string& crs = {}) {
  const Folder folder;
  const SourcePointer source = open(folder.write("city.gml", text), crs);
  City city = read(*source, options);
  REQUIRE(city.status.has_value());
  return city;
}

inline model::SourceDescription describe(model::FeatureSource& source) {
  auto description = source.describe({}, {});
  REQUIRE(description.has_value());
  return *description;
}

inline model::SourceDescription describeText(const std::string& text, const std::string& crs = {}) {
  const Folder folder;
  const SourcePointer source = open(folder.write("city.gml", text), crs);
  return describe(*source);
}

/// The key of the message with which opening or describing a text fails; empty where it does not.
inline std::string refusal(const std::string& text) {
  const Folder folder;
  model::SourceRequest request;
  request.paths = {folder.write("city.gml", text)};
  auto source = loaders::citygml::openCityGml(request, 2);
  if (!source) {
    return source.error().message.key;
  }
  const auto description = (*source)->describe({}, {});
  return description ? std::string() : description.error().message.key;
}

/// All values of an attribute of a feature, as text.
inline std::vector<std::string> values(const model::FeatureBatch& batch, std::size_t feature, const std::string& name) {
  std::vector<std::string> found;
  for (const auto* cell = batch.attributes.begin(feature); cell != batch.attributes.end(feature); ++cell) {
    if (batch.attributes.columns()[cell->column].name == name) {
      found.push_back(batch.attributes.display(*cell));
    }
  }
  return found;
}
inline std::string value(const model::FeatureBatch& batch, std::size_t feature, const std::string& name) {
  const std::vector<std::string> found = values(batch, feature, name);
  return found.size() == 1 ? found.front() : (found.empty() ? "(none)" : "(several)");
}

/// A file of the real data, or an empty path with a warning where they are not at hand.
inline std::filesystem::path realFile(const std::string& name) {
  const char* folder = std::getenv("BELVEDERE_TEST_DATA");
  const std::filesystem::path path = folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder) / name;
  if (folder == nullptr || !std::filesystem::exists(path)) {
    WARN("skipped: " << name << " is not under BELVEDERE_TEST_DATA");
    return {};
  }
  return path;
}

}  // namespace test
