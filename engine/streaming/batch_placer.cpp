#include "engine/streaming/batch_placer.h"

#include <cmath>
#include <limits>

#include "engine/core/plural.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kPositionsNotMovable{
    "positions-not-movable",
    NP_("{count} position could not be moved to the territory's CRS; it was left out.",
        "{count} positions could not be moved to the territory's CRS; they were left out."),
    N_("Check that the layer's CRS is the right one (belvedere info shows it).")};
constexpr MessageId kHeightsKept{
    "heights-kept",
    N_("Heights could not be moved from {from} to {to}, for its grid is not installed; they were kept."),
    N_("Install the grid in a folder that PROJ_DATA names; belvedere check compares the layer with the relief.")};

}  // namespace

Result<const BatchPlacer::Way*> BatchPlacer::wayFrom(const std::string& crs, Diagnostics& diagnostics) {
  if (const auto known = ways_.find(crs); known != ways_.end()) {
    return &known->second;
  }
  Result<geo::Crs> from = geo::Crs::fromText(crs);
  if (!from) {
    return tl::unexpected(from.error());
  }
  Result<geo::CoordinateTransform> transform = geo::CoordinateTransform::create(*from, frame_->crs());
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  if (transform->description().isVerticalGridMissing) {
    diagnostics.add(Severity::Warning,
                    Message(kHeightsKept, {{"from", from->identifier()}, {"to", frame_->crs().identifier()}}));
  }
  return &ways_.emplace(crs, Way{std::move(*from), std::move(*transform)}).first->second;
}

bool BatchPlacer::isSaidOnce(const Diagnostic& finding) { return finding.message.key == kHeightsKept.key; }

Status BatchPlacer::place(model::FeatureBatch& batch, const std::string& crs, Diagnostics& diagnostics) {
  const Result<const Way*> way = wayFrom(crs, diagnostics);
  if (!way) {
    return tl::unexpected(way.error());
  }
  std::vector<std::size_t> withoutHeight;
  for (std::size_t i = 0; i < batch.positions.size(); ++i) {
    if (std::isnan(batch.positions[i].z)) {
      withoutHeight.push_back(i);
      batch.positions[i].z = 0.0;
    }
  }
  correction_.apply(batch.positions, (*way)->from);
  const geo::CoordinateTransform& transform = (*way)->transform;
  const std::size_t lost = transform.isIdentity() ? 0 : transform.apply(batch.positions);
  for (const std::size_t i : withoutHeight) {
    batch.positions[i].z = std::numeric_limits<double>::quiet_NaN();
  }
  for (glm::dvec3& position : batch.positions) {
    position = frame_->toScene(position);
    position.z += correction_.heightOffsetMetres;
  }
  if (lost > 0) {
    diagnostics.add(Severity::Warning, Message(kPositionsNotMovable, {{"count", std::to_string(lost)}}));
  }
  return {};
}

}  // namespace belvedere::streaming
