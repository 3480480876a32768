#pragma once

#include <filesystem>
#include <gdal_priv.h>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/core/result.h"

namespace belvedere::loaders {

struct CloseGdalDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using GdalDatasetHandle = std::unique_ptr<GDALDataset, CloseGdalDataset>;

/// While one of these lives, GDAL's errors of this thread come here instead of going to the terminal.
class GdalErrorScope {
 public:
  GdalErrorScope();
  ~GdalErrorScope();
  GdalErrorScope(const GdalErrorScope&) = delete;
  GdalErrorScope& operator=(const GdalErrorScope&) = delete;

  bool hasFailed() const { return !failures_.empty(); }
  /// The failures in order, at most 20, in GDAL's English.
  const std::vector<std::string>& failures() const { return failures_; }
  /// The last failure, for a message's {reason}; empty where there was none.
  std::string reason() const { return failures_.empty() ? std::string() : failures_.back(); }
  /// Warnings, at most 20.
  const std::vector<std::string>& warnings() const { return warnings_; }
  void clear();
  /// Adds failures ("gdal-failure") and warnings ("gdal-warning") to a reader's findings.
  void addTo(Diagnostics& diagnostics, const std::string& where) const;

 private:
  static void CPL_STDCALL receive(CPLErr severity, CPLErrorNum number, const char* text);
  std::vector<std::string> failures_;
  std::vector<std::string> warnings_;
};

/// Opens a file read-only with one driver (GDAL_OF_RASTER or GDAL_OF_VECTOR in `flags`); prepareGdal must have named
/// it. `name` is a path. Options are "KEY=VALUE".
/// Fails with InvalidData ("file-not-opened" with GDAL's reason).
Result<GdalDatasetHandle> openGdalDataset(const std::string& name, const char* driver, unsigned flags,
                                          const std::vector<std::string>& options = {});

}  // namespace belvedere::loaders
