#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace belvedere::test {

/// A small uncompressed GeoTIFF written by hand, so that tests know each of its bytes. Rows as they stand in the file,
/// bands interleaved. TIFF 6.0; OGC GeoTIFF 1.1, clause 7.
struct TinyTiff {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bands = 1;
  std::uint16_t epsg = 2154;  ///< 0: no CRS
  bool isGeographic = false;
  /// x = t[0] + column t[1] + row t[2]; y = t[3] + column t[4] + row t[5]; empty: not placed
  std::vector<double> transform = {0, 1, 0, 0, 0, -1};
  std::string noData;
  bool hasAlpha = false;               ///< the last band is
  std::vector<std::uint16_t> palette;  ///< 768 entries: all reds, all greens, all blues
  std::string metadata;                ///< GDAL_METADATA
  std::size_t cutBytes = 0;            ///< taken off the end of the file

  template <class Sample>
  void write(const std::filesystem::path& path, const std::vector<Sample>& samples) const;

 private:
  struct Entry {
    std::uint16_t type = 0;
    std::uint32_t count = 0;
    std::string bytes;
  };
  template <class T>
  static void add(std::map<std::uint16_t, Entry>& entries, std::uint16_t tag, std::uint16_t type,
                  const std::vector<T>& values) {
    entries[tag] = {type, static_cast<std::uint32_t>(values.size()),
                    std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T))};
  }
};

template <class Sample>
void TinyTiff::write(const std::filesystem::path& path, const std::vector<Sample>& samples) const {
  using Shorts = std::vector<std::uint16_t>;
  using Longs = std::vector<std::uint32_t>;
  enum : std::uint16_t { kAscii = 2, kShort = 3, kLong = 4, kDouble = 12 };
  std::map<std::uint16_t, Entry> entries;
  const std::uint16_t format = std::is_floating_point_v<Sample> ? 3 : (std::is_signed_v<Sample> ? 2 : 1);
  const bool isColour = bands >= 3;
  add(entries, 256, kLong, Longs{width});
  add(entries, 257, kLong, Longs{height});
  add(entries, 258, kShort, Shorts(bands, static_cast<std::uint16_t>(sizeof(Sample) * 8)));
  add(entries, 259, kShort, Shorts{1});
  add(entries, 262, kShort, Shorts{static_cast<std::uint16_t>(!palette.empty() ? 3 : (isColour ? 2 : 1))});
  add(entries, 273, kLong, Longs{0});
  add(entries, 277, kShort, Shorts{bands});
  add(entries, 278, kLong, Longs{height});
  add(entries, 279, kLong, Longs{static_cast<std::uint32_t>(samples.size() * sizeof(Sample))});
  add(entries, 284, kShort, Shorts{1});
  add(entries, 339, kShort, Shorts(bands, format));
  if (bands > (isColour ? 3 : 1)) {
    Shorts extra(bands - (isColour ? 3U : 1U), 0);
    extra.back() = hasAlpha ? 2 : 0;
    add(entries, 338, kShort, extra);
  }
  if (!palette.empty()) {
    add(entries, 320, kShort, palette);
  }
  if (!transform.empty()) {
    const auto& t = transform;
    add(entries, 34264, kDouble, std::vector<double>{t[1], t[2], 0, t[0], t[4], t[5], 0, t[3], 0, 0, 0, 0, 0, 0, 0, 1});
  }
  if (epsg != 0) {
    const auto model = static_cast<std::uint16_t>(isGeographic ? 2 : 1);
    const auto key = static_cast<std::uint16_t>(isGeographic ? 2048 : 3072);
    add(entries, 34735, kShort, Shorts{1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, epsg});
  }
  if (!metadata.empty()) {
    entries[42112] = {kAscii, static_cast<std::uint32_t>(metadata.size() + 1), metadata + '\0'};
  }
  if (!noData.empty()) {
    entries[42113] = {kAscii, static_cast<std::uint32_t>(noData.size() + 1), noData + '\0'};
  }
  const std::size_t directory = 8;
  std::size_t free = directory + 2 + entries.size() * 12 + 4;
  std::string head("II*\0\x08\0\0\0", 8);
  std::string tail;
  const auto put = [](std::string& to, auto value) { to.append(reinterpret_cast<const char*>(&value), sizeof(value)); };
  std::size_t total = free;
  for (const auto& [tag, entry] : entries) {
    total += entry.bytes.size() > 4 ? entry.bytes.size() : 0;
  }
  put(head, static_cast<std::uint16_t>(entries.size()));
  for (auto& [tag, entry] : entries) {
    if (tag == 273) {
      const auto offset = static_cast<std::uint32_t>(total);
      entry.bytes.assign(reinterpret_cast<const char*>(&offset), sizeof(offset));
    }
    put(head, tag);
    put(head, entry.type);
    put(head, entry.count);
    if (entry.bytes.size() <= 4) {
      std::string field = entry.bytes;
      field.resize(4);
      head += field;
    } else {
      put(head, static_cast<std::uint32_t>(free + tail.size()));
      tail += entry.bytes;
    }
  }
  put(head, std::uint32_t{0});
  std::string all =
      head + tail + std::string(reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(Sample));
  all.resize(all.size() - cutBytes);
  std::ofstream(path, std::ios::binary) << all;
}

/// A folder of its own, gone with this object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "belvedere-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace belvedere::test
