#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/geo/crs.h"
#include "engine/geo/detail/crs_text.h"
#include "engine/geo/detail/proj_handles.h"

namespace belvedere::geo {
namespace {

using detail::ListHandle;
using detail::ObjectHandle;

constexpr MessageId kCrsNotUnderstood{"crs-not-understood", N_("The coordinate system “{crs}” is not understood."),
                                      N_("Give it as EPSG:2154, as EPSG:2154+5720 with heights, as a URN or as WKT.")};
constexpr std::size_t kShownText = 80;
constexpr int kSureConfidence = 90;  // per cent; PROJ's value for the same definition under another name

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

ObjectHandle fromCodes(PJ_CONTEXT* context, const detail::CrsCodes& codes) {
  std::vector<ObjectHandle> parts;
  for (const auto& [authority, code] : codes.parts) {
    parts.emplace_back(
        proj_create_from_database(context, authority.c_str(), code.c_str(), PJ_CATEGORY_CRS, 0, nullptr));
    if (!parts.back()) {
      return nullptr;
    }
  }
  ObjectHandle crs = std::move(parts.front());
  if (parts.size() == 2) {
    const std::string name = std::string(proj_get_name(crs.get())) + " + " + proj_get_name(parts[1].get());
    crs.reset(proj_get_type(parts[1].get()) == PJ_TYPE_VERTICAL_CRS
                  ? proj_create_compound_crs(context, name.c_str(), crs.get(), parts[1].get())
                  : nullptr);
  }
  if (crs && codes.hasEllipsoidalHeights) {
    crs.reset(proj_crs_promote_to_3D(context, nullptr, crs.get()));
  }
  return crs;
}

ObjectHandle fromDefinition(PJ_CONTEXT* context, std::string_view text) {
  ObjectHandle crs(proj_create(context, std::string(text).c_str()));
  return crs && proj_is_crs(crs.get()) != 0 ? std::move(crs) : nullptr;
}

// A name that says nothing, as GDAL and PROJ give it to definitions that have none (MapInfo, PROJ strings).
bool isUnnamed(const PJ* crs) {
  const char* name = proj_get_name(crs);
  return name == nullptr || *name == '\0' || std::strcmp(name, "unnamed") == 0 || std::strcmp(name, "unknown") == 0;
}

// The first entry found that means the same as a definition: for sure by PROJ's own confidence, in which the name
// counts, or, for one without a name, where datum, axes and all numbers are the same.
ObjectHandle sureMatch(PJ_CONTEXT* context, const PJ* crs, const PJ_OBJ_LIST* found, const int* confidences) {
  const int count = found != nullptr ? proj_list_get_count(found) : 0;
  for (int i = 0; i < count; ++i) {
    ObjectHandle listed(proj_list_get(context, found, i));
    const bool isSure = i == 0 && confidences[0] >= kSureConfidence;
    const bool isSame = isUnnamed(crs) && listed && proj_is_deprecated(listed.get()) == 0 &&
                        proj_is_equivalent_to_with_ctx(context, crs, listed.get(), PJ_COMP_EQUIVALENT) != 0;
    if (isSure || isSame) {
      return listed;
    }
  }
  return nullptr;
}

// The entry of the EPSG list that means the same as a definition without a code, such as an ESRI .prj.
ObjectHandle listedTwin(PJ_CONTEXT* context, ObjectHandle crs) {
  if (proj_get_type(crs.get()) == PJ_TYPE_BOUND_CRS) {
    // The lists know better shifts than the one that the definition carries.
    ObjectHandle source = listedTwin(context, ObjectHandle(proj_get_source_crs(context, crs.get())));
    return proj_get_id_code(source.get(), 0) != nullptr ? std::move(source) : std::move(crs);
  }
  if (proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS || proj_get_id_code(crs.get(), 0) != nullptr) {
    return crs;
  }
  int* confidences = nullptr;
  const ListHandle found(proj_identify(context, crs.get(), "EPSG", nullptr, &confidences));
  ObjectHandle listed = sureMatch(context, crs.get(), found.get(), confidences);
  proj_int_list_destroy(confidences);
  return listed ? std::move(listed) : std::move(crs);
}

std::string idOf(const PJ* object) {
  const char* authority = proj_get_id_auth_name(object, 0);
  const char* code = proj_get_id_code(object, 0);
  return authority != nullptr && code != nullptr ? std::string(authority) + ":" + code : std::string();
}

ObjectHandle subCrs(PJ_CONTEXT* context, const PJ* crs, int index) {
  return ObjectHandle(proj_crs_get_sub_crs(context, crs, index));
}

// The system below a datum shift that a definition carries with it.
ObjectHandle unbound(PJ_CONTEXT* context, const PJ* crs) {
  return ObjectHandle(proj_get_type(crs) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(context, crs)
                                                              : proj_clone(context, crs));
}

struct Axis {
  std::string direction;
  double unit = 1.0;
};

std::vector<Axis> axesOf(PJ_CONTEXT* context, const PJ* crs) {
  std::vector<Axis> axes;
  const ObjectHandle system(proj_crs_get_coordinate_system(context, crs));
  const int count = system ? proj_cs_get_axis_count(context, system.get()) : 0;
  for (int i = 0; i < count; ++i) {
    const char* direction = nullptr;
    double unit = 1.0;
    proj_cs_get_axis_info(context, system.get(), i, nullptr, nullptr, &direction, &unit, nullptr, nullptr, nullptr);
    axes.push_back({direction != nullptr ? direction : "", unit});
  }
  return axes;
}

std::optional<CrsKind> kindOf(PJ_TYPE type) {
  switch (type) {
    case PJ_TYPE_PROJECTED_CRS:
      return CrsKind::Projected;
    case PJ_TYPE_GEOGRAPHIC_2D_CRS:
    case PJ_TYPE_GEOGRAPHIC_3D_CRS:
      return CrsKind::Geographic;
    case PJ_TYPE_GEOCENTRIC_CRS:
      return CrsKind::Geocentric;
    case PJ_TYPE_ENGINEERING_CRS:
      return CrsKind::Local;
    default:
      return std::nullopt;
  }
}

bool isPseudoMercator(PJ_CONTEXT* context, const PJ* crs) {
  const ObjectHandle conversion(proj_crs_get_coordoperation(context, crs));
  const char* name = nullptr;
  const char* code = nullptr;
  if (!conversion || proj_coordoperation_get_method_info(context, conversion.get(), &name, nullptr, &code) == 0) {
    return false;
  }
  return (code != nullptr && std::strcmp(code, "1024") == 0) ||
         (name != nullptr && std::strstr(name, "Pseudo Mercator") != nullptr) ||
         (name != nullptr && std::strstr(name, "Mercator_Auxiliary_Sphere") != nullptr);
}

std::optional<Bounds2> areaOf(PJ_CONTEXT* context, const PJ* crs) {
  Bounds2 area;
  const bool isKnown = proj_get_area_of_use(context, crs, &area.min.x, &area.min.y, &area.max.x, &area.max.y,
                                            nullptr) != 0 &&
                       area.min.x >= -180.0;  // -1000 where unknown
  return isKnown ? std::optional(area) : std::nullopt;
}

std::string shortened(std::string_view text) {
  return text.size() <= kShownText ? std::string(text) : std::string(text.substr(0, kShownText)) + "…";
}

}  // namespace

struct Crs::Data {
  std::string identifier;
  std::string name;
  std::string wkt;
  CrsKind kind = CrsKind::Local;
  double metresPerUnit = 1.0;
  double metresPerHeightUnit = 1.0;
  bool hasVertical = false;
  bool isNorthingFirst = false;
  bool isWebMercator = false;
  std::optional<std::string> verticalIdentifier;
  std::optional<Bounds2> areaOfUse;
  std::shared_ptr<const Data> horizontal;  ///< nothing where it is the whole

