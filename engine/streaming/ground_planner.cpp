#include "engine/streaming/ground_planner.h"

#include <algorithm>
#include <cmath>

#include "engine/streaming/base_ground.h"

namespace belvedere::streaming {

namespace {

bool isShownRaster(const LayerSlot& slot, model::SourceKind kind) {
  return slot.wanted.layer.kind == kind && slot.isVisible() && slot.raster != nullptr;
}

std::vector<RasterLayer> shownRasters(const LayerSlots& slots, model::SourceKind kind) {
  std::vector<RasterLayer> layers;
  for (const std::unique_ptr<LayerSlot>& slot : slots) {
    const bool isOpaqueEnough = kind == model::SourceKind::Terrain || slot->wanted.layer.opacity > 0.0;
    if (isShownRaster(*slot, kind) && isOpaqueEnough) {
      layers.push_back({slot->id(), slot->raster, slot->wanted.layer.opacity});
    }
  }
  return layers;
}

/// Whether something stands there, so that a ground under it makes sense. Many models stand at height 0 throughout.
bool hasStandingThings(const LayerSlot& slot, const geo::SceneFrame& frame) {
  const bool hasSolids = slot.isVisible() && !slot.solidBounds.isEmpty();
  return hasSolids && (slot.basePointCount > 0 || std::abs(slot.solidBounds.min.z + frame.origin().z) < 1.0);
}

bool isDrapedSlot(const LayerSlot& slot) { return slot.planar && !slot.planar->isEmpty(); }

/// Of layers from files: a map service reaches further than what it is to be shown under.
geo::Bounds2 localExtentOf(const std::vector<RasterLayer>& layers) {
  geo::Bounds2 extent;
  for (const RasterLayer& layer : layers) {
    extent.add(layer.raster->isService() ? geo::Bounds2() : layer.raster->extent());
  }
  return extent;
}

geo::Bounds2 extentOf(const std::vector<RasterLayer>& layers) {
  geo::Bounds2 extent;
  for (const RasterLayer& layer : layers) {
    extent.add(layer.raster->extent());
  }
  return extent;
}

tiling::ReliefSquare squareAround(const geo::Bounds2& extent) {
  const double side = std::max(extent.size().x, extent.size().y);
  return {extent.centre() - 0.5 * side, side};
}

/// So that nothing lies on the edge of the ground; a plain one shows a little of itself around what lies on it.
geo::Bounds2 withMargin(const geo::Bounds2& extent, bool isPlain) {
  const double margin = isPlain ? 0.03 * std::max(extent.size().x, extent.size().y) + 10.0 : 0.01;
  return {extent.min - margin, extent.max + margin};
}

/// A guessed ground lies this much below where things stand, so that their lowest surfaces are seen, not fought with.
constexpr double kBelowBases = 0.1;

/// A level under a ground that the models bring themselves: the board on which they stand.
double levelBelow(const std::vector<glm::dvec3>& points, const geo::Bounds3& groundBounds) {
  constexpr double kBelowMetres = 0.5;
  constexpr double kOutlierMetres = 50.0;
  const double lowest = heightQuantile(points, 0.01);
  const bool isOutlier = !points.empty() && groundBounds.min.z < lowest - kOutlierMetres;
  return (isOutlier || points.empty() ? lowest : std::min(lowest, groundBounds.min.z)) - kBelowMetres;
}

bool isSameRasters(const std::vector<RasterLayer>& a, const std::vector<RasterLayer>& b, bool withOpacity) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const RasterLayer& x, const RasterLayer& y) {
    return x.id == y.id && x.raster == y.raster && (!withOpacity || x.opacity == y.opacity);
  });
}

bool isSameDraped(const GroundPlan& a, const GroundPlan& b) {
  return a.kept == b.kept &&
         std::equal(a.draped.begin(), a.draped.end(), b.draped.begin(), b.draped.end(),
                    [](const DrapedLayer& x, const DrapedLayer& y) { return x.id == y.id && x.version == y.version; });
}

