#include <catch2/catch.hpp>
#include <fstream>
#include <future>
#include <glm/geometric.hpp>
#include <random>

#include "engine/streaming/baked_layer.h"
#include "engine/streaming/baked_reading.h"
#include "engine/streaming/layer_bake.h"
#include "tests/unit/streaming/baked_city.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

std::size_t folderCount(const std::filesystem::path& cache) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(cache)) {
    count += entry.is_directory() ? 1U : 0U;
  }
  return count;
}

}  // namespace

TEST_CASE("A baked layer gives back features, ids, bounds and surfaces") {
  const City city;
  const auto summary = city.bake();
  REQUIRE(summary);
  CHECK(summary->result == BakeResult::Baked);
  CHECK(summary->features == 1200);
  CHECK(summary->triangles == 12000);
  const auto baked = BakedLayer::open(city.target(), city.key());
  REQUIRE(baked);
  CHECK((*baked)->featureCount() == 1200);
  CHECK((*baked)->content().description.objects.at("Building") == 1200);
  FeatureTable table;
  for (std::size_t i = 0; i < (*baked)->content().pages.size(); ++i) {
    const auto page = (*baked)->readPage(i, lambertFrame()->origin());
    REQUIRE(page);
    table.append(*page);
  }
  const model::FeatureBatch last = city.batch(2);
  const auto record = table.find(1199);
  REQUIRE(record);
  CHECK(record->id == "block-399");
  CHECK(record->type == "Building");
  const glm::dvec3 first = last.positions[last.surfaces[std::size_t{399} * 5].firstPosition] - lambertFrame()->origin();
  CHECK(record->bounds.min.x == Approx(first.x));
  std::size_t triangles = 0;
  for (const tiling::BakedTile& tile : (*baked)->tiles()) {
    if (tile.exactBytes > 0) {
      const auto mesh = (*baked)->readTile(tile, lambertFrame()->origin());
      REQUIRE(mesh);
      triangles += (*mesh)->indices.size() / 3;
      const auto exact = (*baked)->readExact(tile);
      REQUIRE(exact);
      CHECK(exact->size() == (*mesh)->positions.size());
    }
  }
  CHECK(triangles == 12000);
}

TEST_CASE("A territory whose origin has moved uses the same tiles, moved") {
  const City city;
  REQUIRE(city.bake());
  const auto baked = BakedLayer::open(city.target(), city.key());
  REQUIRE(baked);
  const glm::dvec3 origin = lambertFrame()->origin();
  const auto& tiles = (*baked)->tiles();
  const auto leaf = std::find_if(tiles.begin(), tiles.end(), [](const auto& tile) { return tile.exactBytes > 0; });
  REQUIRE(leaf != tiles.end());
  const auto here = (*baked)->readTile(*leaf, origin);
  const auto there = (*baked)->readTile(*leaf, origin + glm::dvec3(1000.0, -500.0, 0.0));
  REQUIRE(here);
  REQUIRE(there);
  CHECK((*there)->origin == (*here)->origin - glm::dvec3(1000.0, -500.0, 0.0));
  CHECK((*there)->bounds.min.y == (*here)->bounds.min.y + 500.0);
  const auto exact = (*baked)->readExact(*leaf);
  REQUIRE(exact);
  CHECK(glm::length((*exact)[0] - origin - (*here)->origin - glm::dvec3((*here)->positions[0])) < 0.01);
}

TEST_CASE("What is baked already is left as it is, and read no more") {
  const City city;
  REQUIRE(city.bake());
  const auto before = tiling::samples::filesBelow(city.cache());
  const auto again = city.bake();
  REQUIRE(again);
  CHECK(again->result == BakeResult::UpToDate);
  CHECK(*city.readings == 1);
  CHECK(tiling::samples::filesBelow(city.cache()) == before);
}

TEST_CASE("A source that has changed is baked anew, and the old tiles go") {
  City city;
  REQUIRE(city.bake());
  const auto old = city.target();
  city.write("two");
  REQUIRE(city.bake());
  CHECK(city.target() != old);
  CHECK_FALSE(std::filesystem::exists(old));
  CHECK(folderCount(city.cache()) == 1);
}

