#include "data_loaders/map_services/detail/wms_service.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "data_loaders/map_services/detail/service_address.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kNoExtent{
    "map-service-no-extent", N_("{service} does not say where the layer “{layer}” lies."), {}};
constexpr int kDeepestLayers = 64;
constexpr std::size_t kMostLayers = 100'000;
constexpr int kTilePixels = 512;
constexpr double kFinestMetres = 0.1;
constexpr int kMostLevels = 40;

geo::Bounds2 boxIn(XmlElement box) {
  geo::Bounds2 bounds{{numberIn(box.attribute("minx")), numberIn(box.attribute("miny"))},
                      {numberIn(box.attribute("maxx")), numberIn(box.attribute("maxy"))}};
  const bool isFinite = std::isfinite(bounds.min.x + bounds.min.y + bounds.max.x + bounds.max.y);
  return isFinite ? bounds : geo::Bounds2();
}

geo::Bounds2 degreesOf(XmlElement layer) {
  if (const XmlElement box = layer.child("LatLonBoundingBox")) {
    return boxIn(box);
  }
  const XmlElement box = layer.child("EX_GeographicBoundingBox");
  const geo::Bounds2 bounds{
      {numberIn(box.child("westBoundLongitude").text()), numberIn(box.child("southBoundLatitude").text())},
      {numberIn(box.child("eastBoundLongitude").text()), numberIn(box.child("northBoundLatitude").text())}};
  return bounds.isEmpty() ? geo::Bounds2() : bounds;  // so is one of NaN
}

/// One name per element since 1.1.1; before, several with blanks between.
void addCrs(XmlElement layer, std::vector<std::string>& list) {
  for (const char* element : {"CRS", "SRS"}) {
    for (const XmlElement crs : layer.children(element)) {
      const std::string text = crs.text() + " ";
      for (std::size_t at = 0, end = 0; (end = text.find(' ', at)) != std::string::npos; at = end + 1) {
        const std::string name = text.substr(at, end - at);
        if (!name.empty() && std::find(list.begin(), list.end(), name) == list.end()) {
          list.push_back(name);
        }
      }
    }
  }
}

class LayerTree {
 public:
  explicit LayerTree(std::vector<WmsLayer>& layers) : layers_(layers) {}

  void add(XmlElement element, WmsLayer layer, int depth) {
    if (depth > kDeepestLayers || layers_.size() >= kMostLayers) {
      return;
    }
    layer.name = element.child("Name").text();
    layer.title = element.child("Title").text();
    if (const std::string credit = element.child("Attribution").child("Title").text(); !credit.empty()) {
      layer.attribution = credit;
    }
    addCrs(element, layer.crs);
    if (const geo::Bounds2 degrees = degreesOf(element); !degrees.isEmpty()) {
      layer.degrees = degrees;
    }
    for (const XmlElement box : element.children("BoundingBox")) {
      const std::string crs = box.attribute("CRS") + box.attribute("SRS");
      layer.boxes[plainCrsName(crs)] = boxIn(box);
    }
    layer.isOpaque = element.attribute("opaque").empty() ? layer.isOpaque : element.attribute("opaque") == "1";
    if (!layer.name.empty()) {
      layers_.push_back(layer);
    }
    for (const XmlElement child : element.children("Layer")) {
      add(child, layer, depth + 1);
    }
  }

 private:
  std::vector<WmsLayer>& layers_;
};

/// The layers of "a,b" as one: what all offer, and the box around them. Nothing where one is unknown.
std::optional<WmsLayer> joined(const WmsCapabilities& capabilities, const std::string& names) {
  const auto named = [&](const std::string& name) {
    return std::find_if(capabilities.layers.begin(), capabilities.layers.end(),
                        [&](const WmsLayer& layer) { return layer.name == name; });
  };
  if (const auto whole = named(names); whole != capabilities.layers.end()) {
    return *whole;
  }
  std::optional<WmsLayer> all;
  const std::string text = names + ",";
  for (std::size_t at = 0, end = 0; (end = text.find(',', at)) != std::string::npos; at = end + 1) {
    const auto layer = named(text.substr(at, end - at));
    if (layer == capabilities.layers.end()) {
      return std::nullopt;
    }
    if (!all) {
      all = *layer;
      all->boxes.clear();
      continue;
    }
    std::erase_if(all->crs, [&](const std::string& crs) {
      return std::find(layer->crs.begin(), layer->crs.end(), crs) == layer->crs.end();
    });
    all->degrees.add(layer->degrees);
    all->title += ", " + layer->title;
    all->isOpaque = all->isOpaque || layer->isOpaque;
  }
  if (all) {
    all->name = names;
  }
  return all;
}

