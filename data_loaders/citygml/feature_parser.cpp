#include "data_loaders/citygml/feature_parser.h"

#include <array>
#include <utility>

#include "data_loaders/citygml/numbers.h"
#include "data_loaders/citygml/xml_text.h"

namespace belvedere::loaders::citygml {
namespace {

using model::AttributeType;
using model::SurfaceKind;

bool isClassName(std::string_view name) { return !name.empty() && name.front() >= 'A' && name.front() <= 'Z'; }

// Thematic surfaces that carry the attributes of a space (CityGML 3.0): those of walls and roofs would only pile up.
bool bearsAttributes(SurfaceKind kind) {
  return kind == SurfaceKind::Traffic || kind == SurfaceKind::AuxiliaryTraffic || kind == SurfaceKind::Water;
}

bool isAttribute(const Word& word, const XmlCursor& cursor) {
  return word.name == Name::GenericAttribute || word.name == Name::GenericSet || word.name == Name::GenericProperty ||
         cursor.isSimple();
}

struct AddressWord {
  std::string_view element;
  std::string_view container;  ///< empty: any
  std::string_view name;
};

// xAL 2 and 3; what is not listed keeps its element's name.
constexpr std::array kAddressWords = {
    AddressWord{"CountryName", {}, "address.country"},
    AddressWord{"NameElement", "Country", "address.country"},
    AddressWord{"AdministrativeAreaName", {}, "address.region"},
    AddressWord{"NameElement", "AdministrativeArea", "address.region"},
    AddressWord{"LocalityName", {}, "address.locality"},
    AddressWord{"NameElement", "Locality", "address.locality"},
    AddressWord{"DependentLocalityName", {}, "address.district"},
    AddressWord{"NameElement", "SubLocality", "address.district"},
    AddressWord{"ThoroughfareName", {}, "address.street"},
    AddressWord{"NameElement", "Thoroughfare", "address.street"},
    AddressWord{"ThoroughfareNumber", {}, "address.number"},
    AddressWord{"Number", "Thoroughfare", "address.number"},
    AddressWord{"NumberElement", {}, "address.number"},
    AddressWord{"PostalCodeNumber", {}, "address.postalCode"},
    AddressWord{"Identifier", "PostCode", "address.postalCode"},
    AddressWord{"Identifier", "PostalCode", "address.postalCode"},
    AddressWord{"AddressLine", {}, "address.line"},
};

std::string_view addressName(std::string_view element, std::string_view container) {
  for (const AddressWord& word : kAddressWords) {
    if (word.element == element && (word.container.empty() || word.container == container)) {
      return word.name;
    }
  }
  return {};
}

}  // namespace

void FeatureParser::readMember(XmlCursor& cursor) {
  const auto read = [&](const Word& word) {
    const bool isFeature = word.name == Name::Feature || word.name == Name::BoundarySurface ||
                           word.name == Name::TrafficArea ||
                           (word.name == Name::Unknown && isClassName(cursor.tag().name));
    isFeature ? readFeature(cursor, word, model::kNone) : cursor.skip();
  };
  if (isClassName(cursor.tag().name)) {
    read(lookUp(cursor.tag().name));
    return;
  }
  while (cursor.nextChild()) {
    read(lookUp(cursor.tag().name));
  }
}

void FeatureParser::readFeature(XmlCursor& cursor, const Word& word, std::uint32_t parent) {
  const auto index = static_cast<std::uint32_t>(model_.features.size());
  RawFeature made;
  made.type = cursor.tag().name;
  made.id = cursor.tag().attribute("id");
  made.parent = parent;
  made.kind = word.kind;
  model_.features.push_back(made);
  while (cursor.nextChild()) {
    readFeatureProperty(cursor, index, {});
  }
}

void FeatureParser::readFeatureProperty(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix) {
  LodProperty lod;
  if (readLodProperty(cursor.tag().name, lod)) {
    GeometryOwner geometry = owner(feature);
    geometry.lod = lod.lod;
    geometry.role = lod.role;
    readGeometry(cursor, geometry);
    return;
  }
  const Word& word = lookUp(cursor.tag().name);
  switch (word.name) {
    case Name::Ignored:
      cursor.skip();
      break;
    case Name::BoundedBy:
    case Name::Boundary:
      readBoundary(cursor, feature);
      break;
    case Name::Appearance:
      readAppearance(cursor);
      break;
    case Name::Address:
      readAddress(cursor, feature, {});
      break;
    case Name::Lod: {
      const auto level = wholeInteger(cursor.readText());
      model_.features[feature].reliefLod =
          level && *level >= 0 && *level <= 4 ? static_cast<std::uint8_t>(*level) : kLodNotStated;
      break;
    }
    case Name::ReliefGeometry:
      readReliefGeometry(cursor, feature);
      break;
    case Name::Grid:
      ++model_.grids;
      cursor.skip();
      break;
    case Name::GenericAttribute:
      readGenericAttribute(cursor, feature, prefix, word.type);
      break;
    case Name::GenericSet:
      readGenericSet(cursor, feature, prefix);
      break;
    case Name::GenericProperty:
      while (cursor.nextChild()) {
        readFeatureProperty(cursor, feature, prefix);
      }
      break;
    default:
      readPlainProperty(cursor, feature, prefix, word);
  }
}

void FeatureParser::readPlainProperty(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix,
                                      const Word& word) {
  const XmlTag tag = cursor.tag();
  if (cursor.isSimple()) {
    const std::string_view name =
        word.name == Name::Value && !prefix.empty() ? prefix.substr(0, prefix.size() - 1) : joined(prefix, tag.name);
    addAttribute(feature, word.name == Name::Attribute ? word.type : AttributeType::Text, name, tag, cursor.readText());
    return;
  }
  // adeOfAbstractBuilding and its like only say where an extension hooks in.
  const std::string_view path = tag.name.starts_with("adeOf") ? prefix : joined(joined(prefix, tag.name), ".");
  while (cursor.nextChild()) {
    readObject(cursor, feature, path);
  }
}

void FeatureParser::readObject(XmlCursor& cursor, std::uint32_t feature, std::string_view path) {
  const std::string_view name = cursor.tag().name;
  const Word& word = lookUp(name);
  switch (word.name) {
    case Name::Feature:
    case Name::TrafficArea:
      readFeature(cursor, word, feature);
      return;
    case Name::BoundarySurface:
      readBoundarySurface(cursor, feature);
      return;
    case Name::Polygon:
    case Name::Tin:
    case Name::OrientableSurface:
    case Name::Solid:
    case Name::Geometry:
    case Name::Curve:
    case Name::Point:
      geometry_.readElement(cursor, owner(feature));
      return;
    case Name::ImplicitGeometry:
      geometry_.readInstance(cursor, owner(feature));
      return;
    case Name::Unknown:
      break;
    default:
      readFeatureProperty(cursor, feature, path);
      return;
  }
  if (!isClassName(name)) {
    readFeatureProperty(cursor, feature, path);
  } else if (name.ends_with("Surface")) {
    readBoundarySurface(cursor, feature);
  } else if (!cursor.tag().attribute("id").empty()) {
    readFeature(cursor, word, feature);
  } else {
    while (cursor.nextChild()) {
      readFeatureProperty(cursor, feature, path);
    }
  }
}

void FeatureParser::readBoundary(XmlCursor& cursor, std::uint32_t feature) {
  while (cursor.nextChild()) {
    const Word& word = lookUp(cursor.tag().name);
    if (word.name == Name::Ignored) {
      cursor.skip();
    } else if (word.name == Name::Feature) {
      readFeature(cursor, word, feature);
    } else {
      readBoundarySurface(cursor, feature);
    }
  }
}

void FeatureParser::readBoundarySurface(XmlCursor& cursor, std::uint32_t feature) {
  const Word& word = lookUp(cursor.tag().name);
  GeometryOwner surface = owner(feature);
  surface.role = GeometryRole::Boundary;
  surface.kind = word.kind != SurfaceKind::Unspecified ? word.kind : SurfaceKind::Other;
  const bool isWithin = std::exchange(hasLeftAttributes_, false);
  while (cursor.nextChild()) {
    readSurfaceProperty(cursor, feature, surface);
  }
  if (std::exchange(hasLeftAttributes_, isWithin)) {
    model_.surfacesWithAttributes.push_back(feature);
  }
}

void FeatureParser::readSurfaceProperty(XmlCursor& cursor, std::uint32_t feature, const GeometryOwner& surface) {
  LodProperty lod;
  if (readLodProperty(cursor.tag().name, lod)) {
    GeometryOwner geometry = surface;
    geometry.lod = lod.lod;
    const bool isSurface = lod.role == GeometryRole::Surface || lod.role == GeometryRole::Solid;
    geometry.role = isSurface ? GeometryRole::Boundary : lod.role;
    readGeometry(cursor, geometry);
    return;
  }
  const Word& word = lookUp(cursor.tag().name);
  if (word.name == Name::Appearance) {
    readAppearance(cursor);
  } else if (word.name == Name::Ignored || word.name == Name::BoundedBy) {
    cursor.skip();
  } else if (!isAttribute(word, cursor)) {
    readSurfaceParts(cursor, feature);
  } else if (bearsAttributes(surface.kind)) {
    readFeatureProperty(cursor, feature, {});
  } else if (cursor.isSimple()) {
    hasLeftAttributes_ = !trimmedXml(cursor.readText()).empty() || hasLeftAttributes_;
  } else {
    hasLeftAttributes_ = true;
    cursor.skip();
  }
}

void FeatureParser::readSurfaceParts(XmlCursor& cursor, std::uint32_t feature) {
  while (cursor.nextChild()) {
    const Word& word = lookUp(cursor.tag().name);
    if (word.name == Name::Feature || word.name == Name::TrafficArea) {
      readFeature(cursor, word, feature);
    } else if (word.name == Name::BoundarySurface) {
      readBoundarySurface(cursor, feature);
    } else {
      cursor.skip();
    }
  }
}

void FeatureParser::readGeometry(XmlCursor& cursor, GeometryOwner owner) {
  if (owner.role == GeometryRole::None) {
    cursor.skip();
  } else {
    geometry_.readProperty(cursor, owner);
  }
}

void FeatureParser::readReliefGeometry(XmlCursor& cursor, std::uint32_t feature) {
  GeometryOwner geometry = owner(feature);
  geometry.lod = model_.features[feature].reliefLod;
  const std::string_view name = cursor.tag().name;
  if (name != "tin") {
    geometry.role = name == "reliefPoints" ? GeometryRole::Point : GeometryRole::Curve;
  }
  geometry_.readProperty(cursor, geometry);
}

void FeatureParser::readGenericAttribute(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix,
                                         AttributeType type) {
  std::string_view name = cursor.tag().attribute("name");
  while (cursor.nextChild()) {
    const XmlTag tag = cursor.tag();
    if (tag.name == "name") {  // CityGML 3.0
      name = cursor.readText();
    } else if (tag.name == "value") {
      addAttribute(feature, type, joined(prefix, name), tag, cursor.readText());
    } else {
      cursor.skip();
    }
  }
}

void FeatureParser::readGenericSet(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix) {
  std::string_view path = joined(joined(prefix, cursor.tag().attribute("name")), ".");
  while (cursor.nextChild()) {
    if (cursor.tag().name == "name") {
      path = joined(joined(prefix, trimmedXml(cursor.readText())), ".");
    } else {
      readFeatureProperty(cursor, feature, path);
    }
  }
}

void FeatureParser::readAddress(XmlCursor& cursor, std::uint32_t feature, std::string_view container) {
  while (cursor.nextChild()) {
    const XmlTag tag = cursor.tag();
    if (tag.name == "multiPoint") {
      cursor.skip();
    } else if (!cursor.isSimple()) {
      readAddress(cursor, feature, tag.name);
    } else if (const std::string_view name = addressName(tag.name, container); !name.empty()) {
      addAttribute(feature, AttributeType::Text, name, tag, cursor.readText());
    } else {
      addAttribute(feature, AttributeType::Text, joined("address.", tag.name), tag, cursor.readText());
    }
  }
}

void FeatureParser::readAppearance(XmlCursor& cursor) {
  if (appearances_ != nullptr) {
    appearances_->read(cursor, model_.appearance);
  } else {
    cursor.skip();
  }
}

void FeatureParser::addAttribute(std::uint32_t feature, AttributeType type, std::string_view name, const XmlTag& tag,
                                 std::string_view text) {
  if (!wantsAttributes_ || name.empty() || trimmedXml(text).empty()) {
    return;
  }
  RawAttribute made;
  made.feature = feature;
  made.name = name;
  made.text = text;
  if (!tag.attributes.empty()) {
    made.unit = tag.attribute("uom");
    made.codeSpace = tag.attribute("codeSpace");
  }
  made.type = type == AttributeType::Text && !made.unit.empty() ? AttributeType::Real : type;
  model_.attributes.push_back(made);
}

std::string_view FeatureParser::joined(std::string_view prefix, std::string_view name) {
  if (!wantsAttributes_ || prefix.empty()) {
    return name;
  }
  std::string text;
  text.reserve(prefix.size() + name.size());
  text.append(prefix).append(name);
  return model_.keep(text);
}

}  // namespace belvedere::loaders::citygml
