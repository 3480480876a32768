#include <catch2/catch.hpp>

#include "data_loaders/common/limits.h"
#include "data_loaders/common/pictures_ahead.h"

using namespace belvedere;
using namespace belvedere::loaders;

TEST_CASE("Many pictures go ahead of their batch, a bounded amount at a time, and none twice") {
  model::FeatureBatch batch;
  batch.crs = "EPSG:2154";
  std::vector<model::FeatureBatch> sent;
  const model::BatchSink sink = [&](model::FeatureBatch&& ahead) {
    sent.push_back(std::move(ahead));
    return true;
  };
  for (int i = 0; i < 7; ++i) {
    batch.textures.push_back({"picture " + std::to_string(i), {}, i % 2 == 0});
  }
  PicturesAhead pictures(batch, sink);
  for (model::Texture& texture : batch.textures) {
    texture.image = Image(2048, 2048, 3);  // 12 MB
    REQUIRE(pictures.add(texture));
  }
  sent.push_back(std::move(batch));
  REQUIRE(sent.size() == 3);
  std::vector<std::string> names;
  for (const model::FeatureBatch& each : sent) {
    std::uint64_t bytes = 0;
    for (const model::Texture& texture : each.textures) {
      bytes += texture.image.pixels.size();
      if (!texture.image.isEmpty()) {
        names.push_back(texture.name);
        CHECK(texture.isRepeated == ((texture.name.back() - '0') % 2 == 0));
      }
    }
    CHECK(bytes < limits::kPicturesBytes + 16777216);
    CHECK(each.features.empty());
    CHECK(each.crs == "EPSG:2154");
    CHECK(model::checkBatch(each));
  }
  CHECK(names.size() == 7);
  CHECK(sent.back().textures.size() == 7);  // named in the batch that uses them, whoever brought their pixels
}

TEST_CASE("A receiver that wants no more pictures ends the reading") {
  model::FeatureBatch batch;
  const model::BatchSink sink = [](model::FeatureBatch&&) { return false; };
  PicturesAhead pictures(batch, sink);
  model::Texture texture{"wall.jpg", Image(2048, 2048, 4), true};
  CHECK(pictures.add(texture));
  model::Texture other{"roof.jpg", Image(2048, 2048, 4), true};
  CHECK_FALSE(pictures.add(other));
}
