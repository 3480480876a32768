#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <png.h>
#include <tiffio.h>
#include <vector>

#include "engine/capture/image_writer.h"
#include "engine/core/atomic_file.h"
#include "tests/test_folder.h"

// Needs <cstdio> before it.
#include <jpeglib.h>

namespace belvedere::capture {
namespace {

namespace fs = std::filesystem;

/// Red grows to the right, green downwards.
Image slope(int channels) {
  Image image(5, 3, channels);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 5; ++x) {
      image.at(x, y)[0] = static_cast<std::uint8_t>(x * 50);
      if (channels >= 3) {
        image.at(x, y)[1] = static_cast<std::uint8_t>(y * 100);
        image.at(x, y)[2] = 7;
      }
      if (channels == 4) {
        image.at(x, y)[3] = 255;
      }
    }
  }
  return image;
}

Image readPng(const fs::path& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&png, file.c_str()) != 0);
  const bool hasAlpha = (png.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  png.format = hasAlpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  Image image(static_cast<int>(png.width), static_cast<int>(png.height), hasAlpha ? 4 : 3);
  REQUIRE(png_image_finish_read(&png, nullptr, image.pixels.data(), 0, nullptr) != 0);
  return image;
}

}  // namespace

TEST_CASE("A PNG holds the pixels it was given") {
  const TestFolder folder;
  Image image = slope(4);
  image.at(2, 1)[3] = 100;
  REQUIRE(writeImage(image, folder / "a.png"));
  const Image read = readPng(folder / "a.png");
  CHECK(read.channels == 4);
  CHECK(read.pixels == image.pixels);
}

TEST_CASE("Alpha that says nothing is left out, and grey becomes RGB") {
  const TestFolder folder;
  REQUIRE(writeImage(slope(4), folder / "a.png"));
  const Image opaque = readPng(folder / "a.png");
  CHECK(opaque.channels == 3);
  CHECK(opaque.pixels == slope(3).pixels);
  REQUIRE(writeImage(slope(1), folder / "b.png"));
  const Image grey = readPng(folder / "b.png");
  CHECK(grey.at(3, 0)[0] == 150);
  CHECK(grey.at(3, 0)[2] == 150);
}

TEST_CASE("A TIFF holds the pixels it was given") {
  const TestFolder folder;
  REQUIRE(writeImage(slope(3), folder / "a.tif"));
  TIFF* tiff = TIFFOpen((folder / "a.tif").c_str(), "r");
  REQUIRE(tiff != nullptr);
  std::vector<std::uint32_t> pixels(15);
  REQUIRE(TIFFReadRGBAImageOriented(tiff, 5, 3, pixels.data(), ORIENTATION_TOPLEFT) == 1);
  TIFFClose(tiff);
  CHECK(TIFFGetR(pixels[4]) == 200);
  CHECK(TIFFGetG(pixels[4]) == 0);
  CHECK(TIFFGetG(pixels[10]) == 200);
}

TEST_CASE("A JPEG lays what is transparent on white") {
  const TestFolder folder;
  Image image(16, 16, 4);  // black, wholly transparent
  REQUIRE(writeImage(image, folder / "a.JPG"));
  std::FILE* file = std::fopen((folder / "a.JPG").c_str(), "rb");
  REQUIRE(file != nullptr);
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_stdio_src(&jpeg, file);
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  std::vector<std::uint8_t> row(std::size_t{16} * 3);
  JSAMPROW rows = row.data();
  jpeg_read_scanlines(&jpeg, &rows, 1);
  CHECK(jpeg.output_width == 16);
  CHECK(static_cast<int>(row[0]) >= 253);
  jpeg_destroy_decompress(&jpeg);
  std::fclose(file);
}

TEST_CASE("A picture of a format that is not written is refused by name") {
  const TestFolder folder;
  for (const char* name : {"a.bmp", "a", "a.png.exe"}) {
    const Status status = writeImage(slope(3), folder / name);
    REQUIRE(!status);
    CHECK(status.error().message.key == "picture-format");
  }
  CHECK(folder.fileCount() == 0);
}

TEST_CASE("An empty picture is refused and nothing is left behind") {
  const TestFolder folder;
  const Status status = writeImage(Image(), folder / "a.png");
  REQUIRE(!status);
  CHECK(status.error().message.key == "picture-empty");
  CHECK(folder.fileCount() == 0);
}

TEST_CASE("A picture larger than its format can hold fails and leaves nothing behind") {
  const TestFolder folder;
  const Image wide(70000, 1, 3);  // JPEG ends at 65,500
  const Status status = writeImage(wide, folder / "a.jpg");
  REQUIRE(!status);
  CHECK(status.error().code == ErrorCode::Io);
  CHECK(folder.fileCount() == 0);
}

TEST_CASE("A map picture has a world file for the centre of its first pixel, and its CRS beside it") {
  const TestFolder folder;
  const Georeference place{652000.0, 6863000.0, 0.5, "PROJCRS[\"test\"]"};
  REQUIRE(writeImage(slope(3), folder / "map.png", place));
  const Result<std::string> world = readWholeFile(folder / "map.pgw", 1000);
  REQUIRE(world);
  CHECK(*world == "0.5\n0\n0\n-0.5\n652000.25\n6862999.75\n");
  CHECK(readWholeFile(folder / "map.png.aux.xml", 1000)->find("<GeoTransform>") != std::string::npos);
  const Result<std::string> crs = readWholeFile(folder / "map.prj", 1000);
  REQUIRE(crs);
  CHECK(*crs == "PROJCRS[\"test\"]");
  CHECK(worldFilePath("b.jpeg") == "b.jgw");
  CHECK(worldFilePath("b.tif") == "b.tfw");
}

}  // namespace belvedere::capture
