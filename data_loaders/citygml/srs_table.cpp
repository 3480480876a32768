#include "data_loaders/citygml/srs_table.h"

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/xml_text.h"

namespace belvedere::loaders::citygml {

bool isNorthFirst(std::string_view srsName, const geo::Crs& crs) {
  const bool isShort = srsName.starts_with("EPSG:") || srsName.starts_with("epsg:");
  return !isShort && crs.isNorthingFirst();
}

DocumentSrs readSrsName(std::string_view srsName, Diagnostics& diagnostics) {
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
  srs.isSwapped = isNorthFirst(srs.text, *crs);
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
  entry.conversion.isSwapped = isNorthFirst(srsName, *crs);
  if (crs->horizontal() == document_.crs->horizontal()) {
    return entry;
  }
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
