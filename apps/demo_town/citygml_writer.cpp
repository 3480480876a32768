#include "apps/demo_town/citygml_writer.h"

#include <cmath>
#include <glm/common.hpp>

#include "apps/demo_town/building_facts.h"
#include "apps/demo_town/building_shapes.h"

namespace belvedere::demo {

namespace {

constexpr const char* kSrs = "urn:ogc:def:crs,crs:EPSG::2154,crs:EPSG::5720";

std::string surfaceName(SurfaceKind kind, bool isBridge) {
  switch (kind) {
    case SurfaceKind::Ground:
      return isBridge ? "OuterCeilingSurface" : "GroundSurface";
    case SurfaceKind::Wall:
      return "WallSurface";
    case SurfaceKind::Roof:
      return isBridge ? "OuterFloorSurface" : "RoofSurface";
    case SurfaceKind::Closure:
      return "ClosureSurface";
  }
  return "WallSurface";
}

std::string polygonId(const std::string& owner, std::size_t index) { return owner + "_P" + std::to_string(index); }
std::string partId(const std::string& building, std::size_t index) { return building + "_C" + std::to_string(index); }
std::string installationId(const std::string& building, std::size_t index) {
  return building + "_I" + std::to_string(index);
}

/// As wide for every value, so that it can be filled in later.
std::string envelopeCorner(const glm::dvec3& p) {
  std::string text = fixedText(p.x, 3) + " " + fixedText(p.y, 3) + " " + fixedText(p.z, 3);
  text.resize(48, ' ');
  return text;
}

Status writeCodeList(const std::filesystem::path& path, const char* name, const std::vector<Code>& codes) {
  auto file = TextFile::create(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  *file << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<gml:Dictionary xmlns:gml=\"http://www.opengis.net/gml\" gml:id=\""
        << name << "\">\n  <gml:name>" << name << "</gml:name>\n";
  for (const Code& code : codes) {
    *file << "  <gml:dictionaryEntry>\n    <gml:Definition gml:id=\"" << name << "_" << code.code
          << "\">\n      <gml:description>" << xmlText(code.meaning) << "</gml:description>\n      <gml:name>"
          << code.code << "</gml:name>\n    </gml:Definition>\n  </gml:dictionaryEntry>\n";
  }
  *file << "</gml:Dictionary>\n";
  return file->close();
}

}  // namespace

Result<CityGmlWriter> CityGmlWriter::create(const std::filesystem::path& path, std::string_view name) {
  auto file = TextFile::create(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  CityGmlWriter writer(std::move(*file), path.parent_path());
  writer.file_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<core:CityModel xmlns:core=\"http://www.opengis.net/citygml/2.0\" "
                  "xmlns:bldg=\"http://www.opengis.net/citygml/building/2.0\" "
                  "xmlns:brid=\"http://www.opengis.net/citygml/bridge/2.0\" "
                  "xmlns:gen=\"http://www.opengis.net/citygml/generics/2.0\" "
                  "xmlns:app=\"http://www.opengis.net/citygml/appearance/2.0\" "
                  "xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                  "xmlns:xAL=\"urn:oasis:names:tc:ciq:xsdschema:xAL:2.0\">\n"
                  "<gml:description>Données de démonstration fictives</gml:description>\n<gml:name>"
               << xmlText(name) << "</gml:name>\n<gml:boundedBy><gml:Envelope srsName=\"" << kSrs
               << "\" srsDimension=\"3\"><gml:lowerCorner>";
  writer.envelopeAt_ = writer.file_.position();
  writer.file_ << envelopeCorner({0, 0, 0}) << "</gml:lowerCorner><gml:upperCorner>" << envelopeCorner({0, 0, 0})
               << "</gml:upperCorner></gml:Envelope></gml:boundedBy>\n";
  return writer;
}

void CityGmlWriter::attributes(const Building& building, const TownPlan& plan) {
  if (!building.name.empty()) {
    file_ << "<gml:name>" << xmlText(building.name) << "</gml:name>\n";
  }
  for (const Fact& fact : factsOf(building, plan)) {
    switch (fact.kind) {
      case Fact::Kind::Text:
        file_ << "<gen:stringAttribute name=\"" << fact.name << "\"><gen:value>" << xmlText(fact.text)
              << "</gen:value></gen:stringAttribute>\n";
        break;
      case Fact::Kind::Integer:
        file_ << "<gen:intAttribute name=\"" << fact.name << "\"><gen:value>" << fact.text
              << "</gen:value></gen:intAttribute>\n";
        break;
      case Fact::Kind::Measure:
        file_ << "<gen:measureAttribute name=\"" << fact.name << "\"><gen:value uom=\"" << fact.unit << "\">"
              << fact.text << "</gen:value></gen:measureAttribute>\n";
        break;
    }
  }
  colours(building);
  file_ << "<bldg:function codeSpace=\"codelists/fonction.xml\">" << codeOf(building.use).code << "</bldg:function>\n"
        << "<bldg:yearOfConstruction>" << building.year << "</bldg:yearOfConstruction>\n"
        << "<bldg:roofType codeSpace=\"codelists/toiture.xml\">" << codeOf(building.roofType).code
        << "</bldg:roofType>\n"
        << "<bldg:measuredHeight uom=\"m\">";
  file_.fixed(building.heightMetres, 2) << "</bldg:measuredHeight>\n<bldg:storeysAboveGround>" << building.storeys
                                        << "</bldg:storeysAboveGround>\n";
}

void CityGmlWriter::colours(const Building& building) {
  file_ << "<app:appearance><app:Appearance><app:theme>couleurs</app:theme>\n";
  for (const SurfaceKind kind : {SurfaceKind::Roof, SurfaceKind::Wall}) {
    const Rgb& colour = kind == SurfaceKind::Roof ? building.roofColour : building.wallColour;
    file_ << "<app:surfaceDataMember><app:X3DMaterial><app:diffuseColor>";
    for (std::size_t i = 0; i < 3; ++i) {
      file_.fixed(colour[i] / 255.0, 3) << (i < 2 ? " " : "</app:diffuseColor>\n");
    }
    const auto targets = [&](const Body& body, const std::string& id) {
      for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i].kind == kind) {
          file_ << "<app:target>#" << polygonId(id, i) << "</app:target>\n";
        }
      }
    };
    for (std::size_t i = 0; i < building.bodies.size(); ++i) {
      targets(building.bodies[i], building.bodies.size() == 1 ? building.id : partId(building.id, i));
    }
    for (std::size_t i = 0; i < building.installations.size(); ++i) {
      targets(building.installations[i], installationId(building.id, i));
    }
    file_ << "</app:X3DMaterial></app:surfaceDataMember>\n";
  }
  file_ << "</app:Appearance></app:appearance>\n";
}

