#include "engine/render/detail/textures.h"

#include <algorithm>
#include <cstring>
#include <osg/Image>

#include "engine/render/detail/gl.h"

namespace belvedere::render {
namespace {

/// An osg::Image over pixels of ours, which it keeps alive.
class SharedImage final : public osg::Image {
 public:
  SharedImage(std::shared_ptr<const belvedere::Image> image, GLint internalFormat) : image_(std::move(image)) {
    setImage(image_->width, image_->height, 1, internalFormat, image_->channels == 4 ? GL_RGBA : GL_RGB,
             GL_UNSIGNED_BYTE, const_cast<unsigned char*>(image_->pixels.data()), osg::Image::NO_DELETE, 1);
  }

 protected:
  ~SharedImage() override = default;

 private:
  std::shared_ptr<const belvedere::Image> image_;
};

std::shared_ptr<const Image> withThreeChannels(std::shared_ptr<const Image> image) {
  if (image->channels >= 3) {
    return image;
  }
  auto coloured = std::make_shared<Image>(image->width, image->height, 3);
  for (std::size_t i = 0; i < image->pixels.size(); ++i) {
    std::fill_n(coloured->pixels.begin() + static_cast<std::ptrdiff_t>(i * 3), 3, image->pixels[i]);
  }
  return coloured;
}

osg::ref_ptr<osg::Texture2D> mipmapped(std::shared_ptr<const Image> image, GLint internalFormat) {
  osg::ref_ptr<osg::Texture2D> texture = new osg::Texture2D(new SharedImage(std::move(image), internalFormat));
  texture->setInternalFormatMode(osg::Texture::USE_USER_DEFINED_FORMAT);
  texture->setInternalFormat(internalFormat);
  texture->setFilter(osg::Texture::MIN_FILTER, osg::Texture::LINEAR_MIPMAP_LINEAR);
  texture->setFilter(osg::Texture::MAG_FILTER, osg::Texture::LINEAR);
  texture->setResizeNonPowerOfTwoHint(false);
  texture->setUnRefImageDataAfterApply(true);
  return texture;
}

}  // namespace

osg::ref_ptr<osg::Texture2D> makePictureTexture(std::shared_ptr<const Image> image, bool isRepeated, float anisotropy) {
  const std::shared_ptr<const Image> coloured = withThreeChannels(std::move(image));
  osg::ref_ptr<osg::Texture2D> texture = mipmapped(coloured, coloured->channels == 4 ? GL_SRGB8_ALPHA8 : GL_SRGB8);
  texture->setMaxAnisotropy(std::min(anisotropy, 8.0F));
  const auto wrap = isRepeated ? osg::Texture::REPEAT : osg::Texture::CLAMP_TO_EDGE;
  texture->setWrap(osg::Texture::WRAP_S, wrap);
  texture->setWrap(osg::Texture::WRAP_T, wrap);
  return texture;
}

osg::ref_ptr<osg::Texture2D> makeNormalTexture(std::shared_ptr<const Image> map) {
  osg::ref_ptr<osg::Texture2D> texture = mipmapped(std::move(map), GL_RGB8);
  texture->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_EDGE);
  texture->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_EDGE);
  return texture;
}

std::size_t pictureByteSize(const Image& image) {
  return static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 4 * 4 / 3;
}

osg::ref_ptr<osg::Texture2D> makeRowsTexture(std::span<const style::StyleRow> rows) {
  const int lines = std::max(1, static_cast<int>((rows.size() + kStyleRowWidth - 1) / kStyleRowWidth));
  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(kStyleRowWidth, lines, 1, GL_RGBA, GL_UNSIGNED_BYTE, 1);
  image->setInternalTextureFormat(GL_SRGB8_ALPHA8);
  std::memset(image->data(), 255, image->getTotalSizeInBytes());
  if (!rows.empty()) {
    std::memcpy(image->data(), rows.data(), rows.size_bytes());
  }
  osg::ref_ptr<osg::Texture2D> texture = new osg::Texture2D(image);
  texture->setInternalFormatMode(osg::Texture::USE_USER_DEFINED_FORMAT);
  texture->setInternalFormat(GL_SRGB8_ALPHA8);
  texture->setFilter(osg::Texture::MIN_FILTER, osg::Texture::NEAREST);
  texture->setFilter(osg::Texture::MAG_FILTER, osg::Texture::NEAREST);
  texture->setResizeNonPowerOfTwoHint(false);
  texture->setUnRefImageDataAfterApply(true);
  return texture;
}

}  // namespace belvedere::render
