#include "engine/render/detail/normal_textures.h"

#include <algorithm>

#include "engine/render/detail/textures.h"

namespace belvedere::render {

osg::ref_ptr<osg::Texture2D> NormalTextures::get(const std::shared_ptr<const Image>& map) {
  if (known_.size() >= sweepSize_) {
    std::erase_if(known_, [](const auto& entry) { return entry.first.expired() || !entry.second.valid(); });
    sweepSize_ = std::max<std::size_t>(64, known_.size() * 2);
  }
  osg::observer_ptr<osg::Texture2D>& known = known_[map];
  osg::ref_ptr<osg::Texture2D> texture;
  if (!known.lock(texture)) {
    texture = makeNormalTexture(map);
    known = texture;
  }
  return texture;
}

}  // namespace belvedere::render