void CityGmlWriter::polygon(const Surface& surface, const std::string& id) {
  file_ << "<gml:Polygon gml:id=\"" << id << "\"><gml:exterior><gml:LinearRing><gml:posList srsDimension=\"3\">";
  for (std::size_t i = 0; i <= surface.ring.size(); ++i) {
    const glm::dvec3& p = surface.ring[i % surface.ring.size()];
    if (i > 0) {
      file_ << ' ';
    }
    file_.fixed(p.x, 3) << ' ';
    file_.fixed(p.y, 3) << ' ';
    file_.fixed(p.z, 3);
    low_ = glm::min(low_, p);
    high_ = glm::max(high_, p);
  }
  file_ << "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>";
}

void CityGmlWriter::solid(const Body& body, const std::string& id, const char* module) {
  file_ << '<' << module << ":lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>\n";
  for (std::size_t i = 0; i < body.size(); ++i) {
    file_ << "<gml:surfaceMember xlink:href=\"#" << polygonId(id, i) << "\"/>\n";
  }
  file_ << "</gml:CompositeSurface></gml:exterior></gml:Solid></" << module << ":lod2Solid>\n";
}

void CityGmlWriter::boundaries(const Body& body, const std::string& id, const char* module, bool isBridge) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const std::string name = std::string(module) + ":" + surfaceName(body[i].kind, isBridge);
    file_ << '<' << module << ":boundedBy><" << name << " gml:id=\"" << id << "_S" << i << "\"><" << module
          << ":lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>";
    polygon(body[i], polygonId(id, i));
    file_ << "</gml:surfaceMember></gml:MultiSurface></" << module << ":lod2MultiSurface></" << name << "></" << module
          << ":boundedBy>\n";
  }
}

void CityGmlWriter::installation(const Body& body, const std::string& id) {
  file_ << "<bldg:outerBuildingInstallation><bldg:BuildingInstallation gml:id=\"" << id << "\">\n";
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i].kind == SurfaceKind::Ground) {
      continue;  // hidden in the roof
    }
    const std::string name = "bldg:" + surfaceName(body[i].kind, false);
    file_ << "<bldg:boundedBy><" << name << " gml:id=\"" << id << "_S" << i
          << "\"><bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>";
    polygon(body[i], polygonId(id, i));
    file_ << "</gml:surfaceMember></gml:MultiSurface></bldg:lod2MultiSurface></" << name << "></bldg:boundedBy>\n";
  }
  file_ << "</bldg:BuildingInstallation></bldg:outerBuildingInstallation>\n";
}

void CityGmlWriter::addressOf(const Building& building, const TownPlan& plan) {
  if (building.houseNumber == 0) {
    return;
  }
  file_ << "<bldg:address><core:Address><core:xalAddress><xAL:AddressDetails><xAL:Country>"
           "<xAL:CountryName>France</xAL:CountryName><xAL:Locality Type=\"Town\"><xAL:LocalityName>"
        << xmlText(plan.name) << "</xAL:LocalityName><xAL:Thoroughfare Type=\"Street\"><xAL:ThoroughfareNumber>"
        << building.houseNumber << "</xAL:ThoroughfareNumber><xAL:ThoroughfareName>"
        << xmlText(streetOf(building, plan))
        << "</xAL:ThoroughfareName></xAL:Thoroughfare><xAL:PostalCode><xAL:PostalCodeNumber>" << plan.postcode
        << "</xAL:PostalCodeNumber></xAL:PostalCode></xAL:Locality></xAL:Country></xAL:AddressDetails>"
           "</core:xalAddress></core:Address></bldg:address>\n";
}

