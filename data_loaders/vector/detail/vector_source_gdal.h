#pragma once

#include <optional>

#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/vector/detail/vector_dataset.h"
#include "engine/model/source.h"

namespace belvedere::loaders::vector {

/// A vector dataset opened with GDAL: all layers with geometry that the request asks for. One thread at a time.
class VectorSourceGdal final : public model::FeatureSource {
 public:
  VectorSourceGdal(GdalDatasetHandle dataset, model::SourceRequest request, std::vector<VectorLayer> layers,
                   Diagnostics diagnostics);

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override;
  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) override;

 private:
  void describeLayer(const VectorLayer& layer, model::SourceDescription& description);
  void describeCrs(model::SourceDescription& description) const;

  GdalDatasetHandle dataset_;
  model::SourceRequest request_;
  std::vector<VectorLayer> layers_;
  Diagnostics openDiagnostics_;
  std::optional<model::SourceDescription> description_;
};

}  // namespace belvedere::loaders::vector
