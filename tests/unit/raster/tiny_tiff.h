#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
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
  std::uint32_t rowsPerStrip = 0;      ///< 0: one strip
  std::size_t cutBytes = 0;            ///< taken off the end of the file

  template <class Sample>
  void write(const std::filesystem::path& path, const std::vector<Sample>& samples) const;

 private:
  struct Entry {
    std::uint16_t type = 0;
    std::uint32_t count = 0;
    std::string bytes;
  };
  using Entries = std::map<std::uint16_t, Entry>;
  enum Type : std::uint16_t { kAscii = 2, kShort = 3, kLong = 4, kDouble = 12 };
  static constexpr std::uint16_t kStripOffsets = 273;

  template <class T>
  static void add(Entries& entries, std::uint16_t tag, Type type, const std::vector<T>& values) {
    entries[tag] = {type, static_cast<std::uint32_t>(values.size()),
                    std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T))};
  }
  static void addText(Entries& entries, std::uint16_t tag, const std::string& text) {
    if (!text.empty()) {
      entries[tag] = {kAscii, static_cast<std::uint32_t>(text.size() + 1), text + '\0'};
    }
  }
  Entries describeSamples(std::uint16_t bytesPerSample, std::uint16_t format, std::size_t totalBytes) const;
  void addPlace(Entries& entries) const;
  static std::string layOut(Entries entries);
};

inline TinyTiff::Entries TinyTiff::describeSamples(std::uint16_t bytesPerSample, std::uint16_t format,
                                                   std::size_t totalBytes) const {
  using Shorts = std::vector<std::uint16_t>;
  using Longs = std::vector<std::uint32_t>;
  const std::uint16_t colours = bands >= 3 ? 3 : 1;
  Entries entries;
  add(entries, 256, kLong, Longs{width});
  add(entries, 257, kLong, Longs{height});
  add(entries, 258, kShort, Shorts(bands, static_cast<std::uint16_t>(bytesPerSample * 8)));
  add(entries, 259, kShort, Shorts{1});
  add(entries, 262, kShort, Shorts{static_cast<std::uint16_t>(!palette.empty() ? 3 : (colours == 3 ? 2 : 1))});
  const std::uint32_t stripRows = rowsPerStrip != 0 ? rowsPerStrip : height;
  const std::uint32_t rowBytes = height != 0 ? static_cast<std::uint32_t>(totalBytes / height) : 0;
  Longs offsets;  // from the first sample on
  Longs sizes;
  for (std::uint32_t row = 0; row < height && (row == 0 || rowsPerStrip != 0); row += stripRows) {
    offsets.push_back(row * rowBytes);
    sizes.push_back(rowsPerStrip != 0 ? std::min(stripRows, height - row) * rowBytes
                                      : static_cast<std::uint32_t>(totalBytes));
  }
  add(entries, kStripOffsets, kLong, offsets);
  add(entries, 277, kShort, Shorts{bands});
  add(entries, 278, kLong, Longs{stripRows});
  add(entries, 279, kLong, sizes);
  add(entries, 284, kShort, Shorts{1});
  add(entries, 339, kShort, Shorts(bands, format));
  if (bands > colours) {
    Shorts extra(bands - std::size_t{colours}, 0);
    extra.back() = hasAlpha ? 2 : 0;
    add(entries, 338, kShort, extra);
  }
  if (!palette.empty()) {
    add(entries, 320, kShort, palette);
  }
  addText(entries, 42112, metadata);
  addText(entries, 42113, noData);
  return entries;
}

inline void TinyTiff::addPlace(Entries& entries) const {
  if (!transform.empty()) {
    const auto& t = transform;
    add(entries, 34264, kDouble, std::vector<double>{t[1], t[2], 0, t[0], t[4], t[5], 0, t[3], 0, 0, 0, 0, 0, 0, 0, 1});
  }
  if (epsg != 0) {
    const auto model = static_cast<std::uint16_t>(isGeographic ? 2 : 1);
    const auto key = static_cast<std::uint16_t>(isGeographic ? 2048 : 3072);
    add(entries, 34735, kShort,
        std::vector<std::uint16_t>{1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, epsg});
  }
}

/// Header, directory and the values that do not fit in it; the samples follow.
inline std::string TinyTiff::layOut(Entries entries) {
  const auto put = [](std::string& to, auto value) { to.append(reinterpret_cast<const char*>(&value), sizeof(value)); };
  const std::size_t afterDirectory = 8 + 2 + entries.size() * 12 + 4;
  std::size_t total = afterDirectory;
  for (const auto& [tag, entry] : entries) {
    total += entry.bytes.size() > 4 ? entry.bytes.size() : 0;
  }
  const auto samplesAt = static_cast<std::uint32_t>(total);
  std::string& offsets = entries[kStripOffsets].bytes;
  for (std::size_t at = 0; at < offsets.size(); at += sizeof(samplesAt)) {
    std::uint32_t offset = 0;
    std::memcpy(&offset, offsets.data() + at, sizeof(offset));
    offset += samplesAt;
    std::memcpy(offsets.data() + at, &offset, sizeof(offset));
  }
  std::string head("II*\0\x08\0\0\0", 8);
  std::string values;
  put(head, static_cast<std::uint16_t>(entries.size()));
  for (auto& [tag, entry] : entries) {
    put(head, tag);
    put(head, entry.type);
    put(head, entry.count);
    if (entry.bytes.size() > 4) {
      put(head, static_cast<std::uint32_t>(afterDirectory + values.size()));
      values += entry.bytes;
    } else {
      entry.bytes.resize(4);
      head += entry.bytes;
    }
  }
  put(head, std::uint32_t{0});
  return head + values;
}

template <class Sample>
void TinyTiff::write(const std::filesystem::path& path, const std::vector<Sample>& samples) const {
  const std::uint16_t format = std::is_floating_point_v<Sample> ? 3 : (std::is_signed_v<Sample> ? 2 : 1);
  const std::size_t bytes = samples.size() * sizeof(Sample);
  Entries entries = describeSamples(sizeof(Sample), format, bytes);
  addPlace(entries);
  std::string file = layOut(std::move(entries));
  file.append(reinterpret_cast<const char*>(samples.data()), bytes);
  file.resize(file.size() - cutBytes);
  std::ofstream(path, std::ios::binary) << file;
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
