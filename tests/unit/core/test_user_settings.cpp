#include <catch2/catch.hpp>
#include <fstream>
#include <unistd.h>

#include "engine/core/user_settings.h"

using namespace belvedere;

namespace {

std::filesystem::path freshFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "belvedere-XXXXXX").string();
  return ::mkdtemp(pattern.data());
}

}  // namespace

TEST_CASE("Settings are read as they were written") {
  const auto file = freshFolder() / "new" / "settings.json";
  UserSettings settings;
  settings.remember("/data/Métropole d'Angers");
  settings.allow("/data/sig");
  settings.isDark = true;
  REQUIRE(saveUserSettings(settings, file));
  const UserSettings read = loadUserSettings(file);
  CHECK(read.recentTerritories == settings.recentTerritories);
  CHECK(read.isDark == true);
  CHECK(read.isAllowed("/data/sig/2026/batiments.shp"));
  CHECK_FALSE(read.isAllowed("/data/sig-prive/x.shp"));
  CHECK_FALSE(read.isAllowed("/data/sig/../secret.shp"));
}

TEST_CASE("A damaged file is set aside and nothing is lost") {
  const auto file = freshFolder() / "settings.json";
  std::ofstream(file) << "{\"recentTerr";
  CHECK(loadUserSettings(file).recentTerritories.empty());
  CHECK(std::filesystem::exists(file.string() + ".damaged"));
}

TEST_CASE("Absurd values are brought into range and wrong types are ignored") {
  const auto file = freshFolder() / "settings.json";
  std::ofstream(file) << R"({"interfaceScale":900,"windowWidth":"big","recentTerritories":["relative",3,"/a"]})";
  const UserSettings settings = loadUserSettings(file);
  CHECK(settings.interfaceScale == 3.0F);
  CHECK(settings.windowWidth == 1440);
  CHECK(settings.recentTerritories.size() == 1);
}

TEST_CASE("The latest territory comes first and only once") {
  UserSettings settings;
  for (int i = 0; i < 20; ++i) {
    settings.remember("/t" + std::to_string(i));
  }
  settings.remember("/t15");
  CHECK(settings.recentTerritories.size() == UserSettings::kMostRecent);
  CHECK(settings.recentTerritories.front() == "/t15");
}

TEST_CASE("What another program has written meanwhile is kept") {
  const std::filesystem::path file = freshFolder() / "belvedere" / "settings.json";
  UserSettings window;
  window.remember("/territories/a");
  REQUIRE(saveUserSettings(window, file));
  UserSettings command = loadUserSettings(file);
  command.allow("/data/batiments.gml");
  command.remember("/territories/b");
  REQUIRE(saveUserSettings(command, file));
  window.interfaceScale = 1.5F;
  REQUIRE(saveUserSettings(window, file));
  const UserSettings read = loadUserSettings(file);
  CHECK(read.isAllowed("/data/batiments.gml"));
  CHECK(read.interfaceScale == 1.5F);
  CHECK(read.recentTerritories == std::vector<std::filesystem::path>{"/territories/a", "/territories/b"});
}
