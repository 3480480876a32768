#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include "data_loaders/common/archive_check.h"
#include "tests/test_folder.h"
#include "tests/unit/common/stored_zip.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

/// A zip file of our making, gone with this object.
class Zip {
 public:
  Zip() {
    std::string name = (std::filesystem::temp_directory_path() / "belvedere-zip-XXXXXX").string();
    ::close(::mkstemp(name.data()));
    path_ = name;
    archive_write_set_format_zip(archive_);
    archive_write_open_filename(archive_, name.c_str());
  }
  ~Zip() {
    finish();
    std::filesystem::remove(path_);
  }
  Zip(const Zip&) = delete;
  Zip& operator=(const Zip&) = delete;

  void add(const std::string& name, const std::string& bytes, const char* linkTo = nullptr) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<std::int64_t>(linkTo != nullptr ? 0 : bytes.size()));
    archive_entry_set_filetype(entry, linkTo != nullptr ? AE_IFLNK : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    if (linkTo != nullptr) {
      archive_entry_set_symlink(entry, linkTo);
    }
    archive_write_header(archive_, entry);
    archive_write_data(archive_, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  const std::filesystem::path& finish() {
    if (archive_ != nullptr) {
      archive_write_free(archive_);
      archive_ = nullptr;
    }
    return path_;
  }

 private:
  archive* archive_ = archive_write_new();
  std::filesystem::path path_;
};

std::string keyOf(const std::filesystem::path& path) {
  const auto entries = checkArchive(path);
  return entries ? "" : entries.error().message.key;
}

}  // namespace

TEST_CASE("A sound archive is listed with its files' sizes") {
  Zip zip;
  zip.add("streets/lights.shp", "12345");
  zip.add("streets/lights.dbf", "");
  const auto entries = checkArchive(zip.finish());
  REQUIRE(entries);
  REQUIRE(entries->size() == 2);
  CHECK(entries->front().path == "streets/lights.shp");
  CHECK(entries->front().sizeBytes == 5);
}

TEST_CASE("An archive that leads out of itself is refused") {
  Zip zip;
  SECTION("by dots") { zip.add("a/../../evil.shp", "x"); }
  SECTION("by an absolute path") { zip.add("/tmp/evil.shp", "x"); }
  SECTION("by a drive") { zip.add("C:evil.shp", "x"); }
  SECTION("by backslashes") { zip.add("..\\evil.shp", "x"); }
  SECTION("by a link") { zip.add("evil.shp", "", "/etc/passwd"); }
  CHECK(keyOf(zip.finish()) == "archive-path-refused");
}

TEST_CASE("A name with a time of day is a name like any other") {
  Zip zip;
  zip.add("2024-01-01T10:00.tif", "x");
  CHECK(keyOf(zip.finish()).empty());
}

TEST_CASE("An archive that unpacks to much more than it is gets refused") {
  Zip zip;
  zip.add("zeros.shp", std::string(100U << 20U, '\0'));
  CHECK(keyOf(zip.finish()) == "archive-too-large");
}

TEST_CASE("An archive of too many files is refused") {
  Zip zip;
  for (int i = 0; i < 10'001; ++i) {
    zip.add(std::to_string(i), "");
  }
  CHECK(keyOf(zip.finish()) == "archive-too-large");
}

TEST_CASE("A cut archive is refused") {
  Zip zip;
  zip.add("lights.shp", std::string(1000, 'x'));
  const auto path = zip.finish();
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 30);
  CHECK(keyOf(path) == "archive-damaged");
}

TEST_CASE("Names in an archive become UTF-8, whatever the locale and however they are written") {
  const TestFolder folder;
  StoredZip zip;
  zip.add("B\xC3\xA2timents.shp", "1", StoredZip::kUtf8Names);
  zip.add("R\xC3\xA9seau d'eau.gpkg", "22");
  zip.add("communes \x82.geojson", "333");  // code page 437
  zip.add("plain.dbf", "");
  std::ofstream(folder / "z.zip", std::ios::binary) << zip.bytes();
  const auto entries = checkArchive(folder / "z.zip");
  REQUIRE(entries);
  std::vector<std::string> names;
  for (const ArchiveEntry& entry : *entries) {
    names.push_back(entry.path);
  }
  CHECK(names == std::vector<std::string>{"B\xC3\xA2timents.shp", "R\xC3\xA9seau d'eau.gpkg",
                                          "communes \xC3\xA9.geojson", "plain.dbf"});
}
