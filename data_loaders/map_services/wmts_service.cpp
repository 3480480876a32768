#include "data_loaders/map_services/detail/wmts_service.h"

#include <algorithm>
#include <cmath>

#include "data_loaders/map_services/detail/service_address.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kNoTiles{"map-service-no-tiles",
                             N_("{service} has no tiles of the layer “{layer}” that can be read."),
                             N_("Its tile matrix sets are missing or damaged; ask who runs it.")};
constexpr MessageId kOtherHost{"map-service-other-host",
                               N_("{service} has the tiles of “{layer}” on another host, {host}, which is not called."),
                               N_("Give an address on that host if you trust it.")};

constexpr MessageId kNoAddress{"map-service-no-address",
                               N_("{service} tells no address of the tiles of “{layer}” that can be used."),
                               N_("Ask who runs it for an address by key and value, or of tiles ({z}/{x}/{y}).")};

constexpr double kPixelMetres = 0.00028;  // OGC's standardised rendering pixel
constexpr std::size_t kMostLayers = 100'000;
constexpr std::size_t kMostMatrices = 64;

std::string foldedName(std::string_view name) {
  std::string folded(name);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return folded;
}

MatrixLimits limitsIn(XmlElement element) {
  return {numberIn(element.child("MinTileCol").text()), numberIn(element.child("MaxTileCol").text()),
          numberIn(element.child("MinTileRow").text()), numberIn(element.child("MaxTileRow").text())};
}

MatrixSetLink linkIn(XmlElement element) {
  MatrixSetLink link;
  link.set = element.child("TileMatrixSet").text();
  for (const XmlElement limits : element.child("TileMatrixSetLimits").children("TileMatrixLimits")) {
    link.limits[limits.child("TileMatrix").text()] = limitsIn(limits);
  }
  return link;
}

void readStyles(XmlElement element, WmtsLayer& layer) {
  for (const XmlElement style : element.children("Style")) {
    layer.styles.push_back(style.child("Identifier").text());
    if (style.attribute("isDefault") == "true" || layer.styles.size() == 1) {
      layer.style = layer.styles.back();
    }
  }
}

WmtsLayer layerIn(XmlElement element) {
  WmtsLayer layer;
  layer.name = element.child("Identifier").text();
  layer.title = element.child("Title").text();
  const XmlElement box = element.child("WGS84BoundingBox");
  const geo::Bounds2 degrees{pairIn(box.child("LowerCorner").text()), pairIn(box.child("UpperCorner").text())};
  layer.degrees = degrees.isEmpty() ? geo::Bounds2() : degrees;
  readStyles(element, layer);
  for (const XmlElement format : element.children("Format")) {
    layer.formats.push_back(format.text());
  }
  for (const XmlElement link : element.children("TileMatrixSetLink")) {
    layer.sets.push_back(linkIn(link));
  }
  for (const XmlElement resource : element.children("ResourceURL")) {
    if (resource.attribute("resourceType") == "tile") {
      layer.templates.try_emplace(resource.attribute("format"), resource.attribute("template"));
    }
  }
  for (const XmlElement dimension : element.children("Dimension")) {
    layer.dimensions[dimension.child("Identifier").text()] = dimension.child("Default").text();
  }
  return layer;
}

TileMatrixSet setIn(XmlElement element) {
  TileMatrixSet set;
  set.crs = element.child("SupportedCRS").text();
  for (const XmlElement matrix : element.children("TileMatrix")) {
    if (set.matrices.size() >= kMostMatrices) {
      break;
    }
    set.matrices.push_back({matrix.child("Identifier").text(), numberIn(matrix.child("ScaleDenominator").text()),
                            pairIn(matrix.child("TopLeftCorner").text()), numberIn(matrix.child("TileWidth").text()),
                            numberIn(matrix.child("TileHeight").text()), numberIn(matrix.child("MatrixWidth").text()),
                            numberIn(matrix.child("MatrixHeight").text())});
  }
  return set;
}

