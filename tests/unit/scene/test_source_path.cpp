#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "engine/scene/source_path.h"

using namespace belvedere;
using namespace belvedere::scene;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::canonical(fs::temp_directory_path()) / "belvedere-XXXXXX").string();
    path = mkdtemp(name.data());
    fs::create_directories(path / "town" / "data");
    std::ofstream(path / "town" / "data" / "a.tif") << "x";
    std::ofstream(path / "b.tif") << "x";
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace

TEST_CASE("A source below the territory's folder is inside, another is outside") {
  const Folder folder;
  const fs::path town = folder.path / "town";
  CHECK_FALSE(resolveSource(town, "data/a.tif")->isOutside);
  CHECK_FALSE(resolveSource(town, "data/../data/a.tif")->isOutside);
  CHECK_FALSE(resolveSource(town, "not/there/yet.tif")->isOutside);
  CHECK_FALSE(resolveSource(town, (town / "data" / "a.tif").string())->isOutside);
  CHECK(resolveSource(town, "../b.tif")->isOutside);
  CHECK(resolveSource(town, "../b.tif")->path == folder.path / "b.tif");
  CHECK(resolveSource(town, "/etc/passwd")->isOutside);
}

TEST_CASE("A link that leads out of the folder is outside") {
  const Folder folder;
  fs::create_symlink(folder.path / "b.tif", folder.path / "town" / "data" / "c.tif");
  CHECK(resolveSource(folder.path / "town", "data/c.tif")->isOutside);
}

TEST_CASE("A folder whose name only begins like the territory's is outside") {
  const Folder folder;
  fs::create_directory(folder.path / "town2");
  CHECK(resolveSource(folder.path / "town", "../town2/a.tif")->isOutside);
}

TEST_CASE("What is no plain path is refused") {
  const Folder folder;
  for (const std::string& text :
       {std::string(), std::string("/vsicurl/http://x/a.tif"), std::string("/vsizip/a.zip"),
        std::string("file:///etc/passwd"), std::string("http://user:word@x/a.tif"), std::string("ftp://x/a.tif"),
        std::string("C:\\a.tif"), std::string("\\\\server\\a.tif"), std::string("//server/a"),
        std::string("a\0b.tif", 7), std::string("a\nb.tif"), std::string(5000, 'a'), std::string("WMS:http://x")}) {
    const auto place = resolveSource(folder.path / "town", text);
    REQUIRE_FALSE(place);
    CHECK(place.error().code == ErrorCode::Denied);
  }
}

TEST_CASE("A web address stays as it is, and its host is what one consents to") {
  const Folder folder;
  const auto place = resolveSource(folder.path / "town", "https://Host.example:8443/set/tileset.json?key=1");
  REQUIRE(place);
  CHECK(place->isOutside);
  CHECK(place->path == "https://host.example:8443/set/tileset.json?key=1");
  CHECK(place->consent == "https://host.example:8443");
  CHECK(sourceText(folder.path / "town", place->path) == place->path);
}

TEST_CASE("A chosen source is written relative where it is near, absolute where it is far") {
  const Folder folder;
  const fs::path town = folder.path / "town";
  CHECK(sourceText(town, town / "data" / "a.tif") == "data/a.tif");
  CHECK(sourceText(town, folder.path / "b.tif") == "../b.tif");
  CHECK(sourceText(town, "/etc/passwd") == fs::canonical("/etc/passwd"));
}