/// Whether numbers stand in the order north, east: since 1.3.0 where the authority says so.
bool isNorthFirst(const WmsCapabilities& capabilities, const geo::Crs& crs) {
  return capabilities.version >= "1.3" && crs.isNorthingFirst();
}

/// Where a layer lies in a CRS. Boxes that contradict the longitudes and latitudes are not believed.
geo::Bounds2 extentIn(const WmsLayer& layer, const std::string& plainCrs, const geo::Crs& crs, bool isSwapped) {
  const geo::Bounds2 around = fromDegrees(layer.degrees, crs);
  const auto told = layer.boxes.find(plainCrs);
  if (told == layer.boxes.end() || told->second.isEmpty()) {
    return around;
  }
  const geo::Bounds2& box = told->second;
  const geo::Bounds2 placed = isSwapped ? geo::Bounds2{{box.min.y, box.min.x}, {box.max.y, box.max.x}} : box;
  // Some services write six digits only, which may cut off metres.
  const double slack =
      1e-6 * std::max({std::abs(placed.min.x), std::abs(placed.min.y), std::abs(placed.max.x), std::abs(placed.max.y)});
  const bool isFlat = !(placed.size().x > 0.0 && placed.size().y > 0.0);
  return (isFlat || !placed.overlaps(around)) && !around.isEmpty()
             ? around
             : geo::Bounds2{placed.min - slack, placed.max + slack};
}

std::string numberText(double value) {
  std::array<char, 400> buffer{};  // no exponent: its "+" would be a blank in an address
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
  return {buffer.data(), end};
}

/// Tiles that lie the same way whatever the extent: their corners are multiples of the coarsest one's side.
TilePyramid makePyramid(const geo::Bounds2& extent, double finest, int tilePixels) {
  TilePyramid pyramid;
  pyramid.extent = extent;
  double pixel = finest;
  const double side = std::max(extent.size().x, extent.size().y);
  int count = 1;
  for (; count < kMostLevels && pixel * tilePixels < side; ++count) {
    pixel *= 2.0;
  }
  const double coarsest = pixel * tilePixels;
  const glm::dvec2 corner(std::floor(extent.min.x / coarsest) * coarsest,
                          std::ceil(extent.max.y / coarsest) * coarsest);
  for (int i = 0; i < count; ++i, pixel /= 2.0) {
    TileLevel level;
    level.topLeft = corner;
    level.pixel = pixel;
    level.tileWidth = level.tileHeight = tilePixels;
    const glm::dvec2 size = level.tileSize();
    level.endColumn = std::llround(std::ceil((extent.max.x - corner.x) / size.x));
    level.endRow = std::llround(std::ceil((corner.y - extent.min.y) / size.y));
    pyramid.levels.push_back(level);
  }
  return pyramid;
}

double finestPixel(const model::SourceRequest& request, const geo::Crs& crs) {
  const auto option = request.options.find("resolution");
  const double metres = option != request.options.end() ? numberIn(option->second) : kFinestMetres;
  return (metres > 0.0 && std::isfinite(metres) ? metres : kFinestMetres) / serviceMetresPerUnit(crs);
}

/// The address of a picture but for its box.
std::string mapAddress(const WmsCapabilities& capabilities, const WmsLayer& layer, const WebAddress& given,
                       const model::SourceRequest& request, const std::string& crs, int tilePixels) {
  const auto told = rebased(capabilities.mapAddress, given);
  const WebAddress base = serviceBase(!capabilities.mapAddress.empty() && told ? *told : given);
  Query query(base);
  query.addMissing(Query(serviceBase(given)));
  const bool isNew = capabilities.version >= "1.3";
  const auto style = request.options.find("style");
  query.set("SERVICE", "WMS");
  query.set("VERSION", capabilities.version);
  query.set("REQUEST", "GetMap");
  query.set("LAYERS", layer.name);
  query.set("STYLES", style != request.options.end() ? style->second : "");
  query.set(isNew ? "CRS" : "SRS", crs);
  query.set("WIDTH", std::to_string(tilePixels));
  query.set("HEIGHT", std::to_string(tilePixels));
  query.set("FORMAT", choosePictureFormat(capabilities.formats, layer.isOpaque));
  query.set("TRANSPARENT", layer.isOpaque ? "FALSE" : "TRUE");
  return query.appliedTo(base) + "&BBOX=";
}

}  // namespace

