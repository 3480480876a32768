#pragma once

#include <memory>
#include <osg/Texture2D>
#include <span>

#include "engine/core/image.h"
#include "engine/style/layer_style.h"

namespace belvedere::render {

/// Texture units of a tile's own pictures.
constexpr unsigned kPictureUnit = 0;
constexpr unsigned kRowsUnit = 1;
constexpr unsigned kNormalsUnit = 2;
constexpr unsigned kPointColoursUnit = 3;

/// A picture as a texture: sRGB storage, mipmaps, anisotropic filter. The image is shared until uploaded, then given
/// up.
osg::ref_ptr<osg::Texture2D> makePictureTexture(std::shared_ptr<const Image> image, bool isRepeated, float anisotropy);

/// A normal map of the ground (tiling::TileMesh::normalMap) as a texture: its bytes as they are, mipmaps.
osg::ref_ptr<osg::Texture2D> makeNormalTexture(std::shared_ptr<const Image> map);

/// Graphics memory of a picture with its mipmaps.
std::size_t pictureByteSize(const Image& image);

/// Style rows as a texture of kStyleRowWidth columns, read by texelFetch. A 2D texture holds any number of rows on
/// every driver, where a texture buffer may end at 65,536.
constexpr int kStyleRowWidth = 2048;
osg::ref_ptr<osg::Texture2D> makeRowsTexture(std::span<const style::StyleRow> rows);

}  // namespace belvedere::render