/// Where GetTile goes by key and value, and whether that is offered at all.
void readOperations(XmlElement metadata, WmtsCapabilities& capabilities) {
  for (const XmlElement operation : metadata.children("Operation")) {
    if (operation.attribute("name") != "GetTile") {
      continue;
    }
    capabilities.hasKeyValues = false;
    for (const XmlElement get : operation.child("DCP").child("HTTP").children("Get")) {
      const std::string encoding = get.child("Constraint").child("AllowedValues").child("Value").text();
      if (encoding.empty() || encoding == "KVP") {
        capabilities.tileAddress = get.attribute("href");
        capabilities.hasKeyValues = true;
      }
    }
  }
}

/// A whole number of tiles; NaN and what is absurd become nothing.
std::int64_t wholeNumber(double value) { return value >= 0.0 && value < 1e12 ? static_cast<std::int64_t>(value) : -1; }

TileLevel levelOf(const TileMatrix& matrix, const geo::Crs& crs, bool isNorthFirst) {
  TileLevel level;
  level.name = matrix.name;
  level.pixel = matrix.scaleDenominator * kPixelMetres / serviceMetresPerUnit(crs);
  level.topLeft = isNorthFirst ? glm::dvec2(matrix.corner.y, matrix.corner.x) : matrix.corner;
  level.tileWidth = static_cast<int>(std::clamp(matrix.tileWidth, 0.0, 1e6));
  level.tileHeight = static_cast<int>(std::clamp(matrix.tileHeight, 0.0, 1e6));
  level.endColumn = wholeNumber(matrix.columns);
  level.endRow = wholeNumber(matrix.rows);
  return level;
}

/// Whether corners are written north before east. Some services of longitudes and latitudes write them otherwise than
/// the CRS says: then a latitude lies beyond a pole.
bool isNorthFirst(const TileMatrixSet& set, const geo::Crs& crs) {
  if (plainCrsName(set.crs) == "OGC:CRS84" || !crs.isNorthingFirst()) {
    return false;
  }
  const bool isBeyondPole = crs.kind() == geo::CrsKind::Geographic &&
                            std::any_of(set.matrices.begin(), set.matrices.end(),
                                        [](const auto& m) { return std::abs(m.corner.x) > 90.0 + 1e-6; });
  return !isBeyondPole;
}

TilePyramid makePyramid(const TileMatrixSet& set, const MatrixSetLink& link, const WmtsLayer& layer,
                        const geo::Crs& crs) {
  TilePyramid pyramid;
  const bool isSwapped = isNorthFirst(set, crs);
  for (const TileMatrix& matrix : set.matrices) {
    TileLevel level = levelOf(matrix, crs, isSwapped);
    const auto limits = link.limits.find(matrix.name);
    if (limits != link.limits.end()) {
      level.firstColumn = std::max<std::int64_t>(0, wholeNumber(limits->second.firstColumn));
      level.firstRow = std::max<std::int64_t>(0, wholeNumber(limits->second.firstRow));
      level.endColumn = std::min(level.endColumn, wholeNumber(limits->second.lastColumn) + 1);
      level.endRow = std::min(level.endRow, wholeNumber(limits->second.lastRow) + 1);
    }
    if (link.limits.empty() || limits != link.limits.end()) {
      pyramid.levels.push_back(level);
    }
  }
  pyramid.extent = fromDegrees(layer.degrees, crs);
  if (!pyramid.levels.empty() && !pyramid.extent.overlaps(pyramid.levels.back().extent())) {
    pyramid.extent = {};  // boxes that contradict the tiles are not believed
  }
  return pyramid;
}

/// Puts values for {names}, without regard to case. Nothing where one is unknown.
std::optional<std::string> filled(std::string_view pattern, const std::map<std::string, std::string>& values) {
  std::string text;
  while (!pattern.empty()) {
    const auto open = std::min(pattern.size(), pattern.find('{'));
    text += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) {
      break;
    }
    const auto close = pattern.find('}');
    const auto value =
        close == std::string_view::npos ? values.end() : values.find(foldedName(pattern.substr(1, close - 1)));
    if (value == values.end()) {
      return std::nullopt;
    }
    text += percentEncoded(value->second, true);
    pattern.remove_prefix(close + 1);
  }
  return text;
}