std::optional<WmsCapabilities> readWmsCapabilities(XmlElement root) {
  if (root.name() != "WMS_Capabilities" && root.name() != "WMT_MS_Capabilities") {
    return std::nullopt;
  }
  WmsCapabilities capabilities;
  capabilities.version = root.name() == "WMS_Capabilities" ? "1.3.0" : "1.1.1";
  capabilities.title = root.child("Service").child("Title").text();
  const double width = numberIn(root.child("Service").child("MaxWidth").text());
  const double height = numberIn(root.child("Service").child("MaxHeight").text());
  const double most = std::fmin(width, height);
  capabilities.mostPixels = most >= 1.0 && most < 1e6 ? static_cast<int>(most) : 0;
  const XmlElement getMap = root.child("Capability").child("Request").child("GetMap");
  capabilities.mapAddress =
      getMap.child("DCPType").child("HTTP").child("Get").child("OnlineResource").attribute("href");
  for (const XmlElement format : getMap.children("Format")) {
    capabilities.formats.push_back(format.text());
  }
  LayerTree tree(capabilities.layers);
  for (const XmlElement layer : root.child("Capability").children("Layer")) {
    tree.add(layer, {}, 0);
  }
  return capabilities;
}

Result<MapLayer> makeWmsLayer(const WmsCapabilities& capabilities, const std::string& name, const WebAddress& given,
                              const model::SourceRequest& request) {
  const auto layer = joined(capabilities, name);
  if (!layer) {
    return tl::unexpected(failUnknownLayer(given.shown(), name).error());
  }
  const std::vector<MessageArgument> named{{"service", given.shown()}, {"layer", name.substr(0, 200)}};
  const auto chosen = chooseCrs(layer->crs, request, name);
  if (!chosen) {
    return tl::unexpected(chosen.error());
  }
  if (choosePictureFormat(capabilities.formats, layer->isOpaque).empty()) {
    return tl::unexpected(failNoFormat(given.shown(), name).error());
  }
  const std::string& crs = layer->crs[chosen->offer];
  const bool isSwapped = plainCrsName(crs) != "OGC:CRS84" && isNorthFirst(capabilities, chosen->crs);
  const geo::Bounds2 extent = extentIn(*layer, plainCrsName(crs), chosen->crs, isSwapped);
  const int tilePixels = capabilities.mostPixels > 0 ? std::min(kTilePixels, capabilities.mostPixels) : kTilePixels;
  MapLayer made{given.shown(),
                "WMS " + capabilities.version,
                name,
                layer->title,
                layer->attribution,
                chosen->crs,
                chosen->isRequested,
                {},
                {}};
  made.pyramid = makePyramid(extent, finestPixel(request, chosen->crs), tilePixels);
  if (extent.isEmpty() || !made.pyramid.settle()) {
    return fail(ErrorCode::InvalidData, Message(kNoExtent, named));
  }
  made.address = [base = mapAddress(capabilities, *layer, given, request, crs, tilePixels), isSwapped](
                     const TileLevel& level, std::int64_t column, std::int64_t row) {
    const glm::dvec2 size = level.tileSize();
    const double west = level.topLeft.x + static_cast<double>(column) * size.x;
    const double north = level.topLeft.y - static_cast<double>(row) * size.y;
    const std::string x1 = numberText(west), x2 = numberText(west + size.x);
    const std::string y1 = numberText(north - size.y), y2 = numberText(north);
    return base + (isSwapped ? y1 + "," + x1 + "," + y2 + "," + x2 : x1 + "," + y1 + "," + x2 + "," + y2);
  };
  return made;
}

}  // namespace belvedere::loaders::map_services
