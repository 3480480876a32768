#include "engine/streaming/layer_slot.h"

#include <algorithm>

#include "engine/core/web_address.h"

namespace belvedere::streaming {

namespace {

std::string option(const scene::Layer& layer, const char* name) {
  const auto place = layer.options.find(name);
  return place != layer.options.end() ? place->second : std::string();
}

}  // namespace

bool LayerSlot::isOnTheWeb() const {
  return std::any_of(wanted.paths.begin(), wanted.paths.end(),
                     [](const std::filesystem::path& path) { return isWebAddress(path.native()); });
}

model::SourceRequest LayerSlot::sourceRequest() const {
  model::SourceRequest request;
  request.paths = wanted.paths;
  request.layer = wanted.layer.sourceLayer;
  request.crs = wanted.layer.crs;
  request.kind = wanted.layer.kind;
  request.options = wanted.layer.options;
  return request;
}

model::ReadOptions LayerSlot::readOptions() const {
  model::ReadOptions options;
  options.lod = option(wanted.layer, "lod");
  options.theme = option(wanted.layer, "theme");
  options.wantsTextures = wanted.layer.style.usesTextures;
  return options;
}

bool standsOnRelief(const scene::Layer& layer) {
  return layer.style.placement == style::Placement::Extrude ||
         layer.correction.heightReference != geo::HeightReference::AsDeclared;
}

bool isSameSource(const StreamedLayer& a, const StreamedLayer& b) {
  return a.paths == b.paths && a.layer.kind == b.layer.kind && a.layer.sourceLayer == b.layer.sourceLayer &&
         a.layer.crs == b.layer.crs && a.layer.options == b.layer.options && a.layer.correction == b.layer.correction;
}

bool isSameGeometry(const style::LayerStyle& a, const style::LayerStyle& b) {
  if (a.placement != b.placement || a.usesTextures != b.usesTextures) {
    return false;
  }
  return a.placement != style::Placement::Extrude ||
         (a.heightAttribute == b.heightAttribute && a.heightConstant == b.heightConstant &&
          a.baseAttribute == b.baseAttribute);
}

}  // namespace belvedere::streaming
