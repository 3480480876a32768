#include <catch2/catch.hpp>
#include <fstream>

#include "data_loaders/common/archive_loader.h"
#include "data_loaders/common/detail/archive_contents.h"
#include "data_loaders/common/detail/zip_reader.h"
#include "data_loaders/common/inline_catalog.h"
#include "data_loaders/common/limits.h"
#include "tests/test_folder.h"
#include "tests/unit/common/stored_zip.h"

using namespace belvedere;
using namespace belvedere::loaders;
using model::SourceKind;

namespace {

/// A source whose description names the files it found, with what is in them.
class Listing final : public model::FeatureSource {
 public:
  explicit Listing(std::filesystem::path root) : root_(std::move(root)) {}
  Result<model::SourceDescription> describe(const std::stop_token&, const ProgressSink&) override {
    model::SourceDescription description;
    const auto folder = std::filesystem::is_directory(root_) ? root_ : root_.parent_path();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) {
        description.objects[entry.path().lexically_relative(folder).string()] = entry.file_size();
      }
    }
    description.source = root_.string();
    return description;
  }
  Status read(const model::ReadOptions&, const model::BatchSink&, Diagnostics&, const std::stop_token&,
              const ProgressSink&) override {
    return {};
  }

 private:
  std::filesystem::path root_;
};

/// Takes files whose bytes begin with a word.
Loader loaderOf(const std::string& word, SourceKind kind, Reach reach) {
  const auto recognise = [=](const FileHead& head) -> std::optional<Recognition> {
    return head.bytes.starts_with(word) ? std::optional(Recognition{kind, word, false, reach}) : std::nullopt;
  };
  return {word, recognise,
          [](const model::SourceRequest& request, const ReaderContext&) -> Result<model::OpenedSource> {
            return std::make_unique<Listing>(request.paths.front());
          }};
}

LoaderRegistry someLoaders() {
  return {loaderOf("CITY", SourceKind::Buildings, Reach::CityModel),
          loaderOf("ESRI Shapefile", SourceKind::Vector, Reach::SameStem),
          loaderOf("MAP", SourceKind::Vector, Reach::SameStem),
          loaderOf("PIXELS", SourceKind::Imagery, Reach::SameStem)};
}

struct Read {
  std::string error;
  model::SourceDescription description;
};

Read readZip(const StoredZip& zip) {
  const TestFolder folder;
  std::ofstream(folder / "z.zip", std::ios::binary) << zip.bytes();
  model::SourceRequest request;
  request.paths = {folder / "z.zip"};
  auto opened = InlineCatalog({makeArchiveLoader(someLoaders())}).open(request);
  if (!opened) {
    return {std::string(opened.error().message.key), {}};
  }
  return {"", *std::get<std::unique_ptr<model::FeatureSource>>(*opened)->describe({}, {})};
}

