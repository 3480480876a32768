#include <algorithm>
#include <cmath>

#include "engine/geo/detail/proj_handles.h"
#include "engine/geo/geoid.h"
#include "engine/geo/transform.h"

namespace belvedere::geo {
namespace {

using detail::ContextHandle;
using detail::FactoryHandle;
using detail::ListHandle;
using detail::ObjectHandle;

constexpr double kGlobalAccuracyMetres = 1.5;
constexpr double kUnstatedAccuracyMetres = 0.5;
constexpr double kAroundDegrees = 0.05;

/// The same plane with heights above its ellipsoid; nothing where the CRS has no plane of its own.
std::optional<Crs> withEllipsoidalHeights(const Crs& crs) {
  const ContextHandle context = detail::makeContext();
  const ObjectHandle plane(proj_create(context.get(), crs.horizontal().wkt().c_str()));
  const ObjectHandle spatial(plane ? proj_crs_promote_to_3D(context.get(), nullptr, plane.get()) : nullptr);
  const char* wkt = spatial ? proj_as_wkt(context.get(), spatial.get(), PJ_WKT2_2019, nullptr) : nullptr;
  const auto made = wkt != nullptr ? Crs::fromText(wkt) : Crs::fromText("");
  return made ? std::optional(*made) : std::nullopt;
}

std::optional<glm::dvec2> lonLatOf(const Crs& crs, const glm::dvec2& map) {
  const auto lonLat = Crs::fromText("OGC:CRS84");
  const auto transform = lonLat ? CoordinateTransform::create(crs.horizontal(), *lonLat)
                                : Result<CoordinateTransform>(tl::unexpected(lonLat.error()));
  const glm::dvec3 place = transform ? transform->apply(glm::dvec3(map, 0.0)) : glm::dvec3(NAN);
  return std::isfinite(place.x + place.y) ? std::optional(glm::dvec2(place)) : std::nullopt;
}

/// Grids of one operation.
struct GridUse {
  std::string names;
  bool isComplete = true;  ///< all are on this machine
};

GridUse gridsOf(PJ_CONTEXT* context, const PJ* operation) {
  GridUse use;
  const int count = proj_coordoperation_get_grid_used_count(context, operation);
  for (int i = 0; i < count; ++i) {
    const char* name = nullptr;
    int isAvailable = 0;
    proj_coordoperation_get_grid_used(context, operation, i, &name, nullptr, nullptr, nullptr, nullptr, nullptr,
                                      &isAvailable);
    use.names += std::string(i > 0 ? ", " : "") + (name != nullptr ? name : "");
    use.isComplete = use.isComplete && isAvailable != 0;
  }
  return use;
}

/// The operations from ellipsoidal heights to those of `crs` around a place that need grids, best first.
std::vector<GridUse> gridsBetween(const Crs& from, const Crs& to, const glm::dvec2& lonLat) {
  const ContextHandle context = detail::makeContext();
  const ObjectHandle source(proj_create(context.get(), from.wkt().c_str()));
  const ObjectHandle target(proj_create(context.get(), to.wkt().c_str()));
  const FactoryHandle factory(proj_create_operation_factory_context(context.get(), nullptr));
  std::vector<GridUse> uses;
  if (!source || !target || !factory) {
    return uses;
  }
  proj_operation_factory_context_set_area_of_interest(context.get(), factory.get(), lonLat.x - kAroundDegrees,
                                                      lonLat.y - kAroundDegrees, lonLat.x + kAroundDegrees,
                                                      lonLat.y + kAroundDegrees);
  proj_operation_factory_context_set_spatial_criterion(context.get(), factory.get(),
                                                       PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
  proj_operation_factory_context_set_grid_availability_use(context.get(), factory.get(),
                                                           PROJ_GRID_AVAILABILITY_IGNORED);
  proj_operation_factory_context_set_allow_ballpark_transformations(context.get(), factory.get(), 0);
  const ListHandle list(proj_create_operations(context.get(), source.get(), target.get(), factory.get()));
  for (int i = 0; list && i < proj_list_get_count(list.get()); ++i) {
    const ObjectHandle operation(proj_list_get(context.get(), list.get(), i));
    GridUse use = gridsOf(context.get(), operation.get());
    if (!use.names.empty()) {
      uses.push_back(std::move(use));
    }
  }
  return uses;
}

}  // namespace

struct Geoid::Data {
  GeoidSource source = GeoidSource::None;
  std::optional<CoordinateTransform> toPlace;    ///< from the map to what `toHeights` takes; nothing: the map itself
  std::optional<CoordinateTransform> toHeights;  ///< from ellipsoidal heights
  double accuracyMetres = 0.0;
  std::string grid;
  std::string missingGrid;