TEST_CASE("Settings of reading and placing change the key; colours and visibility do not") {
  const City city;
  SourceHashes hashes(city.cache() / "sources.bin");
  const auto keyWith = [&](const auto& change) {
    LayerContext context = city.context();
    change(context);
    const auto key = layerKey(context, hashes, {});
    REQUIRE(key);
    return *key;
  };
  const ContentHash plain = keyWith([](LayerContext&) {});
  CHECK(keyWith([](LayerContext& c) { c.layer.layer.style.fill = {1.0F, 0.0F, 0.0F, 1.0F}; }) == plain);
  CHECK(keyWith([](LayerContext& c) { c.layer.layer.isVisible = false; }) == plain);
  CHECK(keyWith([](LayerContext& c) { c.layer.layer.style.heightConstant = 9.0; }) == plain);  // nothing is extruded
  CHECK_FALSE(keyWith([](LayerContext& c) { c.layer.layer.options["lod"] = "1"; }) == plain);
  CHECK_FALSE(keyWith([](LayerContext& c) { c.layer.layer.crs = "EPSG:3946"; }) == plain);
  for (const char* key :
       {"axes=swapped", "unit=ft", "heightUnit=ft", "heightOffset=-48.3", "heightReference=on-ground"}) {
    const std::string text(key);
    CHECK_FALSE(keyWith([&](LayerContext& c) {
                  const auto equals = text.find('=');
                  REQUIRE(scene::setLayerValue(c.layer.layer, text.substr(0, equals), text.substr(equals + 1)));
                }) == plain);
  }
  CHECK_FALSE(keyWith([](LayerContext& c) {
                c.layer.layer.style.placement = style::Placement::Extrude;
                c.layer.layer.style.heightConstant = 9.0;
              }) == keyWith([](LayerContext& c) { c.layer.layer.style.placement = style::Placement::Extrude; }));
}

TEST_CASE("Terrain counts for what stands on it alone") {
  const City city;
  std::ofstream(city.folder.path() / "relief.tif") << "heights";
  SourceHashes hashes(city.cache() / "sources.bin");
  LayerContext model = city.context();
  const auto without = layerKey(model, hashes, {});
  model.terrain.push_back(layer(2, model::SourceKind::Terrain, (city.folder.path() / "relief.tif").string()));
  CHECK(*layerKey(model, hashes, {}) == *without);
  model.layer.layer.style.placement = style::Placement::Extrude;
  const auto on = layerKey(model, hashes, {});
  std::ofstream(city.folder.path() / "relief.tif") << "other heights";
  SourceHashes fresh(city.cache() / "none.bin");
  CHECK_FALSE(*layerKey(model, fresh, {}) == *on);
  model.layer.layer.style.placement = style::Placement::Drape;
  model.layer.layer.correction.heightReference = geo::HeightReference::OnGround;
  const auto grounded = layerKey(model, fresh, {});
  std::ofstream(city.folder.path() / "relief.tif") << "still other heights";
  SourceHashes freshest(city.cache() / "none.bin");
  CHECK_FALSE(*layerKey(model, freshest, {}) == *grounded);
}

TEST_CASE("A file that is changed within a moment, to the same size, is noticed") {
  City city;
  SourceHashes hashes(city.cache() / "sources.bin");
  const auto first = hashes.hashOf(city.file(), {});
  city.write("two");
  const auto second = hashes.hashOf(city.file(), {});
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(*first == *second);
}

TEST_CASE("Hashes of older files are remembered, and a damaged memory is forgotten") {
  const City city;
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(city.file(), old);
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));  // its change of times must be some seconds old too
  const auto memory = city.cache() / "sources.bin";
  ContentHash hash;
  {
    SourceHashes hashes(memory);
    hash = *hashes.hashOf(city.file(), {});
    hashes.save();
  }
  REQUIRE(std::filesystem::exists(memory));
  CHECK(*SourceHashes(memory).hashOf(city.file(), {}) == hash);
  std::string bytes = tiling::samples::bytesOf(memory);
  const auto at = bytes.size() - 3;  // within the remembered hash
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  std::ofstream(memory, std::ios::binary) << bytes;
  CHECK(*SourceHashes(memory).hashOf(city.file(), {}) == hash);
}

