#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/geo/detail/proj_handles.h"
#include "engine/geo/transform.h"

namespace belvedere::geo {
namespace {

using detail::ContextHandle;
using detail::ObjectHandle;

constexpr MessageId kCrsNoOperation{
    "crs-no-operation", N_("No way is known from the coordinate system {from} to {to}."),
    N_("Convert the data to {to} with other software, or check its coordinate system.")};
constexpr MessageId kCrsLocal{"crs-local",
                              N_("The coordinate system “{crs}” is local: it is tied to no place on earth."),
                              N_("Give the true one with --crs, for instance --crs EPSG:2154.")};
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kBoundsSteps = 20;

ObjectHandle toProj(PJ_CONTEXT* context, const Crs& crs) {
  return ObjectHandle(proj_create(context, crs.wkt().c_str()));
}

ObjectHandle findOperation(PJ_CONTEXT* context, const PJ* from, const PJ* to, bool allowsBallpark) {
  if (from == nullptr || to == nullptr) {
    return nullptr;
  }
  const char* const options[] = {allowsBallpark ? "ALLOW_BALLPARK=YES" : "ALLOW_BALLPARK=NO", nullptr};
  const ObjectHandle found(proj_create_crs_to_crs_from_pj(context, from, to, nullptr, options));
  return found ? ObjectHandle(proj_normalize_for_visualization(context, found.get())) : nullptr;
}

bool isEquivalent(PJ_CONTEXT* context, const PJ* a, const PJ* b) {
  return a != nullptr && b != nullptr &&
         proj_is_equivalent_to_with_ctx(context, a, b, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0;
}

// The vertical part: what two systems must share for their heights to mean the same.
ObjectHandle verticalPart(PJ_CONTEXT* context, const Crs& crs) {
  const ObjectHandle whole = toProj(context, crs);
  if (!whole || proj_get_type(whole.get()) != PJ_TYPE_COMPOUND_CRS) {
    return nullptr;  // heights above the ellipsoid
  }
  return ObjectHandle(proj_crs_get_sub_crs(context, whole.get(), 1));
}

bool isSameVertical(PJ_CONTEXT* context, const Crs& from, const Crs& to) {
  const ObjectHandle a = verticalPart(context, from);
  const ObjectHandle b = verticalPart(context, to);
  if (!a || !b) {
    return false;
  }
  const ObjectHandle datumA(proj_crs_get_datum_forced(context, a.get()));
  const ObjectHandle datumB(proj_crs_get_datum_forced(context, b.get()));
  return isEquivalent(context, a.get(), b.get()) || isEquivalent(context, datumA.get(), datumB.get());
}

// A geocentric system has no plane to keep its heights apart from: the other side gets ellipsoidal ones.
ObjectHandle withEllipsoidalHeights(PJ_CONTEXT* context, const Crs& crs) {
  const ObjectHandle plane = toProj(context, crs.horizontal());
  return crs.kind() == CrsKind::Geocentric || !plane
             ? toProj(context, crs)
             : ObjectHandle(proj_crs_promote_to_3D(context, nullptr, plane.get()));
}

}  // namespace

struct CoordinateTransform::Data {
  ContextHandle context;
  ObjectHandle operation;  ///< nothing where the plane coordinates stay
  bool movesHeights = false;
  double heightScale = 1.0;  ///< target units per source unit, where heights are not moved
  TransformDescription description;

