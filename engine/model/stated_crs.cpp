#include "engine/model/stated_crs.h"

#include "engine/geo/crs.h"

namespace belvedere::model {
namespace {

constexpr MessageId kCrsStated{"crs-stated",
                               N_("The source declares {crs}; {stated} is used, as the territory states."),
                               N_("belvedere set TERRITORY LAYER crs= goes back to what the source declares.")};

}  // namespace

void overrideCrs(SourceDescription& description, const std::string& crs) {
  const auto stated = crs.empty() ? Result<geo::Crs>(fail(ErrorCode::NotFound, {})) : geo::Crs::fromText(crs);
  if (!stated || stated->wkt() == description.crsWkt) {
    return;
  }
  if (!description.crs.empty()) {
    reportStatedCrs(description.diagnostics, description.crs, crs);
  }
  description.crsWkt = stated->wkt();
  description.isCrsOverridden = true;
}

void reportStatedCrs(Diagnostics& diagnostics, const std::string& declared, const std::string& stated) {
  diagnostics.add(Severity::Info, Message(kCrsStated, {{"crs", declared}, {"stated", stated}}));
}

}  // namespace belvedere::model
