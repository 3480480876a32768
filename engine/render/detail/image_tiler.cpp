#include "engine/render/detail/image_tiler.h"

#include <algorithm>
#include <string>

#include "engine/core/common_messages.h"

namespace belvedere::render {
namespace {

constexpr MessageId kPictureSize{"picture-size", N_("A picture of {width} x {height} pixels cannot be drawn."),
                                 N_("Each side must be 1 to 16384 pixels.")};
constexpr MessageId kDrawing{"progress-drawing", N_("Drawing")};
constexpr int kTilePixels = 2048;  ///< of drawn samples a side: about 350 MB with four samples
constexpr int kGuardPixels = 96;

/// An 8-bit target to read a window from.
class ReadTarget {
 public:
  explicit ReadTarget(const glm::ivec2& size)
      : texture_(makeTargetTexture(GL_RGBA8, size)), framebuffer_(makeFramebuffer()) {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_.id(), 0);
  }
  GLuint framebuffer() const { return framebuffer_.id(); }

  /// Copies the kept pixels into the picture, turning the rows round.
  void readInto(Image& image, const PictureTile& tile, std::vector<std::uint8_t>& scratch) const {
    const glm::ivec2 from = tile.kept.origin - tile.drawn.origin;
    const int bottom = tile.drawn.size.y - from.y - tile.kept.size.y;
    const auto rowBytes = static_cast<std::size_t>(tile.kept.size.x) * 4;
    scratch.resize(rowBytes * static_cast<std::size_t>(tile.kept.size.y));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_.id());
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(from.x, bottom, tile.kept.size.x, tile.kept.size.y, GL_RGBA, GL_UNSIGNED_BYTE, scratch.data());
    for (int row = 0; row < tile.kept.size.y; ++row) {
      const std::uint8_t* source = scratch.data() + rowBytes * static_cast<std::size_t>(tile.kept.size.y - 1 - row);
      std::copy_n(source, rowBytes, image.at(tile.kept.origin.x, tile.kept.origin.y + row));
    }
  }

 private:
  GlTexture texture_;
  GlFramebuffer framebuffer_;
};

void makeOpaque(Image& image) {
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) {
    image.pixels[i] = 255;
  }
}

}  // namespace

std::vector<PictureTile> tilesOf(const glm::ivec2& size, int limit, int guard) {
  if (size.x <= limit && size.y <= limit) {
    return {{{{0, 0}, size}, {{0, 0}, size}}};
  }
  const int step = std::max(limit - 2 * guard, 8);
  const auto side = [&](int whole) { return std::min(limit, (std::min(step, whole) + 2 * guard + 7) / 8 * 8); };
  const glm::ivec2 drawn(side(size.x), side(size.y));
  std::vector<PictureTile> tiles;
  for (int y = 0; y < size.y; y += step) {
    for (int x = 0; x < size.x; x += step) {
      const glm::ivec2 kept(std::min(step, size.x - x), std::min(step, size.y - y));
      tiles.push_back({{{x, y}, kept}, {{x - guard, y - guard}, drawn}});
    }
  }
  return tiles;
}

Result<Image> drawTiled(const glm::ivec2& size, const FrameSettings& settings, bool hasAlpha,
                        const std::function<Status(const PixelWindow&, GLuint)>& drawWindow,
                        const std::stop_token& stop, const ProgressSink& progress) {
  if (size.x < 1 || size.y < 1 || size.x > kMaximumPicturePixels || size.y > kMaximumPicturePixels) {
    return fail(ErrorCode::InvalidArgument,
                {kPictureSize, {{"width", std::to_string(size.x)}, {"height", std::to_string(size.y)}}});
  }
  Image image(size.x, size.y, 4);
  std::vector<std::uint8_t> scratch;
  const int limit = kTilePixels / settings.supersample / 8 * 8;
  const std::vector<PictureTile> tiles = tilesOf(size, limit, kGuardPixels);
  const ReadTarget target(tiles.front().drawn.size);
  for (const PictureTile& tile : tiles) {
    if (stop.stop_requested()) {
      glBindFramebuffer(GL_FRAMEBUFFER, 0);
      return fail(ErrorCode::Cancelled, kCancelled);
    }
    if (progress) {
      progress({kDrawing, static_cast<double>(&tile - tiles.data()) / static_cast<double>(tiles.size())});
    }
    if (Status status = drawWindow(tile.drawn, target.framebuffer()); !status) {
      return tl::unexpected(status.error());
    }
    target.readInto(image, tile, scratch);
  }
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  if (!hasAlpha) {
    makeOpaque(image);
  }
  return image;
}

}  // namespace belvedere::render
