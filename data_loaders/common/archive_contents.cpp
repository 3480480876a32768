#include "data_loaders/common/detail/archive_contents.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <tuple>

#include "data_loaders/common/detail/zip_reader.h"
#include "data_loaders/common/limits.h"

namespace belvedere::loaders {
namespace {

using model::SourceKind;

constexpr std::array<std::string_view, 4> kPictures = {".jpg", ".jpeg", ".png", ".webp"};
/// Overviews and masks are rasters by their bytes, but belong to the file beside them.
constexpr std::array<std::string_view, 2> kCompanions = {".ovr", ".msk"};
/// Kinds, and formats within them, the best first.
constexpr std::array kKinds = {SourceKind::Buildings,  SourceKind::Tiles3d, SourceKind::Vector, SourceKind::Terrain,
                               SourceKind::PointCloud, SourceKind::Imagery, SourceKind::Model};
constexpr std::array<std::string_view, 11> kFormats = {
    "ESRI Shapefile", "OpenFileGDB",  "GPKG", "FlatGeobuf", "GeoJSON", "GML",
    "LIBKML",         "MapInfo File", "GPX",  "DXF",        "VRT"};

template <class List, class Value>
std::ptrdiff_t placeIn(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) - list.begin();
}

template <class List>
bool isIn(const List& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string folderOf(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

bool isBelow(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

/// Notes that systems leave in archives ("__MACOSX/._a.shp", ".DS_Store").
bool isHidden(const std::filesystem::path& path) {
  return std::any_of(path.begin(), path.end(), [](const std::filesystem::path& part) {
    return part.native().starts_with(".") || part == "__MACOSX";
  });
}

void takeIfKnown(const LoaderRegistry& loaders, const FileHead& head, ArchiveContents& contents) {
  if (auto identified = identify(loaders, head)) {
    contents.dataSets.push_back({head.path.string(), std::move(*identified), head.isFolder});
  }
}

/// Notes a file that cannot be read, and goes on behind it: the library reads on after some faults only.
Status passOver(const std::filesystem::path& archive, const std::string& path, Error error, ZipReader& reader,
                ArchiveContents& contents) {
  contents.fault = contents.fault ? contents.fault : std::move(error);
  contents.unreadable.push_back(path);
  auto again =
      contents.unreadable.size() > kMostUnreadable ? tl::unexpected(*contents.fault) : ZipReader::open(archive);
  if (!again) {
    return tl::unexpected(std::move(again.error()));
  }
  reader = std::move(*again);
  for (std::size_t i = 0; i <= contents.entries.size(); ++i) {
    if (auto passed = reader.next(); !passed) {
      return tl::unexpected(std::move(passed.error()));
    }
  }
  return {};
}

Status lookAtFiles(const std::filesystem::path& archive, const LoaderRegistry& loaders, bool arePicturesWanted,
                   ArchiveContents& contents) {
  auto reader = ZipReader::open(archive);
  if (!reader) {
    return tl::unexpected(std::move(reader.error()));
  }
  contents.entries.clear();
  while (true) {
    auto entry = reader->next();
    if (!entry) {
      return tl::unexpected(std::move(entry.error()));
    }
    if (!*entry) {
      return {};
    }
    FileHead head{(*entry)->path, {}, (*entry)->sizeBytes, false};
    const std::string extension = head.extension();
    if (isIn(kPictures, extension) == arePicturesWanted && !isIn(kCompanions, extension) && !isHidden(head.path)) {
      auto bytes = reader->readHead(limits::kHeadBytes);
      Status status;
      if (!bytes) {
        status = passOver(archive, (*entry)->path, std::move(bytes.error()), *reader, contents);
      }
      if (!status) {
        return status;
      }
      head.bytes = bytes ? std::move(*bytes) : std::string();
      if (!head.bytes.empty()) {
        takeIfKnown(loaders, head, contents);
      }
    }
    contents.entries.push_back(std::move(**entry));
  }
}

/// Folders that are a data set (.gdb).
void lookAtFolders(const LoaderRegistry& loaders, ArchiveContents& contents) {
  std::set<std::filesystem::path> folders;
  for (const ArchiveEntry& entry : contents.entries) {
    for (auto folder = std::filesystem::path(entry.path).parent_path(); !folder.empty();
         folder = folder.parent_path()) {
      if (folder.has_extension() && !isHidden(folder)) {
        folders.insert(folder);
      }
    }
  }
  for (const std::filesystem::path& folder : folders) {
    takeIfKnown(loaders, {folder, {}, 0, true}, contents);
  }
}

/// The smaller the better. Tables that might hold places come last; the root of a tileset lies above its parts.
auto rankOf(const ArchivedDataSet& dataSet) {
  const Recognition& recognition = dataSet.identified.recognition;
  const bool isTable = recognition.isByNameOnly && !isIn(kFormats, recognition.format);
  const auto depth = std::count(dataSet.path.begin(), dataSet.path.end(), '/');
  return std::tuple(isTable, placeIn(kKinds, recognition.kind), placeIn(kFormats, recognition.format),
                    recognition.kind == SourceKind::Tiles3d ? depth : 0);
}

/// The folder that a data set may reach into.
std::string rootOf(const ArchivedDataSet& dataSet) { return dataSet.isFolder ? dataSet.path : folderOf(dataSet.path); }

bool isSameFormat(const ArchivedDataSet& a, const ArchivedDataSet& b) {
  return a.identified.loader == b.identified.loader &&
         a.identified.recognition.format == b.identified.recognition.format;
}

/// Shapefiles and MapInfo tables in one folder are layers of one source.
bool joinsFolder(const ArchivedDataSet& dataSet) {
  const std::string& format = dataSet.identified.recognition.format;
  return format == "ESRI Shapefile" || format == "MapInfo File";
}

bool isSameSource(const ArchivedDataSet& a, const ArchivedDataSet& chosen) {
  return a.path == chosen.path ||
         (joinsFolder(chosen) && isSameFormat(a, chosen) && folderOf(a.path) == folderOf(chosen.path));
}

/// Whether a data set is but a part of the chosen one: a texture that says where it lies, a tile of a tileset.
bool isPart(const ArchivedDataSet& dataSet, const ArchivedDataSet& chosen) {
  const Recognition& recognition = chosen.identified.recognition;
  const SourceKind kind = dataSet.identified.recognition.kind;
  const bool canBePart = kind == SourceKind::Imagery || kind == SourceKind::Terrain || kind == SourceKind::Model ||
                         recognition.kind == SourceKind::Tiles3d || chosen.isFolder;
  return recognition.reach != Reach::SameStem && canBePart && isBelow(dataSet.path, rootOf(chosen));
}

/// Whether a file has a data set's name, whatever its ending.
bool isOfSameStem(const std::string& path, const ArchivedDataSet& dataSet) {
  const std::filesystem::path own(dataSet.path), other(path);
  return path == dataSet.path ||
         (own.parent_path() == other.parent_path() && other.filename().native().starts_with(own.stem().native() + "."));
}

/// Whether a data set cannot be read without a file.
bool needs(const ArchivedDataSet& dataSet, const std::string& path) {
  return dataSet.isFolder ? isBelow(path, dataSet.path) : isOfSameStem(path, dataSet);
}

/// Whether a file is, or belongs to, a data set.
bool belongs(const std::string& path, const ArchivedDataSet& dataSet) {
  const Reach reach = dataSet.identified.recognition.reach;
  const std::filesystem::path other(path);
  if (reach == Reach::SameStem) {
    return isOfSameStem(path, dataSet);
  }
  const bool isCodeList =
      reach == Reach::CityModel && std::find(other.begin(), other.end(), "codelists") != other.end();
  return isCodeList || isBelow(path, rootOf(dataSet));
}

}  // namespace

Result<ArchiveContents> lookInto(const std::filesystem::path& archive, const LoaderRegistry& loaders) {
  ArchiveContents contents;
  Status status = lookAtFiles(archive, loaders, false, contents);
  if (status) {
    lookAtFolders(loaders, contents);
    status = contents.dataSets.empty() ? lookAtFiles(archive, loaders, true, contents) : status;
  }
  if (status && contents.dataSets.empty() && contents.fault) {
    status = tl::unexpected(*contents.fault);
  }
  return status ? Result<ArchiveContents>(std::move(contents)) : tl::unexpected(std::move(status.error()));
}

std::optional<ArchiveChoice> chooseDataSet(const ArchiveContents& contents) {
  const auto best =
      std::min_element(contents.dataSets.begin(), contents.dataSets.end(),
                       [](const ArchivedDataSet& a, const ArchivedDataSet& b) { return rankOf(a) < rankOf(b); });
  if (best == contents.dataSets.end()) {
    return std::nullopt;
  }
  ArchiveChoice choice{best->path, *best, {}, {}, {}};
  std::vector<const ArchivedDataSet*> read;
  std::set<std::string> left;
  for (const ArchivedDataSet& dataSet : contents.dataSets) {
    if (isSameSource(dataSet, *best)) {
      read.push_back(&dataSet);
    } else if (!isPart(dataSet, *best)) {
      left.insert(dataSet.path);
    }
  }
  choice.path = read.size() > 1 ? folderOf(best->path) : best->path;
  choice.others.assign(left.begin(), left.end());
  for (const ArchiveEntry& entry : contents.entries) {
    const bool isWanted =
        std::any_of(read.begin(), read.end(), [&](const ArchivedDataSet* one) { return belongs(entry.path, *one); });
    if (isWanted && !left.contains(entry.path)) {
      choice.files.push_back(entry.path);
    }
    if (std::any_of(read.begin(), read.end(), [&](const ArchivedDataSet* one) { return needs(*one, entry.path); })) {
      choice.needed.insert(entry.path);
    }
  }
  return choice;
}

}  // namespace belvedere::loaders
