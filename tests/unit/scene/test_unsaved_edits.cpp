#include <catch2/catch.hpp>
#include <chrono>
#include <unistd.h>

#include "engine/scene/scene_document.h"
#include "engine/scene/unsaved_edits.h"

using namespace belvedere;
using namespace belvedere::scene;

namespace {

/// A territory in a folder that goes with this object.
class ScratchTerritory {
 public:
  ScratchTerritory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "belvedere-unsaved-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    REQUIRE(saveTerritory({}, folder_));
  }
  ~ScratchTerritory() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchTerritory(const ScratchTerritory&) = delete;
  ScratchTerritory& operator=(const ScratchTerritory&) = delete;

  std::filesystem::path file() const { return folder_ / "territory.json"; }

 private:
  std::filesystem::path folder_;
};

Territory edited() {
  Territory territory;
  Layer layer;
  layer.id = std::string(1, 'a');
  layer.sources = {"a.gpkg"};
  territory.layers.push_back(layer);
  return territory;
}

}  // namespace

TEST_CASE("Edits that could not be saved are kept beside the file, which stays as it is, until they are forgotten") {
  const ScratchTerritory scratch;
  auto loaded = loadTerritory(scratch.file());
  CHECK_FALSE(restoreUnsavedEdits(*loaded));
  REQUIRE(keepUnsavedEdits(edited(), scratch.file()));
  CHECK(loadTerritory(scratch.file())->territory.layers.empty());
  REQUIRE(restoreUnsavedEdits(*loaded));
  CHECK(loaded->territory.layers.at(0).id == "a");
  forgetUnsavedEdits(scratch.file());
  CHECK_FALSE(restoreUnsavedEdits(*loaded));
  forgetUnsavedEdits(scratch.file());
}

TEST_CASE("Edits older than the file are not restored, nor is what is no territory") {
  const ScratchTerritory scratch;
  auto loaded = loadTerritory(scratch.file());
  REQUIRE(keepUnsavedEdits(edited(), scratch.file()));
  const auto later = std::filesystem::last_write_time(unsavedEditsPath(scratch.file())) + std::chrono::seconds(1);
  std::filesystem::last_write_time(scratch.file(), later);
  CHECK_FALSE(restoreUnsavedEdits(*loaded));
  REQUIRE(keepUnsavedEdits(edited(), scratch.file()));
  std::filesystem::resize_file(unsavedEditsPath(scratch.file()), 20);
  std::filesystem::last_write_time(unsavedEditsPath(scratch.file()), later + std::chrono::seconds(1));
  CHECK_FALSE(restoreUnsavedEdits(*loaded));
  CHECK(loaded->territory.layers.empty());
}

TEST_CASE("Restored edits count as not saved until they are saved over the same file") {
  const ScratchTerritory scratch;
  REQUIRE(keepUnsavedEdits(edited(), scratch.file()));
  auto loaded = loadTerritory(scratch.file());
  CHECK_FALSE(SceneDocument(*loaded).isModified());
  REQUIRE(restoreUnsavedEdits(*loaded));
  SceneDocument document(*loaded);
  CHECK(document.isModified());
  REQUIRE(document.save());
  CHECK_FALSE(document.isModified());
  CHECK(loadTerritory(scratch.file())->territory.layers.size() == 1);
}
