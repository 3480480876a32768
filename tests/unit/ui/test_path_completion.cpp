#include <catch2/catch.hpp>
#include <cstdlib>

#include "engine/ui/detail/path_completion.h"

using namespace belvedere;

namespace {

const ui::FolderListing kFolder{"/data",
                                {{"Écoles", true, false},
                                 {"eaux", true, true},
                                 {".caché", true, false},
                                 {"ecluses.gml", false, false},
                                 {"relief.tif", false, false},
                                 {"relief.tfw", false, false}}};

std::vector<std::string> names(std::string_view name, bool wantsFiles) {
  std::vector<std::string> names;
  for (const ui::FolderEntry* entry : ui::matchingEntries(kFolder, name, wantsFiles)) {
    names.push_back(entry->name);
  }
  return names;
}

std::string completed(std::string_view typed, bool wantsFiles) {
  const ui::TypedPath path = ui::splitPath(typed);
  return ui::completedPath(path, ui::matchingEntries(kFolder, path.name, wantsFiles));
}

}  // namespace

TEST_CASE("A typed path is a folder and the beginning of a name") {
  CHECK(ui::splitPath("/data/ec").folder == "/data/");
  CHECK(ui::splitPath("/data/ec").name == "ec");
  CHECK(ui::splitPath("ec").folder.empty());
  CHECK(ui::splitPath("/data/").name.empty());
}

TEST_CASE("A typed path may have blanks around it, a '/' behind it and the home in front of it") {
  CHECK(ui::typedPath("  /data/my town/ \n") == "/data/my town");
  CHECK(ui::typedPath("/") == "/");
  CHECK(ui::typedPath(" ").empty());
  CHECK(ui::typedPath("~/town") == std::filesystem::path(std::getenv("HOME")) / "town");
  CHECK(ui::typedPath(" https://host/set/ ") == "https://host/set/");
}

TEST_CASE("Entries match by their beginning, without accents and capitals; hidden ones only when asked for") {
  CHECK(names("ec", true) == std::vector<std::string>{"Écoles", "ecluses.gml"});
  CHECK(names("", false) == std::vector<std::string>{"Écoles", "eaux"});
  CHECK(names(".c", false) == std::vector<std::string>{".caché"});
  CHECK(names("école", true) == std::vector<std::string>{"Écoles"});
}

TEST_CASE("A path is completed as far as it is certain") {
  CHECK(completed("/data/ea", true) == "/data/eaux/");
  CHECK(completed("/data/rel", true) == "/data/relief.t");
  CHECK(completed("/data/relief.ti", true) == "/data/relief.tif");
  CHECK(completed("/data/ecol", true) == "/data/Écoles/");
  CHECK(completed("/data/e", true) == "/data/e");
  CHECK(completed("/data/x", true) == "/data/x");
}