/// What stands in for the names in a template, but for those of a tile.
std::map<std::string, std::string> templateValues(const WmtsLayer& layer, const std::string& set,
                                                  const std::string& style) {
  std::map<std::string, std::string> values{{"tilematrixset", set}, {"style", style}, {"layer", layer.name}};
  for (const auto& [name, value] : layer.dimensions) {
    values.try_emplace(foldedName(name), value);
  }
  return values;
}

using TileAddress = decltype(MapLayer::address);

/// Addresses by template; none where the template is of another host or asks for what is unknown.
TileAddress templateAddress(const std::string& pattern, const WmtsLayer& layer, const std::string& set,
                            const std::string& style, const WebAddress& given) {
  auto values = templateValues(layer, set, style);
  for (const char* tile : {"tilematrix", "tilerow", "tilecol"}) {
    values[tile] = "0";
  }
  const auto sample = filled(pattern, values);
  if (!sample || !rebased(*sample, given)) {
    return {};
  }
  const std::string base = serviceBase(given).path;
  const std::string keys = base.substr(std::min(base.size(), base.find('?')));
  return [=](const TileLevel& level, std::int64_t column, std::int64_t row) {
    auto all = values;
    all["tilematrix"] = level.name;
    all["tilerow"] = std::to_string(row);
    all["tilecol"] = std::to_string(column);
    const auto address = rebased(filled(pattern, all).value_or(""), given);
    const std::string text = address ? address->text() : std::string();
    return keys.empty() ? text : text + (text.find('?') == std::string::npos ? keys : "&" + keys.substr(1));
  };
}

/// Addresses by key and value.
TileAddress keyValueAddress(const WmtsCapabilities& capabilities, const WmtsLayer& layer, const std::string& set,
                            const std::string& style, const std::string& format, const WebAddress& given) {
  const auto told = rebased(capabilities.tileAddress, given);
  const WebAddress base = serviceBase(!capabilities.tileAddress.empty() && told ? *told : given);
  Query query(base);
  query.addMissing(Query(serviceBase(given)));
  query.set("SERVICE", "WMTS");
  query.set("REQUEST", "GetTile");
  query.set("VERSION", "1.0.0");
  query.set("LAYER", layer.name);
  query.set("STYLE", style);
  query.set("FORMAT", format);
  query.set("TILEMATRIXSET", set);
  for (const auto& [name, value] : layer.dimensions) {
    query.set(name, value);
  }
  return [base = query.appliedTo(base)](const TileLevel& level, std::int64_t column, std::int64_t row) {
    return base + "&TILEMATRIX=" + percentEncoded(level.name) + "&TILEROW=" + std::to_string(row) +
           "&TILECOL=" + std::to_string(column);
  };
}

/// The host of a tile's address that is not the given one; empty where it is, or where none is told.
std::string otherHost(const std::string& told, const WebAddress& given) {
  const auto other = WebAddress::parse(told.substr(0, told.find('{')));
  return other && !rebased(other->text(), given) ? other->host : std::string();
}

/// Why a layer's tiles cannot be asked for.
tl::unexpected<Error> failWithoutAddress(const WmtsCapabilities& capabilities, const WmtsLayer& layer,
                                         const std::vector<std::string>& formats, const WebAddress& given) {
  std::string host = otherHost(capabilities.tileAddress, given);
  for (const std::string& format : formats) {
    const auto pattern = layer.templates.find(format);
    host = host.empty() && pattern != layer.templates.end() ? otherHost(pattern->second, given) : host;
  }
  const std::string name = layer.name.substr(0, 200);
  return host.empty() ? fail(ErrorCode::Unsupported, Message(kNoAddress, {{"service", given.shown()}, {"layer", name}}))
                      : fail(ErrorCode::Denied,
                             Message(kOtherHost, {{"service", given.shown()}, {"layer", name}, {"host", host}}));
}

