#include "data_loaders/map_services/map_service_loader.h"

#include "data_loaders/common/fetcher.h"
#include "data_loaders/map_services/detail/map_source.h"
#include "data_loaders/map_services/detail/service_address.h"
#include "data_loaders/map_services/detail/tile_template.h"
#include "data_loaders/map_services/detail/wms_service.h"
#include "data_loaders/map_services/detail/wmts_service.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kAddressWanted{"map-service-address-wanted", N_("{file} describes a map service and holds no map."),
                                   N_("Give the service's address.")};
constexpr MessageId kNotUnderstood{"map-service-not-understood",
                                   N_("What {service} answers does not describe a map service."),
                                   N_("Check the address; a browser shows what is there.")};
constexpr MessageId kException{"map-service-exception", N_("{service} answers: {reason}"), N_("Check the address.")};
constexpr MessageId kNoLayers{"map-service-no-layers", N_("{service} offers no layer."), N_("Ask who runs it.")};
constexpr MessageId kPicturesOnly{
    "map-service-pictures-only", N_("{service} gives pictures; it cannot be read as {kind}."), N_("Leave --kind out.")};

constexpr std::uint64_t kCapabilitiesBytes = 64U << 20U;

bool isIn(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const char* formatOf(Protocol protocol) {
  return protocol == Protocol::Wms ? "WMS" : protocol == Protocol::Wmts ? "WMTS" : "XYZ";
}

/// By the first bytes of capabilities.
std::optional<Protocol> protocolIn(std::string_view text) {
  const std::string_view begin = text.substr(0, 8192);
  if (!begin.starts_with("<")) {
    return std::nullopt;
  }
  if (isIn(begin, "<WMS_Capabilities") || isIn(begin, "<WMT_MS_Capabilities") || isIn(begin, ":WMS_Capabilities")) {
    return Protocol::Wms;
  }
  const bool isWmts = isIn(begin, "Capabilities") && isIn(begin, "opengis.net/wmts");
  return isWmts ? std::optional(Protocol::Wmts) : std::nullopt;
}

std::optional<Recognition> recognise(const FileHead& head) {
  const auto address = WebAddress::parse(head.path.native());
  auto protocol = address ? protocolOf(*address) : std::nullopt;
  protocol = protocol ? protocol : protocolIn(head.text());
  if (!protocol) {
    return std::nullopt;
  }
  Recognition recognition{model::SourceKind::Imagery, formatOf(*protocol)};
  recognition.readsWeb = true;
  return recognition;
}

Result<model::OpenedSource> openTemplate(const WebAddress& address, const model::SourceRequest& request,
                                         const std::shared_ptr<Fetcher>& fetcher) {
  constexpr int kUsualTile = 256;
  auto layer = makeTemplateLayer(address, request, kUsualTile);
  if (!layer) {
    return tl::unexpected(layer.error());
  }
  if (!request.options.contains("tilesize")) {
    const auto side = probeTilePixels(*layer, *fetcher);
    if (!side) {
      return tl::unexpected(side.error());
    }
    layer = makeTemplateLayer(address, request, *side);
  }
  return makeMapSource(std::move(*layer), request, fetcher);
}

/// The layer that is asked for, the only one there is, or all that are offered.
template <class Capabilities, class MakeLayer>
Result<model::OpenedSource> openLayer(const Capabilities& capabilities, const std::string& format,
                                      const std::string& credit, const WebAddress& address,
                                      const model::SourceRequest& request, const std::shared_ptr<Fetcher>& fetcher,
                                      const MakeLayer& makeLayer) {
  if (capabilities.layers.empty()) {
    return fail(ErrorCode::InvalidData, Message(kNoLayers, {{"service", address.shown()}}));
  }
  if (request.layer.empty() && capabilities.layers.size() > 1) {
    std::vector<OfferedLayer> offered;
    for (const auto& layer : capabilities.layers) {
      offered.push_back({layer.name, layer.title});
    }
    return makeMapListing(address.shown(), format, credit, offered, request, *fetcher);
  }
  const std::string name = request.layer.empty() ? capabilities.layers.front().name : request.layer;
  auto layer = makeLayer(capabilities, name, address, request);
  if (!layer) {
    return tl::unexpected(layer.error());
  }
  return makeMapSource(std::move(*layer), request, fetcher);
}

Result<model::OpenedSource> openService(const WebAddress& address, Protocol protocol,
                                        const model::SourceRequest& request, const std::shared_ptr<Fetcher>& fetcher) {
  const auto text = fetcher->fetch(capabilitiesAddress(address, protocol), kCapabilitiesBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const auto document = XmlDocument::parse(*text);
  if (!document) {
    return fail(ErrorCode::InvalidData, Message(kNotUnderstood, {{"service", address.shown()}}));
  }
  if (const auto wms = readWmsCapabilities(document->root())) {
    return openLayer(*wms, "WMS " + wms->version, "", address, request, fetcher, makeWmsLayer);
  }
  if (const auto wmts = readWmtsCapabilities(document->root())) {
    return openLayer(*wmts, "WMTS 1.0.0", wmts->provider, address, request, fetcher, makeWmtsLayer);
  }
  const std::string reason = exceptionText(document->root());
  return reason.empty()
             ? fail(ErrorCode::InvalidData, Message(kNotUnderstood, {{"service", address.shown()}}))
             : fail(ErrorCode::InvalidData, Message(kException, {{"service", address.shown()}, {"reason", reason}}));
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  const std::string path = request.paths.front().string();
  const auto address = WebAddress::parse(path);
  if (!address || !context.fetcher) {
    const std::string file = request.paths.front().filename().string();
    return fail(ErrorCode::Unsupported, Message(kAddressWanted, {{"file", file}}));
  }
  if (request.kind && *request.kind != model::SourceKind::Imagery) {
    return fail(ErrorCode::InvalidArgument,
                Message(kPicturesOnly,
                        {{"service", address->shown()}, {"kind", std::string(model::sourceKindName(*request.kind))}}));
  }
  if (context.recognition.format == formatOf(Protocol::Tiles)) {
    return openTemplate(*address, request, context.fetcher);
  }
  const bool isWms = context.recognition.format == formatOf(Protocol::Wms);
  return openService(*address, isWms ? Protocol::Wms : Protocol::Wmts, request, context.fetcher);
}

}  // namespace

Loader makeLoader() { return {"map_services", recognise, open}; }

}  // namespace belvedere::loaders::map_services
