#include "data_loaders/map_services/detail/map_layer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "engine/geo/transform.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kCrsNotOffered{"map-service-crs-not-offered",
                                   N_("The service does not offer the layer “{layer}” in {crs}."),
                                   N_("It offers: {offered}")};
constexpr MessageId kLayerUnknown{"map-service-layer-unknown", N_("{service} has no layer “{layer}”."),
                                  N_("belvedere info {service} lists its layers.")};

constexpr MessageId kNoFormat{"map-service-no-format",
                              N_("{service} gives the layer “{layer}” in no format that is read."),
                              N_("PNG, JPEG and WebP are.")};

constexpr std::size_t kMostTried = 20;  // CRSs; understanding one takes milliseconds
constexpr double kMercatorDegrees = 85.051129;

std::string upper(std::string_view text) {
  std::string up(text);
  std::transform(up.begin(), up.end(), up.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
  return up;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMostListed = 12;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kMostListed); ++i) {
    list += (i > 0 ? ", " : "") + plainCrsName(names[i]).substr(0, 60);
  }
  return list + (names.size() > kMostListed ? ", …" : "");
}

/// The offer of this plain name, or nothing.
std::optional<std::size_t> findOffer(const std::vector<std::string>& offered, std::string_view plain) {
  for (std::size_t i = 0; i < offered.size(); ++i) {
    if (plainCrsName(offered[i]) == plain) {
      return i;
    }
  }
  return std::nullopt;
}

bool isDrawable(const geo::Crs& crs) {
  return crs.kind() == geo::CrsKind::Projected || crs.kind() == geo::CrsKind::Geographic;
}

std::optional<ChosenCrs> understood(const std::vector<std::string>& offered, std::size_t offer) {
  auto crs = geo::Crs::fromText(plainCrsName(offered[offer]));
  return crs && isDrawable(*crs) ? std::optional(ChosenCrs{offer, crs->horizontal(), false}) : std::nullopt;
}

}  // namespace

std::string plainCrsName(std::string_view text) {
  const auto last = [&](char separator) { return text.substr(text.rfind(separator) + 1); };
  std::string authority, code;
  if (text.starts_with("urn:ogc:def:crs:") || text.starts_with("urn:x-ogc:def:crs:")) {
    const std::string_view rest = text.substr(text.find("crs:") + 4);
    authority = upper(rest.substr(0, rest.find(':')));
    code = upper(last(':'));
  } else if (text.starts_with("http")) {
    const auto crs = text.find("/crs/");
    const std::string_view rest = crs == std::string_view::npos ? std::string_view() : text.substr(crs + 5);
    authority = upper(rest.substr(0, rest.find('/')));
    code = upper(last('/'));
  } else {
    authority = upper(text.substr(0, text.find(':')));
    code = upper(last(':'));
  }
  if (code == "CRS84" || (authority == "CRS" && code == "84")) {
    return "OGC:CRS84";
  }
  if (code == "900913" || (authority == "EPSG" && (code == "102100" || code == "102113"))) {
    return "EPSG:3857";  // names that it had before
  }
  return authority + ":" + code;
}