std::vector<std::string> filesOf(const Read& read) {
  std::vector<std::string> names;
  for (const auto& [name, size] : read.description.objects) {
    names.push_back(name);
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("A city model in an archive is read with its textures and code lists, and without other data sets") {
  StoredZip zip;
  zip.add("set/readme.txt", "hello");
  zip.add("set/streets.map", "MAP");
  zip.add("set/town.gml", "CITY of stone");
  zip.add("set/textures/wall.jpg", "PIXELS");
  zip.add("set/textures/roof.tif", "PIXELS");
  zip.add("codelists/roofs.xml", "<Dictionary/>");
  zip.add("elsewhere/other.gml", "CITY");
  zip.add("__MACOSX/set/._town.gml", "CITY");
  const Read read = readZip(zip);
  CHECK(read.error.empty());
  CHECK(filesOf(read) == Names{"readme.txt", "textures/roof.tif", "textures/wall.jpg", "town.gml"});
  CHECK(read.description.objects.at("town.gml") == 13);
  REQUIRE(read.description.diagnostics.items().size() == 1);
  CHECK(read.description.diagnostics.items().front().message.key == "archive-others-left-out");
  CHECK(read.description.diagnostics.items().front().count == 2);
  CHECK_FALSE(std::filesystem::exists(read.description.source));  // unpacked files go with the source
}

TEST_CASE("A vector layer in an archive is read with the files of its name") {
  StoredZip zip;
  zip.add("d/Réseau.map", "MAP", StoredZip::kUtf8Names);
  zip.add("d/Réseau.map.idx", "12", StoredZip::kUtf8Names);
  zip.add("d/Réseaux.txt", "x", StoredZip::kUtf8Names);
  CHECK(filesOf(readZip(zip)) == Names{"Réseau.map", "Réseau.map.idx"});
}

TEST_CASE("All shapefiles of a folder are one source") {
  StoredZip zip;
  zip.add("a.shp", "ESRI Shapefile");
  zip.add("a.dbf", "1");
  zip.add("b.shp", "ESRI Shapefile");
  zip.add("b.prj", "2");
  zip.add("deeper/c.shp", "ESRI Shapefile");
  zip.add("notes.txt", "x");
  const Read read = readZip(zip);
  CHECK(filesOf(read) == Names{"a.dbf", "a.shp", "b.prj", "b.shp"});
  CHECK(read.description.diagnostics.items().size() == 1);
}

TEST_CASE("A picture in an archive is read where there is nothing else") {
  StoredZip zip;
  zip.add("map.png", "PIXELS");
  zip.add("map.pgw", "1 0 0 -1 0 0");
  CHECK(filesOf(readZip(zip)) == Names{"map.pgw", "map.png"});
  zip.add("town.map", "MAP");
  CHECK(filesOf(readZip(zip)) == Names{"town.map"});
}

TEST_CASE("Archives with nothing to read, and several archives, are refused with a word") {
  StoredZip zip;
  zip.add("readme.txt", "hello");
  CHECK(readZip(zip).error == "archive-without-data");
  const TestFolder folder;
  std::ofstream(folder / "z.zip", std::ios::binary) << zip.bytes();
  model::SourceRequest request;
  request.paths = {folder / "z.zip", folder / "z.zip"};
  const auto opened = InlineCatalog({makeArchiveLoader(someLoaders())}).open(request);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.key == "archive-alone");
}

TEST_CASE("A file that is larger or smaller than its archive says, or that leads out of it, is not unpacked") {
  StoredZip zip;
  SECTION("larger") {
    zip.add("town.map", "MAP of a town", 0, 3);
    CHECK(readZip(zip).error == "archive-damaged");
  }
  SECTION("smaller") {
    zip.add("town.map", "MAP of a town", 0, 300);
    CHECK(readZip(zip).error == "archive-damaged");
  }
  SECTION("outside") {
    zip.add("../town.map", "MAP");
    CHECK(readZip(zip).error == "archive-path-refused");
  }
}

TEST_CASE("A second file of the same name does not replace the first") {
  StoredZip zip;
  zip.add("town.map", "MAP 1");
  zip.add("town.map", "MAP 22");
  const Read read = readZip(zip);
  CHECK(read.error.empty());
  CHECK(read.description.objects.at("town.map") == 5);
}

TEST_CASE("An archive that is locked says so") {
  StoredZip zip;
  zip.add("town.map", "MAP and more than a header", StoredZip::kEncrypted);
  CHECK(readZip(zip).error == "archive-encrypted");
}

TEST_CASE("What cannot be read of an archive costs itself, unless the data needs it") {
  const auto [method, flags] = GENERATE(table<std::uint16_t, std::uint16_t>(
      {{8, 0}, {97, 0}, {0, StoredZip::kEncrypted}, {8, StoredZip::kEncrypted}}));  // 8: deflate; 97: unheard of
  StoredZip zip;
  zip.add("set/broken.map", "MAP, or not quite so", flags, -1, method);
  zip.add("set/town.gml", "CITY of stone");
  zip.add("set/wall.jpg", "PIXELS, or not quite so", flags, -1, method);
  zip.add("set/roof.jpg", "PIXELS");
  const Read read = readZip(zip);
  CHECK(read.error.empty());
  CHECK(filesOf(read) == Names{"roof.jpg", "town.gml"});
  REQUIRE(read.description.diagnostics.find("archive-files-left-out"));
  CHECK(read.description.diagnostics.find("archive-files-left-out")->where == Names{"set/broken.map", "set/wall.jpg"});
  StoredZip needed;
  needed.add("a.map", "MAP");
  needed.add("a.map.idx", "12 or not quite so", flags, -1, method);
  CHECK(readZip(needed).error == (flags == 0 ? "archive-damaged" : "archive-encrypted"));
  StoredZip alone;
  alone.add("readme.txt", "hello");
  alone.add("broken.map", "MAP, or not quite so", flags, -1, method);
  CHECK(readZip(alone).error == (flags == 0 ? "archive-damaged" : "archive-encrypted"));
}