bool hasSameCells(const GroundPlan& a, const GroundPlan& b) {
  return a.square == b.square && a.layer == b.layer && a.isPlain == b.isPlain && a.flatHeight == b.flatHeight &&
         a.flatExtent.min == b.flatExtent.min && a.flatExtent.max == b.flatExtent.max &&
         isSameRasters(a.terrain, b.terrain, false);
}

void addDraped(const LayerSlots& slots, GroundPlan& plan) {
  for (const std::unique_ptr<LayerSlot>& slot : slots) {
    if (isDrapedSlot(*slot) && slot->isVisible()) {
      plan.draped.push_back({slot->id(), slot->planarVersion, slot->planar, slot->hasStrokes(), slot->hasFills()});
    } else if (isDrapedSlot(*slot)) {
      plan.kept.push_back(slot->id());
    }
  }
}

}  // namespace

tiling::ReliefSquare terrainSquare(const std::vector<RasterLayer>& terrain) {
  const geo::Bounds2 extent = extentOf(terrain);
  const RasterLayer* finest = nullptr;
  for (const RasterLayer& layer : terrain) {
    const double pixel = layer.raster->pixelMetres();
    if (pixel > 0.0 && (finest == nullptr || pixel < finest->raster->pixelMetres())) {
      finest = &layer;
    }
  }
  if (finest == nullptr) {
    return squareAround(extent);
  }
  const double pixel = finest->raster->pixelMetres();
  const glm::dvec2 sample = finest->raster->extent().min + 0.5 * pixel;
  const glm::dvec2 stepsBack((extent.min.x - sample.x) / pixel, (extent.min.y - sample.y) / pixel);
  tiling::ReliefSquare square;
  square.southWest = sample + glm::dvec2(std::ceil(stepsBack.x), std::ceil(stepsBack.y)) * pixel;
  square.sideMetres = kGridSteps * pixel;
  const glm::dvec2 reach = extent.max - square.southWest - pixel;
  while (square.sideMetres < std::max(reach.x, reach.y)) {
    square.sideMetres *= 2.0;
  }
  return square;
}

bool GroundPlanner::canPlan(const LayerSlots& slots, bool hasTerrain, bool hasImagery) const {
  return std::none_of(slots.begin(), slots.end(), [&](const std::unique_ptr<LayerSlot>& slot) {
    if (!slot->isVisible() || !slot->isBusy()) {
      return false;
    }
    if (slot->isRaster()) {
      return true;
    }
    if (hasTerrain || guess_.flatHeight) {
      return false;
    }
    // A flat ground needs to know how high things stand, and a plain one how far they reach.
    return hasImagery ? slot->hasSolids() && slot->basePoints.empty() : true;
  });
}

void GroundPlanner::forgetGuess() {
  guess_ = {};
  guessSerial_ = 0;
}

/// At first a level from what was read so far, and from all of it a relief if the heights differ. Whether there is any.
bool GroundPlanner::guessGround(const LayerSlots& slots, const geo::Bounds2& extent) {
  takeGuess();
  const bool isAllRead = std::none_of(slots.begin(), slots.end(), [](const std::unique_ptr<LayerSlot>& slot) {
    return slot->isVisible() && slot->isBusy();
  });
  const bool isGood = guess_.isFinal || (guess_.flatHeight && !isAllRead);
  if (!isGood && !isGuessing()) {
    startGuess(slots, extent, isAllRead);
    takeGuess();
  }
  return guess_.flatHeight.has_value();
}

