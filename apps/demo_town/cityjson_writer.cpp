#include "apps/demo_town/cityjson_writer.h"

#include <cmath>
#include <fstream>
#include <glm/common.hpp>

#include "apps/demo_town/building_facts.h"

namespace belvedere::demo {

namespace {

constexpr const char* kCrs = "https://www.opengis.net/def/crs/EPSG/0/5698";  // Lambert-93 and NGF-IGN69 heights

const char* surfaceName(SurfaceKind kind) {
  switch (kind) {
    case SurfaceKind::Ground:
      return "GroundSurface";
    case SurfaceKind::Roof:
      return "RoofSurface";
    case SurfaceKind::Closure:
      return "ClosureSurface";
    default:
      return "WallSurface";
  }
}

constexpr std::array kKinds{SurfaceKind::Ground, SurfaceKind::Wall, SurfaceKind::Roof};

/// Few colours, so that the list of materials stays short whatever the size.
Rgb coarse(Rgb colour) {
  for (std::uint8_t& channel : colour) {
    channel = static_cast<std::uint8_t>(channel / 12 * 12 + 6);
  }
  return colour;
}

}  // namespace

Result<CityJsonWriter> CityJsonWriter::create(const std::filesystem::path& path, const glm::dvec3& origin,
                                              std::string_view title) {
  const std::filesystem::path spill = path.string() + ".vertices";
  auto file = TextFile::create(path);
  auto vertices = TextFile::create(spill);
  if (!file || !vertices) {
    return tl::unexpected(file ? vertices.error() : file.error());
  }
  CityJsonWriter writer(std::move(*file), std::move(*vertices), spill, origin);
  writer.title_ = title;
  writer.file_
      << "{\"type\":\"CityJSON\",\"version\":\"2.0\",\"transform\":{\"scale\":[0.001,0.001,0.001],\"translate\":[";
  writer.file_.fixed(origin.x, 3) << ',';
  writer.file_.fixed(origin.y, 3) << ',';
  writer.file_.fixed(origin.z, 3) << "]},\n\"CityObjects\":{";
  return writer;
}

void CityJsonWriter::object(const std::string& id, const char* type) {
  file_ << (objectCount_++ > 0 ? ",\n" : "\n") << jsonText(id) << ":{\"type\":\"" << type << '"';
}

std::size_t CityJsonWriter::vertex(const glm::dvec3& p) {
  const std::array<long long, 3> key{std::llround((p.x - origin_.x) * 1000.0), std::llround((p.y - origin_.y) * 1000.0),
                                     std::llround((p.z - origin_.z) * 1000.0)};
  const auto [found, isNew] = known_.try_emplace(key, vertexCount_);
  if (isNew) {
    vertices_ << (vertexCount_ > 0 ? ",\n[" : "\n[") << key[0] << ',' << key[1] << ',' << key[2] << ']';
    ++vertexCount_;
    low_ = glm::min(low_, p);
    high_ = glm::max(high_, p);
  }
  return found->second;
}

std::size_t CityJsonWriter::material(const Rgb& colour) {
  return materials_.try_emplace(coarse(colour), materials_.size()).first->second;
}

void CityJsonWriter::attributes(const Building& building, const TownPlan& plan) {
  file_ << ",\"attributes\":{";
  if (!building.name.empty()) {
    file_ << "\"nom\":" << jsonText(building.name) << ',';
  }
  file_ << "\"function\":" << jsonText(codeOf(building.use).meaning) << ",\"yearOfConstruction\":" << building.year
        << ",\"roofType\":" << jsonText(codeOf(building.roofType).meaning) << ",\"measuredHeight\":";
  file_.fixed(building.heightMetres, 2) << ",\"storeysAboveGround\":" << building.storeys;
  for (const Fact& fact : factsOf(building, plan)) {
    file_ << ",\"" << fact.name << "\":" << (fact.kind == Fact::Kind::Text ? jsonText(fact.text) : fact.text);
  }
  file_ << '}';
  if (building.houseNumber > 0) {
    file_ << ",\"address\":[{\"CountryName\":\"France\",\"LocalityName\":" << jsonText(plan.name)
          << ",\"PostalCode\":\"" << plan.postcode << "\",\"ThoroughfareNumber\":\"" << building.houseNumber
          << "\",\"ThoroughfareName\":" << jsonText(streetOf(building, plan)) << "}]";
  }
}

void CityJsonWriter::geometry(const Body& body, const Building& building, bool isSolid) {
  file_ << ",\"geometry\":[{\"type\":\"" << (isSolid ? "Solid" : "MultiSurface")
        << "\",\"lod\":\"2.2\",\"boundaries\":" << (isSolid ? "[[" : "[");
  std::string semantics;
  std::string materials;
  bool isFirst = true;
  for (const Surface& surface : body) {
    if (!isSolid && surface.kind == SurfaceKind::Ground) {
      continue;  // the underside of a chimney, hidden in the roof
    }
    file_ << (isFirst ? "[[" : ",[[");
    for (std::size_t i = 0; i < surface.ring.size(); ++i) {
      file_ << (i > 0 ? "," : "") << vertex(surface.ring[i]);
    }
    file_ << "]]";
    semantics += (isFirst ? "" : ",") + std::to_string(static_cast<int>(surface.kind));
    const Rgb& colour = surface.kind == SurfaceKind::Roof ? building.roofColour : building.wallColour;
    materials += (isFirst ? "" : ",") + std::to_string(material(colour));
    isFirst = false;
  }
  const char* open = isSolid ? "[[" : "[";
  const char* close = isSolid ? "]]" : "]";
  file_ << close << ",\"semantics\":{\"surfaces\":[";
  for (const SurfaceKind kind : kKinds) {
    file_ << (kind == kKinds[0] ? "" : ",") << "{\"type\":\"" << surfaceName(kind) << "\"}";
  }
  file_ << "],\"values\":" << open << semantics << close << "},\"material\":{\"couleurs\":{\"values\":" << open
        << materials << close << "}}}]";
}

void CityJsonWriter::add(const Building& building, const TownPlan& plan) {
  known_.clear();
  const bool isSingle = building.bodies.size() == 1;
  std::vector<std::pair<std::string, const Body*>> parts;
  std::vector<std::pair<std::string, const Body*>> installations;
  for (std::size_t i = 0; !isSingle && i < building.bodies.size(); ++i) {
    parts.emplace_back(building.id + "_C" + std::to_string(i), &building.bodies[i]);
  }
  for (std::size_t i = 0; i < building.installations.size(); ++i) {
    installations.emplace_back(building.id + "_I" + std::to_string(i), &building.installations[i]);
  }
  object(building.id, "Building");
  attributes(building, plan);
  if (!parts.empty() || !installations.empty()) {
    file_ << ",\"children\":[";
    const char* comma = "";
    for (const auto* children : {&parts, &installations}) {
      for (const auto& [id, body] : *children) {
        file_ << comma << jsonText(id);
        comma = ",";
      }
    }
    file_ << ']';
  }
  if (isSingle) {
    geometry(building.bodies[0], building, true);
  }
  file_ << '}';
  for (const auto* children : {&parts, &installations}) {
    for (const auto& [id, body] : *children) {
      object(id, children == &parts ? "BuildingPart" : "BuildingInstallation");
      file_ << ",\"parents\":[" << jsonText(building.id) << ']';
      geometry(*body, building, children == &parts);
      file_ << '}';
    }
  }
}

Status CityJsonWriter::finish() {
  if (const Status closed = vertices_.close(); !closed) {
    return closed;
  }
  file_ << "\n},\n\"appearance\":{\"default-theme-material\":\"couleurs\",\"materials\":[";
  std::vector<Rgb> byIndex(materials_.size());
  for (const auto& [colour, index] : materials_) {
    byIndex[index] = colour;
  }
  for (std::size_t i = 0; i < byIndex.size(); ++i) {
    file_ << (i > 0 ? ",\n" : "\n") << "{\"name\":\"couleur-" << i << "\",\"diffuseColor\":[";
    for (std::size_t c = 0; c < 3; ++c) {
      file_.fixed(byIndex[i][c] / 255.0, 3) << (c < 2 ? "," : "]}");
    }
  }
  file_ << "]},\n\"metadata\":{\"title\":" << jsonText(title_) << ",\"referenceSystem\":\"" << kCrs << '"';
  if (vertexCount_ > 0) {
    file_ << ",\"geographicalExtent\":[";
    for (int c = 0; c < 6; ++c) {
      file_.fixed(c < 3 ? low_[c] : high_[c - 3], 3) << (c == 5 ? "]" : ",");
    }
  }
  file_ << "},\n\"vertices\":[";
  std::ifstream spill(spill_, std::ios::binary);
  std::string chunk(std::size_t{1} << 20, '\0');
  while (spill.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || spill.gcount() > 0) {
    file_ << std::string_view(chunk.data(), static_cast<std::size_t>(spill.gcount()));
  }
  spill.close();
  std::error_code ignored;
  std::filesystem::remove(spill_, ignored);
  file_ << "\n]}\n";
  return file_.close();
}

}  // namespace belvedere::demo