  static std::shared_ptr<const Data> describe(PJ_CONTEXT* context, ObjectHandle crs);

 private:
  bool describePlane(PJ_CONTEXT* context, const PJ* crs);
  bool describeCompound(PJ_CONTEXT* context, const PJ* crs);
};

// Kind, units and axes of a system without a separate vertical part; false where it has none of the known kinds.
bool Crs::Data::describePlane(PJ_CONTEXT* context, const PJ* crs) {
  const ObjectHandle core = unbound(context, crs);
  const auto itsKind = core ? kindOf(proj_get_type(core.get())) : std::nullopt;
  if (!itsKind) {
    return false;
  }
  kind = *itsKind;
  const std::vector<Axis> axes = axesOf(context, core.get());
  isNorthingFirst = axes.size() >= 2 && axes[0].direction == "north" && kind != CrsKind::Geocentric;
  metresPerUnit = kind == CrsKind::Geographic || axes.empty() ? 0.0 : axes[0].unit;
  metresPerHeightUnit = metresPerUnit > 0.0 ? metresPerUnit : 1.0;
  isWebMercator = kind == CrsKind::Projected && isPseudoMercator(context, core.get());
  hasVertical = kind == CrsKind::Geocentric;
  if (axes.size() == 3 && (kind == CrsKind::Geographic || kind == CrsKind::Projected)) {
    hasVertical = true;
    metresPerHeightUnit = axes[2].unit;
    horizontal = describe(context, ObjectHandle(proj_crs_demote_to_2D(context, nullptr, crs)));
    return horizontal != nullptr;
  }
  return true;
}

bool Crs::Data::describeCompound(PJ_CONTEXT* context, const PJ* crs) {
  ObjectHandle plane = subCrs(context, crs, 0);
  const ObjectHandle vertical = subCrs(context, crs, 1);
  const ObjectHandle height = vertical ? unbound(context, vertical.get()) : nullptr;
  if (!plane || !height || proj_get_type(height.get()) != PJ_TYPE_VERTICAL_CRS ||
      !describePlane(context, plane.get())) {
    return false;
  }
  const std::vector<Axis> axes = axesOf(context, height.get());
  hasVertical = true;
  metresPerHeightUnit = axes.empty() ? 1.0 : axes[0].unit;
  const std::string id = idOf(height.get());
  verticalIdentifier = id.empty() ? std::string(proj_get_name(height.get())) : id;
  horizontal = describe(context, std::move(plane));
  return horizontal != nullptr;
}

std::shared_ptr<const Crs::Data> Crs::Data::describe(PJ_CONTEXT* context, ObjectHandle crs) {
  if (!crs) {
    return nullptr;
  }
  const bool isCompound = proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS;
  crs = listedTwin(context, std::move(crs));
  auto data = std::make_shared<Data>();
  if (!(isCompound ? data->describeCompound(context, crs.get()) : data->describePlane(context, crs.get()))) {
    return nullptr;
  }
  constexpr const char* kOptions[] = {"MULTILINE=NO", nullptr};
  const char* wkt = proj_as_wkt(context, crs.get(), PJ_WKT2_2019, kOptions);
  if (wkt == nullptr) {
    return nullptr;
  }
  data->wkt = wkt;
  data->name = proj_get_name(crs.get());
  data->identifier = idOf(crs.get());
  data->areaOfUse = areaOf(context, crs.get());
  if (isCompound && data->identifier.empty()) {
    const std::string& plane = data->horizontal->identifier;
    const std::string& height = *data->verticalIdentifier;
    const auto colon = height.find(':');
    const bool isSameAuthority = colon != std::string::npos && plane.compare(0, colon + 1, height, 0, colon + 1) == 0;
    data->identifier = plane.find(':') == std::string::npos || colon == std::string::npos
                           ? ""
                           : plane + "+" + height.substr(isSameAuthority ? colon + 1 : 0);
    data->areaOfUse = data->areaOfUse ? data->areaOfUse : data->horizontal->areaOfUse;
  }
  if (data->identifier.empty()) {
    data->identifier = data->name;
  }
  return data;
}

Result<Crs> Crs::fromText(std::string_view text) {
  text = trimmed(text);
  PJ_CONTEXT* context = detail::threadContext();
  std::shared_ptr<const Data> data;
  if (detail::isProjString(text)) {
    const bool isTyped = text.find("+type=crs") != std::string_view::npos;
    data = Data::describe(context, fromDefinition(context, std::string(text) + (isTyped ? "" : " +type=crs")));
  } else if (detail::isCrsDefinition(text)) {
    data = Data::describe(context, fromDefinition(context, text));
  } else if (const auto codes = detail::parseCrsCodes(text)) {
    data = Data::describe(context, fromCodes(context, *codes));
  }
  if (data == nullptr) {
    return fail(ErrorCode::InvalidData, {kCrsNotUnderstood, {{"crs", shortened(text)}}});
  }
  return Crs(std::move(data));
}

const std::string& Crs::identifier() const { return data_->identifier; }
const std::string& Crs::name() const { return data_->name; }
const std::string& Crs::wkt() const { return data_->wkt; }
CrsKind Crs::kind() const { return data_->kind; }
double Crs::metresPerUnit() const { return data_->metresPerUnit; }
double Crs::metresPerHeightUnit() const { return data_->metresPerHeightUnit; }
bool Crs::hasVertical() const { return data_->hasVertical; }
bool Crs::isNorthingFirst() const { return data_->isNorthingFirst; }
bool Crs::isWebMercator() const { return data_->isWebMercator; }
Crs Crs::horizontal() const { return data_->horizontal ? Crs(data_->horizontal) : *this; }
const std::optional<std::string>& Crs::verticalIdentifier() const { return data_->verticalIdentifier; }
const std::optional<Bounds2>& Crs::areaOfUseDegrees() const { return data_->areaOfUse; }

}  // namespace belvedere::geo