void CityGmlWriter::add(const Building& building, const TownPlan& plan) {
  file_ << "<core:cityObjectMember><bldg:Building gml:id=\"" << building.id << "\">\n";
  attributes(building, plan);
  const bool isSingle = building.bodies.size() == 1;
  if (isSingle) {
    solid(building.bodies[0], building.id, "bldg");
  }
  for (std::size_t i = 0; i < building.installations.size(); ++i) {
    installation(building.installations[i], installationId(building.id, i));
  }
  if (isSingle) {
    boundaries(building.bodies[0], building.id, "bldg", false);
  } else {
    for (std::size_t i = 0; i < building.bodies.size(); ++i) {
      const std::string id = partId(building.id, i);
      file_ << "<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id=\"" << id << "\">\n";
      solid(building.bodies[i], id, "bldg");
      boundaries(building.bodies[i], id, "bldg", false);
      file_ << "</bldg:BuildingPart></bldg:consistsOfBuildingPart>\n";
    }
  }
  addressOf(building, plan);
  file_ << "</bldg:Building></core:cityObjectMember>\n";
}

void CityGmlWriter::add(const Bridge& bridge, const TownPlan& plan, std::size_t number) {
  const std::string id = "PONT-" + std::to_string(plan.row * 1000 + plan.column + 1) + "-" + std::to_string(number + 1);
  const double length = std::hypot(bridge.to.x - bridge.from.x, bridge.to.y - bridge.from.y);
  const int arches = std::max(1, static_cast<int>(length / 12.0));
  const Body deck = archBridge(bridge.from, bridge.to, bridge.width, bridge.deckHeight, bridge.waterHeight, arches);
  file_ << "<core:cityObjectMember><brid:Bridge gml:id=\"" << id << "\">\n<gml:name>" << xmlText(bridge.name)
        << "</gml:name>\n<gen:stringAttribute name=\"commune\"><gen:value>" << xmlText(plan.name)
        << "</gen:value></gen:stringAttribute>\n<app:appearance><app:Appearance><app:theme>couleurs</app:theme>\n";
  for (const bool isRoadway : {false, true}) {
    file_ << "<app:surfaceDataMember><app:X3DMaterial><app:diffuseColor>"
          << (isRoadway ? "0.46 0.45 0.44" : "0.80 0.74 0.62") << "</app:diffuseColor>\n";
    for (std::size_t i = 0; i < deck.size(); ++i) {
      if ((deck[i].kind == SurfaceKind::Roof) == isRoadway) {
        file_ << "<app:target>#" << polygonId(id, i) << "</app:target>\n";
      }
    }
    file_ << "</app:X3DMaterial></app:surfaceDataMember>\n";
  }
  file_ << "</app:Appearance></app:appearance>\n<brid:yearOfConstruction>1786</brid:yearOfConstruction>\n";
  solid(deck, id, "brid");
  const Vec2 along = unit(bridge.to - bridge.from);
  for (int hand = 0; hand < 2; ++hand) {
    constexpr double kParapet = 0.45;
    const Vec2 middle =
        lerp(bridge.from, bridge.to, 0.5) + leftOf(along) * ((hand == 0 ? 0.5 : -0.5) * (bridge.width - kParapet));
    const Body parapet = prism(rectangle(middle, along, length, kParapet), bridge.deckHeight, bridge.deckHeight + 0.95);
    const std::string parapetId = installationId(id, static_cast<std::size_t>(hand));
    file_ << "<brid:outerBridgeInstallation><brid:BridgeInstallation gml:id=\"" << parapetId
          << "\"><brid:lod2Geometry><gml:MultiSurface>\n";
    for (std::size_t i = 1; i < parapet.size(); ++i) {  // its foot lies on the deck
      file_ << "<gml:surfaceMember>";
      polygon(parapet[i], polygonId(parapetId, i));
      file_ << "</gml:surfaceMember>\n";
    }
    file_ << "</gml:MultiSurface></brid:lod2Geometry></brid:BridgeInstallation></brid:outerBridgeInstallation>\n";
  }
  boundaries(deck, id, "brid", true);
  file_ << "</brid:Bridge></core:cityObjectMember>\n";
}

Status CityGmlWriter::finish() {
  file_ << "</core:CityModel>\n";
  file_.overwrite(envelopeAt_, envelopeCorner(low_) + "</gml:lowerCorner><gml:upperCorner>" + envelopeCorner(high_));
  if (const Status closed = file_.close(); !closed) {
    return closed;
  }
  std::error_code error;
  std::filesystem::create_directories(folder_ / "codelists", error);
  if (const Status written = writeCodeList(folder_ / "codelists" / "fonction.xml", "fonction", useCodes()); !written) {
    return written;
  }
  return writeCodeList(folder_ / "codelists" / "toiture.xml", "toiture", roofCodes());
}

}  // namespace belvedere::demo
