#include "data_loaders/citygml/srs_table.h"

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/xml_text.h"
#include "data_loaders/common/degree_check.h"

namespace belvedere::loaders::citygml {

namespace {

constexpr double kMarginDegrees = 1.0;

// Whether a position in east, north order lies where the system is meant to be used.
bool isInArea(const geo::Crs& crs, const glm::dvec2& position) {
  const auto& area = crs.areaOfUseDegrees();
  if (!area) {
    return true;
  }
  glm::dvec3 degrees(position.x, position.y, 0.0);
  if (crs.kind() != geo::CrsKind::Geographic) {
    const auto world = geo::Crs::fromText("EPSG:4326");
    const auto transform = world ? geo::CoordinateTransform::create(crs.horizontal(), *world) : tl::unexpected(Error());
    degrees = transform ? transform->apply(degrees) : degrees;
  }
  return degrees.x >= area->min.x - kMarginDegrees && degrees.x <= area->max.x + kMarginDegrees &&
         degrees.y >= area->min.y - kMarginDegrees && degrees.y <= area->max.y + kMarginDegrees;
}

}  // namespace

bool isNorthFirst(std::string_view srsName, const geo::Crs& crs, const AxisSample& sample) {
  if (!crs.isNorthingFirst() || srsName.starts_with("urn:adv:")) {
    return false;
  }
  if (sample.position) {
    const glm::dvec2 p = *sample.position;
    const bool isPlausible = isInArea(crs, {p.y, p.x});
    if (isPlausible != isInArea(crs, p)) {
      return isPlausible;
    }
  }
  const bool isShort = srsName.starts_with("EPSG:") || srsName.starts_with("epsg:");
  return sample.isNorthFirstByRoofs.value_or(!isShort);
}

DocumentSrs readSrsName(std::string_view srsName, std::string_view document, Diagnostics& diagnostics) {
  DocumentSrs srs;
  srs.text = trimmedXml(srsName);
  if (srs.text.empty()) {
    return srs;
  }
  if (srs.text.front() == '#') {
    diagnostics.add(Severity::Warning, Message(kCrsLocal, {{"crs", srs.text}}));
    return srs;
  }
  auto crs = geo::Crs::fromText(srs.text);
  if (!crs) {
    diagnostics.add(Severity::Warning, crs.error().message, srs.text);
    return srs;
  }
  if (crs->kind() == geo::CrsKind::Local) {
    diagnostics.add(Severity::Warning, Message(kCrsLocal, {{"crs", crs->name()}}));
    return srs;
  }
  if (const auto beyond = crs->kind() == geo::CrsKind::Geographic ? positionBeyondDegrees(document) : std::nullopt) {
    diagnostics.add(Severity::Warning, loaders::coordinatesOutsideCrs(crs->identifier(), *beyond));
    return srs;
  }
  srs.isSwapped = crs->isNorthingFirst() && isNorthFirst(srs.text, *crs, sampleAxisOrder(document));
  srs.crs = std::move(*crs);
  return srs;
}

SrsConversion SrsTable::find(std::string_view srsName, Diagnostics& diagnostics) {
  if (srsName == document_.text) {
    return {document_.isSwapped, nullptr};
  }
  auto found = entries_.find(srsName);
  if (found == entries_.end()) {
    found = entries_.emplace(std::string(srsName), make(trimmedXml(srsName), diagnostics)).first;
  }
  return found->second.conversion;
}

SrsTable::Entry SrsTable::make(std::string_view srsName, Diagnostics& diagnostics) const {
  Entry entry;
  entry.conversion.isSwapped = document_.isSwapped;
  if (!document_.crs || srsName.empty() || srsName.front() == '#') {
    return entry;
  }
  const auto crs = geo::Crs::fromText(srsName);
  if (!crs) {
    diagnostics.add(Severity::Warning, Message(kCrsInnerUnknown, {{"crs", std::string(srsName)}}));
    return entry;
  }
  if (crs->horizontal() == document_.crs->horizontal()) {
    return entry;
  }
  entry.conversion.isSwapped = isNorthFirst(srsName, *crs, {});
  auto transform = geo::CoordinateTransform::create(*crs, *document_.crs);
  if (!transform) {
    diagnostics.add(Severity::Warning, transform.error().message, std::string(srsName));
    return entry;
  }
  entry.transform = std::make_unique<geo::CoordinateTransform>(std::move(*transform));
  entry.conversion.transform = entry.transform.get();
  return entry;
}

}  // namespace belvedere::loaders::citygml
