#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "data_loaders/common/loader.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "belvedere-sniff-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Loader loaderFor(std::string name, std::string magic, std::string extension) {
  Loader loader;
  loader.name = name;
  loader.recognise = [=](const FileHead& head) -> std::optional<Recognition> {
    Recognition recognition{model::SourceKind::Vector, name};
    recognition.isByNameOnly = !head.text().starts_with(magic);
    return !recognition.isByNameOnly || head.extension() == extension ? std::optional(recognition) : std::nullopt;
  };
  return loader;
}

std::string keyFor(const std::filesystem::path& path, const LoaderRegistry& registry = {}) {
  const auto found = identify(registry, path);
  return found ? "" : found.error().message.key;
}

}  // namespace

TEST_CASE("What is no readable file is refused at once, and says why") {
  const Folder folder;
  CHECK(keyFor(folder.path() / "absent.tif") == "file-not-found");
  CHECK(keyFor(std::string(5000, 'x')) == "file-not-found");
  CHECK(keyFor(folder.write("empty.gml", "")) == "file-empty");
  CHECK(keyFor(folder.path()) == "not-a-regular-file");
  CHECK(keyFor("/dev/zero") == "not-a-regular-file");
  const auto pipe = folder.path() / "pipe.gml";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(keyFor(pipe) == "not-a-regular-file");
}

TEST_CASE("A folder and a table without coordinates are told what they lack") {
  const Folder folder;
  const auto messageFor = [](const std::filesystem::path& path) { return identify({}, path).error().message; };
  const Message inFolder = messageFor(folder.path());
  CHECK(inFolder.text.find("holds no territory") != std::string::npos);
  CHECK(inFolder.hint.find(".gdb") != std::string::npos);
  const Message inTable = messageFor(folder.write("meters.csv", "ID;NUMERO;ADRESSE\n1;201;Rue Joffre\n"));
  CHECK(inTable.text.find("no columns are read as coordinates") != std::string::npos);
  CHECK(inTable.hint.find("longitude and latitude") != std::string::npos);
  CHECK(messageFor(folder.write("meters.dbf", "\x03 table")).text.find("not read yet") != std::string::npos);
}

TEST_CASE("Content goes before names, and names before nothing") {
  const Folder folder;
  const LoaderRegistry registry = {loaderFor("red", "RED", ".red"), loaderFor("blue", "BLUE", ".blue")};
  const auto disguised = identify(registry, folder.write("disguised.red", "BLUE sky"));
  REQUIRE(disguised);
  CHECK(disguised->loader->name == "blue");
  const auto named = identify(registry, folder.write("table.RED", "a;b"));
  REQUIRE(named);
  CHECK(named->loader->name == "red");
  CHECK(named->recognition.isByNameOnly);
  CHECK(keyFor(folder.write("unknown.xyz", "?"), registry) == "format-unknown");
  CHECK(keyFor(folder.write("landing.json", R"({"links":[]})"), registry) == "kind-not-yet-read");
  CHECK(keyFor(folder.write("text.json", "no JSON"), registry) == "format-unknown");
}

TEST_CASE("Kinds of later versions are told by their content, whatever their name") {
  const Folder folder;
  const auto kindOf = [&](const std::string& name, const std::string& bytes) {
    const auto found = identify({loaderFor("red", "RED", ".red")}, folder.write(name, bytes));
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::Unsupported);
    CHECK(found.error().message.key == "kind-not-yet-read");
    return found.error().message.arguments.back().second;
  };
  CHECK(kindOf("a.red", "ASTM-E57....") == "pointcloud");
  CHECK(kindOf("e.json", "{\"value\":[{\"@iot.id\":1}]}") == "sensors");
  CHECK(kindOf("f.json", "[{\"id\":\"urn:ngsi-ld:Parking:1\",\"type\":\"OffStreetParking\"}]") == "sensors");
  CHECK(kindOf("f2.json", "{\"id\":\"lamp:1\",\"type\":\"Streetlight\",\"location\":{}}") == "sensors");
  CHECK(kindOf("h.csv", "time;count\n2026-01-01;3\n") == "table");
  CHECK(kindOf("i.DBF", "\x03 table") == "table");
  CHECK(kindOf("g.json", "{\"last_updated\":1,\"ttl\":0,\"data\":{}}") == "sensors");
}

TEST_CASE("Files of one request must be of one loader") {
  const Folder folder;
  const LoaderRegistry registry = {loaderFor("red", "RED", ".red"), loaderFor("blue", "BLUE", ".blue")};
  model::SourceRequest request;
  const auto keyOf = [&] {
    const auto found = identify(registry, request);
    return found ? found->loader->name : found.error().message.key;
  };
  CHECK(keyOf() == "no-file-given");
  request.paths = {folder.write("1.red", "RED"), folder.write("2.red", "RED")};
  CHECK(keyOf() == "red");
  request.paths.push_back(folder.write("3.blue", "BLUE"));
  CHECK(keyOf() == "files-differ");
  request.paths.assign(5000, request.paths.front());
  CHECK(keyOf() == "too-many-files");
}
