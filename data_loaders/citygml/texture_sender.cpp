#include "data_loaders/citygml/texture_sender.h"

#include "data_loaders/common/pictures_ahead.h"

namespace belvedere::loaders::citygml {

bool TextureSender::complete(model::FeatureBatch& batch, const model::BatchSink& sink, Diagnostics& diagnostics) {
  PicturesAhead ahead(batch, sink);
  for (model::Texture& texture : batch.textures) {
    if (sent_.insert(texture.name).second) {
      texture.image = decoder_.decode(texture.name, diagnostics);
      if (!ahead.add(texture)) {
        return false;
      }
    }
  }
  return true;
}

void TextureSender::check(const model::FeatureBatch& batch, Diagnostics& diagnostics) {
  for (const model::Texture& texture : batch.textures) {
    if (sent_.insert(texture.name).second) {
      (void)decoder_.check(texture.name, diagnostics);
    }
  }
}

}  // namespace belvedere::loaders::citygml
