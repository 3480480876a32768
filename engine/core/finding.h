#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/core/diagnostics.h"

namespace belvedere {

/// Settings of a layer that would put a finding right, as `belvedere set` takes them. Offered, never applied unasked.
struct Remedy {
  std::string layer;                                          ///< id; empty for the layer that the finding is of
  std::vector<std::pair<std::string, std::string>> settings;  ///< key and value
  double accuracyMetres = -1.0;  ///< how far off what they put right may still be; 0 exact, negative where not known
};

/// Something wrong with a layer as a whole, told once, and what would put it right.
struct Finding {
  Message message;               ///< of a warning
  std::vector<Remedy> remedies;  ///< best first; any one of them will do
};
using Findings = std::vector<Finding>;

/// The findings among diagnostics, as warnings.
inline void addTo(Diagnostics& diagnostics, const Findings& findings) {
  for (const Finding& finding : findings) {
    diagnostics.add(Severity::Warning, finding.message);
  }
}

}  // namespace belvedere
