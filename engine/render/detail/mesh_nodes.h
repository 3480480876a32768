#pragma once

#include <osg/Drawable>
#include <osg/Texture2D>
#include <vector>

#include "engine/render/detail/tile_drawable.h"

namespace belvedere::render {

/// What a mesh's parts become: one drawable per texture and face mode. A relief tile's picture, if given, is worn by
/// all parts, and so is a cell's normal map. Adds the graphics memory they will take to `byteSize`.
std::vector<osg::ref_ptr<osg::Drawable>> makeMeshDrawables(const std::shared_ptr<const tiling::TileMesh>& mesh,
                                                           const std::shared_ptr<const Image>& imagery,
                                                           const osg::ref_ptr<osg::Texture2D>& normals,
                                                           float anisotropy, osg::ref_ptr<DrawCounter> counter,
                                                           std::size_t& byteSize);

}  // namespace belvedere::render
