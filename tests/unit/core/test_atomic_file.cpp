#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>

#include "engine/core/atomic_file.h"

using namespace belvedere;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "belvedere-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::size_t fileCount() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};

}  // namespace

TEST_CASE("A written file reads back and leaves nothing beside it") {
  const Folder folder;
  REQUIRE(writeFileAtomically(folder.path / "a.json", "one"));
  REQUIRE(writeFileAtomically(folder.path / "a.json", "two"));
  CHECK(readWholeFile(folder.path / "a.json", 100).value() == "two");
  CHECK(folder.fileCount() == 1);
}

TEST_CASE("A file that is not committed leaves the old one as it was and no trace") {
  const Folder folder;
  REQUIRE(writeFileAtomically(folder.path / "a.png", "old"));
  {
    auto file = AtomicFile::create(folder.path / "a.png");
    REQUIRE(file);
    CHECK(file->temporaryPath().extension() == ".png");
    std::ofstream(file->temporaryPath()) << "half";
  }
  CHECK(readWholeFile(folder.path / "a.png", 100).value() == "old");
  CHECK(folder.fileCount() == 1);
}

TEST_CASE("Writing where there is no folder fails and names the target") {
  const Folder folder;
  const auto status = writeFileAtomically(folder.path / "none" / "a.json", "x");
  REQUIRE_FALSE(status);
  CHECK(status.error().code == ErrorCode::Io);
  CHECK(englishText(status.error().message).find("a.json") != std::string::npos);
}

TEST_CASE("Pipes, folders, missing and too large files are refused at once") {
  const Folder folder;
  REQUIRE(mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
  CHECK(readWholeFile(folder.path / "pipe", 100).error().message.key == "not-a-regular-file");
  CHECK(readWholeFile(folder.path, 100).error().message.key == "not-a-regular-file");
  CHECK(readWholeFile(folder.path / "none", 100).error().code == ErrorCode::NotFound);
  REQUIRE(writeFileAtomically(folder.path / "big", std::string(101, 'x')));
  CHECK(readWholeFile(folder.path / "big", 100).error().code == ErrorCode::LimitExceeded);
}