Result<ChosenCrs> chooseCrs(const std::vector<std::string>& offered, const model::SourceRequest& request,
                            const std::string& layer) {
  if (!request.crs.empty()) {
    const auto wanted = geo::Crs::fromText(request.crs);
    if (!wanted) {
      return tl::unexpected(wanted.error());
    }
    const auto offer = findOffer(offered, wanted->horizontal().identifier());
    if (!offer || !isDrawable(wanted->horizontal())) {
      return fail(ErrorCode::InvalidData, Message(kCrsNotOffered, {{"layer", layer},
                                                                   {"crs", wanted->horizontal().identifier()},
                                                                   {"offered", listed(offered)}}));
    }
    return ChosenCrs{*offer, wanted->horizontal(), true};
  }
  const auto target = request.targetCrs.empty() ? Result<geo::Crs>(fail(ErrorCode::NotFound, MessageId()))
                                                : geo::Crs::fromText(request.targetCrs);
  for (const std::string& plain : {target ? target->horizontal().identifier() : std::string(), std::string("EPSG:3857"),
                                   std::string("OGC:CRS84"), std::string("EPSG:4326")}) {
    const auto offer = findOffer(offered, plain);
    if (auto chosen = offer ? understood(offered, *offer) : std::nullopt) {
      return *chosen;
    }
  }
  for (std::size_t i = 0; i < std::min(offered.size(), kMostTried); ++i) {
    if (auto chosen = understood(offered, i)) {
      return *chosen;
    }
  }
  return fail(ErrorCode::InvalidData,
              Message(kCrsNotOffered, {{"layer", layer}, {"crs", "EPSG:3857"}, {"offered", listed(offered)}}));
}

geo::Bounds2 fromDegrees(const geo::Bounds2& degrees, const geo::Crs& crs) {
  const auto lonLat = geo::Crs::fromText("OGC:CRS84");
  const auto transform = lonLat ? geo::CoordinateTransform::create(*lonLat, crs)
                                : Result<geo::CoordinateTransform>(tl::unexpected(lonLat.error()));
  if (!transform || degrees.isEmpty()) {
    return {};
  }
  const double north = crs.isWebMercator() ? kMercatorDegrees : 90.0;
  const geo::Bounds2 sound{{std::max(degrees.min.x, -180.0), std::max(degrees.min.y, -north)},
                           {std::min(degrees.max.x, 180.0), std::min(degrees.max.y, north)}};
  return sound.isEmpty() ? geo::Bounds2() : transform->apply(geo::partInUse(sound, *lonLat, crs));
}

double serviceMetresPerUnit(const geo::Crs& crs) {
  constexpr double kEarthRadius = 6378137.0;
  return crs.kind() == geo::CrsKind::Geographic ? kEarthRadius * std::numbers::pi / 180.0 : crs.metresPerUnit();
}

std::vector<std::string> pictureFormats(const std::vector<std::string>& offered, bool isOpaque) {
  std::vector<std::string_view> wishes{"image/png",          "image/png8",          "image/png; mode=8bit",
                                       "image/vnd.jpeg-png", "image/vnd.jpeg-png8", "image/jpgpng",
                                       "image/webp",         "image/jpeg",          "image/jpg"};
  if (isOpaque) {
    std::rotate(wishes.begin(), wishes.end() - 2, wishes.end());
  }
  std::vector<std::string> formats;
  for (const std::string_view wish : wishes) {
    if (const auto place = std::find(offered.begin(), offered.end(), wish); place != offered.end()) {
      formats.push_back(*place);
    }
  }
  return formats;
}

std::string choosePictureFormat(const std::vector<std::string>& offered, bool isOpaque) {
  const auto formats = pictureFormats(offered, isOpaque);
  return formats.empty() ? std::string() : formats.front();
}

Status failUnknownLayer(const std::string& service, const std::string& layer) {
  return fail(ErrorCode::NotFound, Message(kLayerUnknown, {{"service", service}, {"layer", layer.substr(0, 200)}}));
}

Status failNoFormat(const std::string& service, const std::string& layer) {
  return fail(ErrorCode::Unsupported, Message(kNoFormat, {{"service", service}, {"layer", layer.substr(0, 200)}}));
}

double numberIn(const std::string& text) {
  double value = NAN;
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : NAN;
}

glm::dvec2 pairIn(const std::string& text) {
  const auto gap = text.find_first_of(" ,\t\r\n");
  const auto second = gap == std::string::npos ? gap : text.find_first_not_of(" ,\t\r\n", gap);
  return second == std::string::npos ? glm::dvec2(NAN)
                                     : glm::dvec2(numberIn(text.substr(0, gap)), numberIn(text.substr(second)));
}

}  // namespace belvedere::loaders::map_services