  Status choose(const Crs& from, const Crs& to);
  bool chooseSpatial(const Crs& from, const Crs& to);
  bool choosePlane(const Crs& from, const Crs& to);
  void describe(const Crs& from, const Crs& to);
  std::size_t move(std::span<glm::dvec3> positions, PJ_DIRECTION direction) const;
  std::size_t scaleHeights(std::span<glm::dvec3> positions, double scale) const;
};

Status CoordinateTransform::Data::choose(const Crs& from, const Crs& to) {
  heightScale = from.metresPerHeightUnit() / to.metresPerHeightUnit();
  const bool isVerticalAsked = from.hasVertical() && to.hasVertical() && !(from == to);
  const bool isVerticalChange = isVerticalAsked && !isSameVertical(context.get(), from, to);
  const bool hasGeocentric = (from.kind() == CrsKind::Geocentric) != (to.kind() == CrsKind::Geocentric);
  if (!((isVerticalChange || hasGeocentric) && chooseSpatial(from, to)) && !choosePlane(from, to)) {
    return fail(ErrorCode::InvalidData, {kCrsNoOperation, {{"from", from.identifier()}, {"to", to.identifier()}}});
  }
  description.isVerticalGridMissing = isVerticalChange && description.keepsHeights;
  describe(from, to);
  return {};
}

// With a change of heights; false where the vertical change cannot be made.
bool CoordinateTransform::Data::chooseSpatial(const Crs& from, const Crs& to) {
  const ObjectHandle source = toProj(context.get(), from);
  const ObjectHandle target = toProj(context.get(), to);
  if (from.hasVertical() && to.hasVertical()) {
    operation = findOperation(context.get(), source.get(), target.get(), false);
  }
  description.keepsHeights = operation == nullptr;
  if (!operation && (from.kind() == CrsKind::Geocentric || to.kind() == CrsKind::Geocentric)) {
    operation = findOperation(context.get(), withEllipsoidalHeights(context.get(), from).get(),
                              withEllipsoidalHeights(context.get(), to).get(), true);
  }
  movesHeights = operation != nullptr;
  return movesHeights;
}

bool CoordinateTransform::Data::choosePlane(const Crs& from, const Crs& to) {
  const ObjectHandle source = toProj(context.get(), from.horizontal());
  const ObjectHandle target = toProj(context.get(), to.horizontal());
  if (isEquivalent(context.get(), source.get(), target.get())) {
    return true;
  }
  operation = findOperation(context.get(), source.get(), target.get(), true);
  return operation != nullptr;
}

void CoordinateTransform::Data::describe(const Crs& from, const Crs& to) {
  if (!operation) {
    description.operation = "identity";
    description.accuracyMetres = 0.0;
    return;
  }
  // PROJ chooses among several by place: the middle of the area of use stands for all.
  const auto area = from.areaOfUseDegrees() ? from.areaOfUseDegrees() : to.areaOfUseDegrees();
  ObjectHandle used;
  if (const Result<Crs> lonLat = Crs::fromText("OGC:CRS84"); area && lonLat) {
    const ObjectHandle geographic = toProj(context.get(), *lonLat);
    const ObjectHandle source = toProj(context.get(), from.horizontal());
    if (const ObjectHandle there = findOperation(context.get(), geographic.get(), source.get(), true)) {
      const PJ_COORD middle = proj_coord(area->centre().x, area->centre().y, 0.0, 0.0);
      proj_trans(operation.get(), PJ_FWD, proj_trans(there.get(), PJ_FWD, middle));
      used.reset(proj_trans_get_last_used_operation(operation.get()));
    }
  }
  const PJ* best = used ? used.get() : operation.get();
  const PJ_PROJ_INFO info = proj_pj_info(const_cast<PJ*>(best));
  description.operation = info.description != nullptr ? info.description : "";
  description.accuracyMetres = proj_coordoperation_get_accuracy(context.get(), best);
  proj_errno_reset(operation.get());
}

std::size_t CoordinateTransform::Data::scaleHeights(std::span<glm::dvec3> positions, double scale) const {
  std::size_t lost = 0;
  for (glm::dvec3& p : positions) {
    p.z *= scale;
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) {
      p = glm::dvec3(kNaN);
      ++lost;
    }
  }
  return lost;
}

std::size_t CoordinateTransform::Data::move(std::span<glm::dvec3> positions, PJ_DIRECTION direction) const {
  if (positions.empty()) {
    return 0;
  }
  const double scale = movesHeights ? 1.0 : direction == PJ_FWD ? heightScale : 1.0 / heightScale;
  if (operation) {
    glm::dvec3& first = positions.front();
    const std::size_t count = positions.size();
    const std::size_t stride = sizeof(glm::dvec3);
    proj_trans_generic(operation.get(), direction, &first.x, stride, count, &first.y, stride, count,
                       movesHeights ? &first.z : nullptr, stride, movesHeights ? count : 0, nullptr, 0, 0);
    proj_errno_reset(operation.get());
  }
  return scaleHeights(positions, scale);
}

CoordinateTransform::CoordinateTransform(std::unique_ptr<Data> data) : data_(std::move(data)) {}
CoordinateTransform::CoordinateTransform(CoordinateTransform&&) noexcept = default;
CoordinateTransform& CoordinateTransform::operator=(CoordinateTransform&&) noexcept = default;
CoordinateTransform::~CoordinateTransform() = default;

Result<CoordinateTransform> CoordinateTransform::create(const Crs& from, const Crs& to) {
  for (const Crs* crs : {&from, &to}) {
    if (crs->kind() == CrsKind::Local) {
      return fail(ErrorCode::InvalidData, {kCrsLocal, {{"crs", crs->name()}}});
    }
  }
  auto data = std::make_unique<Data>();
  data->context = detail::makeContext();
  if (Status status = data->choose(from, to); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  return CoordinateTransform(std::move(data));
}

std::size_t CoordinateTransform::apply(std::span<glm::dvec3> positions) const { return data_->move(positions, PJ_FWD); }

glm::dvec3 CoordinateTransform::apply(const glm::dvec3& position) const {
  glm::dvec3 moved = position;
  data_->move({&moved, 1}, PJ_FWD);
  return moved;
}

std::size_t CoordinateTransform::applyInverse(std::span<glm::dvec3> positions) const {
  return data_->move(positions, PJ_INV);
}

Bounds2 CoordinateTransform::apply(const Bounds2& bounds) const {
  if (bounds.isEmpty()) {
    return {};
  }
  std::vector<glm::dvec3> points;
  for (int row = 0; row <= kBoundsSteps; ++row) {
    for (int column = 0; column <= kBoundsSteps; ++column) {
      const glm::dvec2 share(static_cast<double>(column) / kBoundsSteps, static_cast<double>(row) / kBoundsSteps);
      points.emplace_back(bounds.min + bounds.size() * share, 0.0);
    }
  }
  apply(std::span(points));
  Bounds2 moved;
  for (const glm::dvec3& p : points) {
    if (!std::isnan(p.x)) {
      moved.add(glm::dvec2(p));
    }
  }
  return moved;
}

Bounds2 partInUse(const Bounds2& bounds, const Crs& from, const Crs& to) {
  const Crs plane = to.horizontal();
  const auto& area = plane.areaOfUseDegrees();
  const auto lonLat = Crs::fromText("OGC:CRS84");
  if (!area || area->isEmpty() || !lonLat) {
    return bounds;
  }
  const auto transform = CoordinateTransform::create(*lonLat, from.horizontal());
  const Bounds2 used = transform ? transform->apply(*area) : Bounds2();
  if (used.isEmpty()) {
    return bounds;
  }
  const Bounds2 part{{std::max(bounds.min.x, used.min.x), std::max(bounds.min.y, used.min.y)},
                     {std::min(bounds.max.x, used.max.x), std::min(bounds.max.y, used.max.y)}};
  return part.isEmpty() ? Bounds2() : part;
}

bool CoordinateTransform::isIdentity() const { return !data_->operation && data_->heightScale == 1.0; }

const TransformDescription& CoordinateTransform::description() const { return data_->description; }

}  // namespace belvedere::geo
