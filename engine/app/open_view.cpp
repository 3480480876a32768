#include "engine/app/detail/open_view.h"

#include <cmath>
#include <glm/geometric.hpp>

#include "engine/scene/camera_math.h"

namespace belvedere::app {
namespace {

constexpr double kFarthestMetres = 300000.0;
// A summer morning: shadows long enough to show the shapes, light on most fronts.
constexpr int kSunDayOfYear = 172;
constexpr double kSunHour = 10.0;

int thisYear() {
  return localTime(std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()), "UTC")
      .year;
}

}  // namespace

OpenView::OpenView(PreparedTerritory prepared, const model::SourceCatalog& catalog, TaskSystem& tasks,
                   render::Renderer& renderer)
    : renderer_(renderer),
      session_(std::move(prepared), catalog, tasks, renderer),
      navigator_(session_.view().camera, [this](const glm::dvec2& map) { return session_.floorAt(map); }),
      controls_(navigator_, [this](const glm::dvec2& pixel) { return placeUnder(pixel); }) {
  session_.setExamination(true);
  setSun(kSunDayOfYear, kSunHour);
  const auto degrees = geo::Crs::fromText("EPSG:4326");
  if (degrees) {
    if (auto transform = geo::CoordinateTransform::create(session_.frame()->crs().horizontal(), *degrees)) {
      toDegrees_ = std::move(*transform);
    }
  }
  const auto& bookmarks = session_.document().territory().bookmarks;
  if (!bookmarks.empty()) {
    navigator_.setCamera(bookmarks.front().camera);
    isPlaced_ = true;
  }
}

std::optional<glm::dvec3> OpenView::groundUnder(const scene::Ray& ray) const {
  return scene::meetGround(
      ray, [this](const glm::dvec2& map) { return session_.heightAt(map); }, kFarthestMetres);
}

std::optional<glm::dvec3> OpenView::placeUnder(const glm::dvec2& pixel) const {
  const scene::Ray ray = scene::rayThrough(navigator_.camera(), pixel, size_);
  const auto place = groundUnder(ray);
  const geo::Bounds3 extent = session_.extent();
  if (place || extent.isEmpty()) {
    return place;
  }
  // Beside the relief, or without one: the level on which things stand.
  const auto level = scene::meetLevel(ray, extent.min.z);
  return level && glm::length(*level - ray.origin) < kFarthestMetres ? level : std::nullopt;
}

bool OpenView::update(const render::ViewSize& size, double elapsedSeconds, std::chrono::microseconds budget) {
  size_ = {size.widthPixels, size.heightPixels};
  const bool isHeld = controls_.update(elapsedSeconds);
  const bool isFlying = navigator_.update(elapsedSeconds);
  isPlaced_ = isPlaced_ || isHeld || isFlying || controls_.isMoving();
  if (!isPlaced_) {
    // Until the user takes over, the view follows what has been loaded.
    const auto home = session_.homeCamera(size_.x / size_.y);
    if (home && !(*home == navigator_.camera())) {
      navigator_.setCamera(*home);
    }
    isPlaced_ = session_.isSettled() && home;
  }
  session_.view().camera = navigator_.camera();
  return session_.update(size, budget) || isFlying;
}

std::optional<ui::CursorPlace> OpenView::cursorPlace() {
  const auto cursor = controls_.cursor();
  const auto place = cursor ? groundUnder(scene::rayThrough(navigator_.camera(), *cursor, size_)) : std::nullopt;
  if (!place) {
    return std::nullopt;
  }
  ui::CursorPlace out;
  out.east = place->x;
  out.north = place->y;
  out.heightMetres = place->z;
  if (toDegrees_) {
    const glm::dvec3 degrees = toDegrees_->apply(*place);
    out.longitudeDegrees = degrees.x;
    out.latitudeDegrees = degrees.y;
  }
  return out;
}

void OpenView::select(const render::ViewSize& size) {
  const glm::ivec2 pixel(controls_.aim());
  const auto picked = renderer_.pick(size, pixel);
  session_.view().selected = picked ? picked->feature : std::nullopt;
  card_ = !picked || !picked->feature ? std::nullopt
          : picked->point             ? session_.describePoint(*picked)
                                      : session_.describe(*picked->feature, picked->surfaceKind);
}

void OpenView::clearSelection() {
  session_.view().selected.reset();
  card_.reset();
}

void OpenView::dropLostSelection() {
  const auto& selected = session_.view().selected;
  if (selected && session_.document().findLayer(selected->layer) == nullptr) {
    clearSelection();
  }
}

void OpenView::goHome(double aspect) {
  if (const auto home = session_.homeCamera(aspect)) {
    navigator_.flyTo(*home);
  }
}

void OpenView::lookDown() {
  if (const auto middle = placeUnder(size_ * 0.5)) {
    navigator_.lookDown(*middle);
  }
}

void OpenView::setSun(int dayOfYear, double hourOfDay) {
  session_.setTime(instantAt(thisYear(), dayOfYear, hourOfDay, session_.document().territory().timeZone));
}

}  // namespace belvedere::app