  bool findOwn(const Crs& crs, const glm::dvec2& map);
  void findGlobal(const Crs& crs);
  std::optional<double> undulationAt(const glm::dvec2& map) const;
};

bool Geoid::Data::findOwn(const Crs& crs, const glm::dvec2& map) {
  const auto ellipsoidal = crs.verticalIdentifier() ? withEllipsoidalHeights(crs) : std::nullopt;
  const auto place = ellipsoidal ? lonLatOf(crs, map) : std::nullopt;
  if (!place) {
    return false;
  }
  const std::vector<GridUse> uses = gridsBetween(*ellipsoidal, crs, *place);
  auto transform = CoordinateTransform::create(*ellipsoidal, crs);
  if (transform && !transform->description().keepsHeights) {
    const double stated = transform->description().accuracyMetres;
    toHeights = std::move(*transform);
    if (undulationAt(map)) {
      const auto used = std::find_if(uses.begin(), uses.end(), [](const GridUse& use) { return use.isComplete; });
      grid = used != uses.end() ? used->names : std::string();
      accuracyMetres = stated > 0.0 ? stated : kUnstatedAccuracyMetres;
      return true;
    }
    toHeights.reset();  // the grid is of another place
  }
  missingGrid = uses.empty() ? std::string() : uses.front().names;
  return false;
}

void Geoid::Data::findGlobal(const Crs& crs) {
  const auto ellipsoidal = Crs::fromText("EPSG:4979");
  const auto heights = Crs::fromText("EPSG:4326+5773");
  const auto lonLat = Crs::fromText("OGC:CRS84");
  if (!ellipsoidal || !heights || !lonLat) {
    return;
  }
  auto place = CoordinateTransform::create(crs.horizontal(), *lonLat);
  auto transform = CoordinateTransform::create(*ellipsoidal, *heights);
  if (place && transform && !transform->description().keepsHeights) {
    toPlace = std::move(*place);
    toHeights = std::move(*transform);
    source = GeoidSource::Global;
    grid = "EGM96";
    accuracyMetres = kGlobalAccuracyMetres;
  }
}

std::optional<double> Geoid::Data::undulationAt(const glm::dvec2& map) const {
  if (!toHeights) {
    return std::nullopt;
  }
  glm::dvec3 place(map, 0.0);
  place = toPlace ? toPlace->apply(place) : place;
  place.z = 0.0;
  const double height = toHeights->apply(place).z;
  return std::isfinite(height) ? std::optional(-height) : std::nullopt;
}

Geoid::Geoid(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Geoid::Geoid(Geoid&&) noexcept = default;
Geoid& Geoid::operator=(Geoid&&) noexcept = default;
Geoid::~Geoid() = default;

Geoid Geoid::of(const Crs& crs, const glm::dvec2& map) {
  auto data = std::make_unique<Data>();
  if (data->findOwn(crs, map)) {
    data->source = GeoidSource::Own;
  } else {
    data->findGlobal(crs);
  }
  return Geoid(std::move(data));
}

GeoidSource Geoid::source() const { return data_->source; }
std::optional<double> Geoid::undulationMetres(const glm::dvec2& map) const { return data_->undulationAt(map); }
double Geoid::accuracyMetres() const { return data_->accuracyMetres; }
const std::string& Geoid::grid() const { return data_->grid; }
const std::string& Geoid::missingGrid() const { return data_->missingGrid; }

}  // namespace belvedere::geo
