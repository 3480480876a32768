#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include "data_loaders/common/texture_decoder.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

// A PNG of 2 x 1 pixels, red and blue.
constexpr std::array<unsigned char, 70> kRedBlue = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
    0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x7B, 0x40, 0xE8, 0xDD, 0x00, 0x00, 0x00,
    0x0D, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0xF8, 0xCF, 0x00, 0x04, 0xFF, 0x01, 0x07, 0x00, 0x01, 0xFF,
    0x3D, 0x7D, 0x8C, 0x49, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
// A PNG of 2 x 1 pixels with a palette: (40, 50, 60) and (10, 20, 30).
constexpr std::array<unsigned char, 86> kPalette = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
    0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x03, 0x00, 0x00, 0x00, 0xC3, 0xFC, 0x8F, 0xB8, 0x00, 0x00, 0x00,
    0x06, 0x50, 0x4C, 0x54, 0x45, 0x0A, 0x14, 0x1E, 0x28, 0x32, 0x3C, 0xD5, 0x1B, 0xB4, 0xE9, 0x00, 0x00, 0x00,
    0x0B, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x60, 0x64, 0x00, 0x00, 0x00, 0x05, 0x00, 0x02, 0x42, 0xC2,
    0x44, 0x9F, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
// A PNG of 68 bytes that claims 30,000 x 30,000 pixels.
constexpr std::array<unsigned char, 68> kBomb = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x75, 0x30, 0x00, 0x00, 0x75, 0x30, 0x08, 0x00, 0x00, 0x00, 0x00, 0x43, 0x4C, 0xA7, 0x66, 0x00,
    0x00, 0x00, 0x0B, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x60, 0x80, 0x03, 0x00, 0x00, 0x0B, 0x00,
    0x01, 0xA0, 0x2E, 0xC8, 0x85, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "belvedere-textures-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    std::filesystem::create_directories(model() / "Appearance");
  }
  ~Folder() { std::filesystem::remove_all(root_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path model() const { return root_ / "model"; }
  template <std::size_t N>
  void write(const std::filesystem::path& name, const std::array<unsigned char, N>& bytes) const {
    std::ofstream(model() / name, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), N);
  }

 private:
  std::filesystem::path root_;
};

std::string findingFor(const Folder& folder, std::string_view name) {
  Diagnostics diagnostics;
  const Image image = TextureDecoder(folder.model()).decode(name, diagnostics);
  CHECK(image.isEmpty());
  REQUIRE(diagnostics.items().size() == 1);
  return diagnostics.items().front().message.key;
}

Image decode(const Folder& folder, std::string_view name) {
  Diagnostics diagnostics;
  Image image = TextureDecoder(folder.model()).decode(name, diagnostics);
  CHECK(diagnostics.isEmpty());
  return image;
}

}  // namespace

TEST_CASE("A picture is decoded with its rows from the top and its colours in order") {
  const Folder folder;
  folder.write("Appearance/wall.png", kRedBlue);
  const Image image = decode(folder, "Appearance/wall.png");
  REQUIRE(image.width == 2);
  REQUIRE(image.height == 1);
  CHECK(image.pixels == std::vector<std::uint8_t>{255, 0, 0, 0, 0, 255});
}

TEST_CASE("A palette becomes colours") {
  const Folder folder;
  folder.write("roof.png", kPalette);
  CHECK(decode(folder, "roof.png").pixels == std::vector<std::uint8_t>{40, 50, 60, 255, 10, 20, 30, 255});
}

TEST_CASE("A picture is found under another case and with backslashes") {
  const Folder folder;
  folder.write("Appearance/Wall.PNG", kRedBlue);
  CHECK(decode(folder, "appearance\\wall.png").width == 2);
}

TEST_CASE("No picture outside the folder of the source is read") {
  const Folder folder;
  folder.write("../outside.png", kRedBlue);
  std::filesystem::create_symlink(folder.model() / "../outside.png", folder.model() / "link.png");
  CHECK(findingFor(folder, "../outside.png") == "texture-refused");
  CHECK(findingFor(folder, "..\\outside.png") == "texture-refused");
  CHECK(findingFor(folder, "Appearance/../../outside.png") == "texture-refused");
  CHECK(findingFor(folder, (folder.model() / "../outside.png").string()) == "texture-refused");
  CHECK(findingFor(folder, "http://127.0.0.1/x.png") == "texture-refused");
  CHECK(findingFor(folder, "C:\\x.png") == "texture-refused");
  CHECK(findingFor(folder, "link.png") == "texture-refused");
  CHECK(findingFor(folder, "") == "texture-refused");
}

TEST_CASE("A picture that is missing, damaged or a bomb leaves a finding and no picture") {
  const Folder folder;
  CHECK(findingFor(folder, "absent.png") == "texture-missing");
  CHECK(findingFor(folder, "Appearance") == "texture-missing");
  std::array<unsigned char, 40> cut{};
  std::copy_n(kRedBlue.begin(), cut.size(), cut.begin());
  folder.write("cut.png", cut);
  CHECK(findingFor(folder, "cut.png") == "texture-damaged");
  folder.write("text.png", std::array<unsigned char, 4>{'t', 'e', 'x', 't'});
  CHECK(findingFor(folder, "text.png") == "texture-damaged");
  folder.write("bomb.png", kBomb);
  CHECK(findingFor(folder, "bomb.png") == "texture-too-large");
}

TEST_CASE("A real photograph is scaled down to what a surface needs") {
  const char* data = std::getenv("BELVEDERE_TEST_DATA");
  const auto photograph = std::filesystem::path(data != nullptr ? data : "") / "pointcloud/autzen/autzen.jpg";
  if (!std::filesystem::exists(photograph)) {
    WARN("skipped: no " << photograph);
    return;
  }
  Diagnostics diagnostics;
  const Image image = TextureDecoder(photograph.parent_path()).decode("autzen.jpg", diagnostics);
  CHECK(diagnostics.isEmpty());
  CHECK(image.height == 2048);  // of 3248 x 4385
  CHECK(image.width == 1517);
  CHECK(image.channels == 3);
}
