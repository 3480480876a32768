#pragma once

#include <unordered_map>

#include "data_loaders/vector/detail/geometry_converter.h"
#include "data_loaders/vector/detail/vector_dataset.h"

namespace belvedere::loaders::vector {

/// Turns the OGR features of one layer into batches. One per layer and read; not thread-safe.
class FeatureReader {
 public:
  /// `crs` is that of all positions, as FeatureBatch::crs.
  FeatureReader(const VectorLayer& layer, std::string crs, const model::ReadOptions& options,
                const model::BatchSink& sink, Diagnostics& diagnostics);

  /// Reads the whole layer. False where the sink or the stop token asked to stop.
  bool readAll(const std::stop_token& stop, const std::function<void(std::size_t)>& progress);

 private:
  void beginBatch();
  bool handOn();
  void add(OGRFeature& feature);
  void addAttributes(OGRFeature& feature);
  void addField(OGRFeature& feature, const FieldPlan& field, std::uint32_t column);
  std::string idOf(OGRFeature& feature) const;
  /// The position of a table's row, from its coordinate columns.
  std::optional<OGRPoint> placeOf(OGRFeature& feature) const;
  bool isFull() const;

  const VectorLayer& layer_;
  std::string crs_;
  const model::ReadOptions& options_;
  const model::BatchSink& sink_;
  Diagnostics& diagnostics_;
  GeometryConverter converter_;
  model::FeatureBatch batch_;
  std::vector<std::uint32_t> columns_;
};

}  // namespace belvedere::loaders::vector