TEST_CASE("Damage anywhere in the cache is noticed by a baking and mended") {
  const City city;
  REQUIRE(city.bake());
  const auto whole = tiling::samples::filesBelow(city.target());
  std::mt19937 random(23);
  std::vector<std::string> names;
  names.reserve(whole.size());
  for (const auto& [name, bytes] : whole) {
    names.push_back(name);
  }
  for (int i = 0; i < 40; ++i) {
    const std::string& name = names[random() % names.size()];
    std::string bytes = whole.at(name);
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random() % 255));
    if (i % 7 == 0) {
      bytes.resize(at);
    }
    std::ofstream(city.target() / name, std::ios::binary) << bytes;
    if (i % 9 == 0) {
      std::filesystem::remove(city.target() / name);
    }
    const auto again = city.bake();
    REQUIRE(again);
    CHECK(again->result == BakeResult::Baked);
    REQUIRE(tiling::samples::differences(tiling::samples::filesBelow(city.target()), whole) == "");
  }
}

TEST_CASE("A baking stopped at any moment goes on to the same bytes as an undisturbed one") {
  const City undisturbed;
  REQUIRE(undisturbed.bake());
  const auto expected = tiling::samples::filesBelow(undisturbed.target());
  for (int stopAt = 1; stopAt < 24; stopAt += 2) {
    const City city;
    std::stop_source stop;
    int calls = 0;
    const auto stopped = city.bake(1, stop.get_token(), [&](const Progress&) {
      if (++calls == stopAt) {
        stop.request_stop();
      }
    });
    if (!stopped) {
      CHECK(stopped.error().code == ErrorCode::Cancelled);
      CHECK_FALSE(std::filesystem::exists(city.target()));
    }
    REQUIRE(city.bake(3));
    REQUIRE(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
    CHECK(folderCount(city.cache()) == 1);
  }
}

TEST_CASE("An intermediate file that was damaged between two runs costs a reading, not the result") {
  const City undisturbed;
  REQUIRE(undisturbed.bake());
  const auto expected = tiling::samples::filesBelow(undisturbed.target());
  for (const char* name : {"surfaces.spill", "read.bin", "journal.bin", "features.bin", "layer.bin"}) {
    const City city;
    std::stop_source stop;
    REQUIRE_FALSE(city.bake(1, stop.get_token(), [&](const Progress& state) {
      if (state.fraction > 0.75) {
        stop.request_stop();
      }
    }));
    const auto work = city.cache() / ("." + city.target().filename().string());
    REQUIRE(std::filesystem::exists(work / name));
    std::string bytes = tiling::samples::bytesOf(work / name);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 64);
    std::ofstream(work / name, std::ios::binary) << bytes;
    REQUIRE(city.bake());
    CHECK(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
  }
}

TEST_CASE("Two bakings of one layer at once do no harm; one works, the other finds it done") {
  const City city;
  auto other = std::async(std::launch::async, [&] { return city.bake(); });
  const auto here = city.bake();
  const auto there = other.get();
  REQUIRE(here);
  REQUIRE(there);
  CHECK((here->result == BakeResult::Baked) != (there->result == BakeResult::Baked));
  CHECK(*city.readings == 1);
}

TEST_CASE("A layer with textures is baked with them, and its pictures' files are part of what it was made from") {
  City city;
  city.isTextured = true;
  std::ofstream(city.folder.path() / "WALL.jpg", std::ios::binary) << "as the reader saw it";  // case does not count
  const auto first = city.bake();
  REQUIRE(first);
  CHECK(first->result == BakeResult::Baked);
  CHECK(readBaked(city.cache(), city.context(), {}));
  const auto baked = BakedLayer::open(city.target(), city.key());
  REQUIRE(baked);
  const auto& tiles = (*baked)->tiles();
  CHECK(std::any_of(tiles.begin(), tiles.end(), [](const auto& tile) { return tile.pictureBytes > 0; }));
  CHECK_FALSE(std::filesystem::exists(city.target() / "pictures"));
  CHECK(city.bake()->result == BakeResult::UpToDate);
  CHECK(*city.readings == 1);

  const auto isBakedAnew = [&] {
    const bool isRefused = !readBaked(city.cache(), city.context(), {});
    const auto again = city.bake();
    REQUIRE(again);
    return isRefused && again->result == BakeResult::Baked && readBaked(city.cache(), city.context(), {});
  };
  std::ofstream(city.folder.path() / "WALL.jpg", std::ios::binary) << "another picture";
  CHECK(isBakedAnew());
  std::filesystem::remove(city.folder.path() / "WALL.jpg");
  CHECK(isBakedAnew());
  std::ofstream(city.folder.path() / "wall.jpg", std::ios::binary) << "is back";
  CHECK(isBakedAnew());
}

TEST_CASE("Other files that a reader says it has read are part of what a layer was made from") {
  City city;
  city.namedFiles = {"walls.bin", "gone.bin"};
  std::ofstream(city.folder.path() / "walls.bin", std::ios::binary) << "as it was";
  REQUIRE(city.bake());
  CHECK(city.bake()->result == BakeResult::UpToDate);
  const auto baked = BakedLayer::open(city.target(), city.key());
  REQUIRE(baked);
  REQUIRE((*baked)->content().namedFiles.size() == 2);
  CHECK((*baked)->content().namedFiles[0].name == "gone.bin");  // by name, whatever order readers have
  std::ofstream(city.folder.path() / "walls.bin", std::ios::binary) << "as it is";
  CHECK(city.bake()->result == BakeResult::Baked);
  CHECK(city.bake()->result == BakeResult::UpToDate);
  std::ofstream(city.folder.path() / "gone.bin", std::ios::binary) << "is back";
  CHECK_FALSE(readBaked(city.cache(), city.context(), {}));
  CHECK(city.bake()->result == BakeResult::Baked);
}

TEST_CASE("What names its content beside itself is worth baking by the size of that") {
  const City city;
  StreamedLayer model = layer(1, model::SourceKind::Model, (city.folder.path() / "house.gltf").string());
  StreamedLayer tiles = layer(1, model::SourceKind::Tiles3d, (city.folder.path() / "tileset.json").string());
  StreamedLayer obj = layer(1, model::SourceKind::Model, (city.folder.path() / "house.obj").string());
  for (const StreamedLayer& layer : {model, tiles, obj}) {
    std::ofstream(layer.paths.front(), std::ios::binary) << "{}";
    CHECK(isBakeable(layer.layer));
    CHECK_FALSE(isWorthBaking(layer));
  }
  std::filesystem::create_directories(city.folder.path() / "data");
  std::ofstream(city.folder.path() / "data/0.bin", std::ios::binary) << "x";
  std::filesystem::resize_file(city.folder.path() / "data/0.bin", 17'000'000);
  CHECK(isWorthBaking(model));
  CHECK(isWorthBaking(tiles));
  CHECK_FALSE(isWorthBaking(obj));
}

TEST_CASE("A layer that shows no pictures does not look at them") {
  City city;
  city.isTextured = true;
  LayerContext context = city.context();
  context.layer.layer.style.usesTextures = false;
  SourceHashes hashes(city.cache() / "sources.bin");
  REQUIRE(bakeLayer({context, city.cache(), 1}, city.catalog, hashes, {}, {}));
  const ContentHash key = *layerKey(context, hashes, {});
  CHECK(key != city.key());
  const auto baked = BakedLayer::open(bakedFolder(city.cache(), "city", key), key);
  REQUIRE(baked);
  CHECK((*baked)->content().namedFiles.empty());
  const auto& tiles = (*baked)->tiles();
  CHECK(std::none_of(tiles.begin(), tiles.end(), [](const auto& tile) { return tile.pictureBytes > 0; }));
}

TEST_CASE("What older versions noted of a layer's textures goes when it is baked") {
  City city;
  std::filesystem::create_directories(city.cache());
  const std::filesystem::path note = city.cache() / "city-0123456789abcdef.textured";
  std::ofstream(note, std::ios::binary) << "0123456789abcdef";
  REQUIRE(city.bake());
  CHECK_FALSE(std::filesystem::exists(note));
}

TEST_CASE("A source that cannot be read and a cache that cannot be written are told apart") {
  City city;
  city.catalog.features.clear();
  const auto missing = city.bake();
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::NotFound);
  const City other;
  std::ofstream(other.cache()) << "a file where the folder should be";
  const auto blocked = other.bake();
  REQUIRE_FALSE(blocked);
  CHECK(blocked.error().code == ErrorCode::Io);
}