/// By template in the best format that has a usable one, else by key and value.
Result<TileAddress> chooseAddress(const WmtsCapabilities& capabilities, const WmtsLayer& layer, const std::string& set,
                                  const WebAddress& given, const model::SourceRequest& request) {
  std::vector<std::string> offered = layer.formats;
  for (const auto& [format, pattern] : layer.templates) {
    offered.push_back(format);
  }
  const std::vector<std::string> formats = pictureFormats(offered, false);
  if (formats.empty()) {
    return tl::unexpected(failNoFormat(given.shown(), layer.name).error());
  }
  const auto option = request.options.find("style");
  const std::string style = option != request.options.end() ? option->second : layer.style;
  for (const std::string& format : formats) {
    const auto pattern = layer.templates.find(format);
    if (pattern == layer.templates.end()) {
      continue;
    }
    if (auto address = templateAddress(pattern->second, layer, set, style, given)) {
      return address;
    }
  }
  const bool isElsewhere = !capabilities.tileAddress.empty() && !rebased(capabilities.tileAddress, given);
  if (!capabilities.hasKeyValues || isElsewhere) {
    return failWithoutAddress(capabilities, layer, formats, given);
  }
  return keyValueAddress(capabilities, layer, set, style, formats.front(), given);
}

}  // namespace

std::optional<WmtsCapabilities> readWmtsCapabilities(XmlElement root) {
  if (root.name() != "Capabilities" || !root.child("Contents")) {
    return std::nullopt;
  }
  WmtsCapabilities capabilities;
  capabilities.title = root.child("ServiceIdentification").child("Title").text();
  capabilities.provider = root.child("ServiceProvider").child("ProviderName").text();
  readOperations(root.child("OperationsMetadata"), capabilities);
  const XmlElement contents = root.child("Contents");
  for (const XmlElement layer : contents.children("Layer")) {
    if (capabilities.layers.size() < kMostLayers) {
      capabilities.layers.push_back(layerIn(layer));
    }
  }
  for (const XmlElement set : contents.children("TileMatrixSet")) {
    capabilities.sets[set.child("Identifier").text()] = setIn(set);
  }
  return capabilities;
}

Result<MapLayer> makeWmtsLayer(const WmtsCapabilities& capabilities, const std::string& name, const WebAddress& given,
                               const model::SourceRequest& request) {
  const auto layer = std::find_if(capabilities.layers.begin(), capabilities.layers.end(),
                                  [&](const WmtsLayer& candidate) { return candidate.name == name; });
  if (layer == capabilities.layers.end()) {
    return tl::unexpected(failUnknownLayer(given.shown(), name).error());
  }
  std::vector<const MatrixSetLink*> links;
  std::vector<std::string> offered;
  for (const MatrixSetLink& link : layer->sets) {
    if (const auto set = capabilities.sets.find(link.set); set != capabilities.sets.end()) {
      links.push_back(&link);
      offered.push_back(set->second.crs);
    }
  }
  const auto chosen = chooseCrs(offered, request, name);
  if (!chosen) {
    return tl::unexpected(chosen.error());
  }
  const MatrixSetLink& link = *links[chosen->offer];
  auto address = chooseAddress(capabilities, *layer, link.set, given, request);
  if (!address) {
    return tl::unexpected(address.error());
  }
  MapLayer made{given.shown(), "WMTS 1.0.0",        name, layer->title,       capabilities.provider,
                chosen->crs,   chosen->isRequested, {},   std::move(*address)};
  made.pyramid = makePyramid(capabilities.sets.at(link.set), link, *layer, chosen->crs);
  if (!made.pyramid.settle()) {
    return fail(ErrorCode::InvalidData,
                Message(kNoTiles, {{"service", given.shown()}, {"layer", name.substr(0, 200)}}));
  }
  return made;
}

}  // namespace belvedere::loaders::map_services
