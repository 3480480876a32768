#pragma once

#include <map>
#include <memory>
#include <osg/Texture2D>
#include <osg/observer_ptr>

#include "engine/core/image.h"

namespace belvedere::render {

/// The textures of the ground's normal maps: one for all meshes of a cell, gone with the last of them.
class NormalTextures {
 public:
  osg::ref_ptr<osg::Texture2D> get(const std::shared_ptr<const Image>& map);

 private:
  using Known = std::map<std::weak_ptr<const Image>, osg::observer_ptr<osg::Texture2D>, std::owner_less<>>;
  Known known_;
  std::size_t sweepSize_ = 64;  ///< entries at which those that are gone are dropped
};

}  // namespace belvedere::render