void GroundPlanner::startGuess(const LayerSlots& slots, const geo::Bounds2& extent, bool isFinal) {
  GroundPlaces places;
  geo::Bounds3 groundBounds;
  for (const std::unique_ptr<LayerSlot>& slot : slots) {
    places.insert(places.end(), slot->basePoints.begin(), slot->basePoints.end());
    if (slot->isVisible()) {
      groundBounds.add(slot->groundBounds);
    }
  }
  guessSerial_ = ++lastSerial_;
  jobs_.addShort(
      [inbox = guesses_, frame = frame_, serial = guessSerial_, places = std::move(places), extent, groundBounds,
       isFinal](const std::stop_token&) {
        std::vector<glm::dvec3> points;
        for (const auto& some : places) {
          points.insert(points.end(), some->begin(), some->end());
        }
        for (glm::dvec3& point : points) {
          point.z -= kBelowBases;
        }
        if (!groundBounds.isEmpty()) {
          inbox->push({serial, levelBelow(points, groundBounds), nullptr, isFinal});
          return;
        }
        Guess guess{serial, points.empty() ? -frame->origin().z : heightQuantile(points, 0.5), nullptr, isFinal};
        if (std::unique_ptr<BaseGround> ground = isFinal ? BaseGround::make(points, extent, *frame) : nullptr) {
          guess.raster = PlacedRaster::place(std::move(ground), *frame).value_or(nullptr);
        }
        inbox->push(std::move(guess));
      },
      {});
}

void GroundPlanner::takeGuess() {
  while (std::optional<Guess> guess = guesses_->take()) {
    if (guess->serial == guessSerial_) {
      guess_ = std::move(*guess);
      guessSerial_ = 0;
    }
  }
}

void GroundPlanner::planRelief(GroundPlan& plan) const {
  plan.square = terrainSquare(plan.terrain);
  plan.layer = plan.terrain.front().id;
}

/// False while nothing is known of its height.
bool GroundPlanner::planGuessed(const LayerSlots& slots, GroundPlan& plan) {
  geo::Bounds2 extent = localExtentOf(plan.imagery);
  const bool isImageryLocal = !extent.isEmpty();
  for (const std::unique_ptr<LayerSlot>& slot : slots) {
    if (isDrapedSlot(*slot)) {
      extent.add(slot->planar->bounds());
    }
    if (!isImageryLocal && hasStandingThings(*slot, *frame_)) {
      extent.add(geo::Bounds2{glm::dvec2(slot->solidBounds.min), glm::dvec2(slot->solidBounds.max)});
    }
  }
  extent = withMargin(extent.isEmpty() ? extentOf(plan.imagery) : extent, !isImageryLocal);
  if (!guessGround(slots, extent)) {
    return false;
  }
  plan.isPlain = plan.imagery.empty();
  if (guess_.raster) {
    plan.terrain = {{kGroundLayer, guess_.raster, 1.0}};
    planRelief(plan);
    return true;
  }
  plan.square = squareAround(extent);
  plan.layer = kGroundLayer;
  plan.flatExtent = extent;
  plan.flatHeight = *guess_.flatHeight;
  return true;
}

std::optional<PlannedGround> GroundPlanner::plan(const LayerSlots& slots) {
  auto next = std::make_shared<GroundPlan>();
  next->terrain = shownRasters(slots, model::SourceKind::Terrain);
  next->imagery = shownRasters(slots, model::SourceKind::Imagery);
  if (!canPlan(slots, !next->terrain.empty(), !next->imagery.empty())) {
    return std::nullopt;
  }
  addDraped(slots, *next);
  const bool isAnythingStanding =
      std::any_of(slots.begin(), slots.end(), [&](const auto& slot) { return hasStandingThings(*slot, *frame_); });
  if (next->terrain.empty() && next->imagery.empty() && next->draped.empty() && !isAnythingStanding) {
    const bool hadGround = last_ != nullptr;
    last_.reset();
    return hadGround ? std::optional(PlannedGround{}) : std::nullopt;
  }
  next->sceneOriginHeight = frame_->origin().z;
  if (!next->terrain.empty()) {
    planRelief(*next);
  } else if (!planGuessed(slots, *next)) {
    return std::nullopt;
  }
  const bool hasSamePictures = last_ && isSameRasters(last_->imagery, next->imagery, true);
  next->pictureVersion = hasSamePictures ? last_->pictureVersion : ++pictureVersion_;
  const bool keepsCells = last_ && hasSameCells(*last_, *next);
  if (keepsCells && hasSamePictures && isSameDraped(*last_, *next)) {
    return std::nullopt;
  }
  last_ = std::move(next);
  return PlannedGround{last_, keepsCells};
}

}  // namespace belvedere::streaming
