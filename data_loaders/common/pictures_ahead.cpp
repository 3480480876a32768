#include "data_loaders/common/pictures_ahead.h"

#include <utility>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders {

bool PicturesAhead::add(model::Texture& texture) {
  held_.push_back(&texture);
  bytes_ += texture.image.pixels.size();
  if (bytes_ < limits::kPicturesBytes) {
    return true;
  }
  model::FeatureBatch ahead;
  ahead.crs = batch_.crs;
  for (model::Texture* held : held_) {
    ahead.textures.push_back({held->name, std::exchange(held->image, {}), held->isRepeated});
  }
  held_.clear();
  bytes_ = 0;
  return sink_(std::move(ahead));
}

}  // namespace belvedere::loaders
