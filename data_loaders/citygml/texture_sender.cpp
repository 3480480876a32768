#include "data_loaders/citygml/texture_sender.h"

namespace belvedere::loaders::citygml {

void TextureSender::complete(model::FeatureBatch& batch, Diagnostics& diagnostics) {
  for (model::Texture& texture : batch.textures) {
    if (sent_.insert(texture.name).second) {
      texture.image = decoder_.decode(texture.name, diagnostics);
    }
  }
}

void TextureSender::check(const model::FeatureBatch& batch, Diagnostics& diagnostics) {
  for (const model::Texture& texture : batch.textures) {
    if (sent_.insert(texture.name).second) {
      (void)decoder_.check(texture.name, diagnostics);
    }
  }
}

}  // namespace belvedere::loaders::citygml
