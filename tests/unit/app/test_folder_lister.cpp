#include <catch2/catch.hpp>
#include <fstream>

#include "engine/app/detail/folder_lister.h"
#include "engine/core/tasks.h"
#include "tests/test_folder.h"

using namespace belvedere;
namespace fs = std::filesystem;

TEST_CASE("A folder is listed with folders first, by name without accents, and territories marked") {
  const TestFolder folder;
  for (const char* name : {"zone", "Écoles", "eaux"}) {
    fs::create_directories(folder / name);
  }
  for (const char* name : {"b.gml", "A.gml", "eaux/territory.json"}) {
    std::ofstream(folder / name) << "{}";
  }
  const ui::FolderListing listing = app::listFolder(folder.path());
  CHECK(listing.folder == folder.path());
  std::vector<std::string> names;
  for (const ui::FolderEntry& entry : listing.entries) {
    names.push_back(entry.name + (entry.isFolder ? "/" : "") + (entry.isTerritory ? "!" : ""));
  }
  CHECK(names == std::vector<std::string>{"eaux/!", "Écoles/", "zone/", "A.gml", "b.gml"});
}

TEST_CASE("What is no folder has no entries") {
  CHECK(app::listFolder("/nowhere/at/all").entries.empty());
  CHECK(app::listFolder("/proc/self/cmdline").entries.empty());
}

TEST_CASE("The last folder that was asked for is the one that is listed") {
  const TestFolder folder;
  InlineTasks tasks;
  app::FolderLister lister(tasks);
  CHECK(lister.latest() == nullptr);
  CHECK_FALSE(lister.update());
  lister.ask("/nowhere");
  lister.ask(folder.path());
  CHECK(lister.isListing());
  CHECK(lister.update());
  REQUIRE(lister.latest() != nullptr);
  CHECK(lister.latest()->folder == folder.path());
  CHECK_FALSE(lister.isListing());
  CHECK_FALSE(lister.update());
}
