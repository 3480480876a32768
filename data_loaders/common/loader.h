#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/model/source.h"

namespace belvedere::loaders {

class Fetcher;

/// The beginning of a file, for recognising it. Nothing in it is trusted.
struct FileHead {
  std::filesystem::path path;
  std::string bytes;            ///< the first limits::kHeadBytes, or all; empty for a folder
  std::uint64_t sizeBytes = 0;  ///< of the whole file
  bool isFolder = false;        ///< folders mean something to some formats (.gdb)

  /// The bytes without a byte order mark and leading blanks, for text formats.
  std::string_view text() const;
  /// The extension in lower case with its dot (".gml"); of "city.json.gz" ".gz"; empty where there is none.
  std::string extension() const;
};

/// Which other files a reader may open besides the chosen ones.
enum class Reach : std::uint8_t {
  SameStem,    ///< beside it, with the same name up to the first dot after its stem (x.shp: x.dbf, x.prj, x.shp.xml)
  FolderTree,  ///< all below its folder: textures, parts of a virtual raster, a file geodatabase
  CityModel    ///< FolderTree, and the folders "codelists" beside its folder and beside the three above it (PLATEAU)
};

/// What a loader sees in a file.
struct Recognition {
  model::SourceKind kind = model::SourceKind::Vector;
  std::string format;         ///< the loader's own word for it, handed back on opening: a GDAL driver, "CityGML 2.0"
  bool isByNameOnly = false;  ///< the content alone would not say so; another loader's content match goes first
  Reach reach = Reach::SameStem;
  bool readsWeb = false;  ///< also from the web, piece by piece, through ReaderContext::fetcher
};

/// What a loader gets beside the request. A source reports progress or hands on a batch every few seconds while it
/// works: a reader that stays silent is ended.
struct ReaderContext {
  Recognition recognition;                ///< of the first path, by this loader
  std::vector<std::string> formats;       ///< Recognition::format of each path of the request, all by this loader
  unsigned threads = 1;                   ///< how many threads may work for this source
  std::filesystem::path temporaryFolder;  ///< private and empty; the only place where writing works
  std::shared_ptr<Fetcher> fetcher;       ///< where the source is a web address
  ProgressSink progress;                  ///< sign of life of work that has no sink of its own; may be empty
};

/// Reads one family of formats. Each data_loaders module has one function that makes its loader
/// (`citygml::makeLoader()` in data_loaders/citygml/citygml_loader.h).
struct Loader {
  std::string name;  ///< "citygml"
  /// Whether a file is of this family. Runs in the program itself: looks at the given bytes and name only, calls no
  /// library and opens nothing. Any thread.
  std::function<std::optional<Recognition>(const FileHead&)> recognise;
  /// Opens a source; runs in the reader process (or in-line), in one thread. Fails with InvalidData, Unsupported, ….
  std::function<Result<model::OpenedSource>(const model::SourceRequest&, const ReaderContext&)> open;
};

/// The loaders of a program, asked in this order. Made by the programs (apps), never a global.
using LoaderRegistry = std::vector<Loader>;

/// A file that a loader takes.
struct Identified {
  const Loader* loader = nullptr;  ///< in the registry that was asked
  Recognition recognition;
};

/// Reads the beginning of a file without ever waiting on it. Fails with NotFound ("file-not-found"), InvalidData
/// ("file-empty", "not-a-regular-file" for pipes, devices, sockets) or Io ("file-not-readable").
Result<FileHead> readFileHead(const std::filesystem::path& path);

/// Which loader takes a request, and what it sees in each of its files.
struct IdentifiedRequest {
  const Loader* loader = nullptr;  ///< in the registry that was asked
  std::vector<Recognition> recognitions;
};

/// Which loader takes a file: by content first, by name second. Fails as readFileHead does, or with Unsupported
/// ("kind-not-yet-read" for kinds of later versions, "format-unknown").
Result<Identified> identify(const LoaderRegistry& loaders, const std::filesystem::path& path);

/// The same for a file whose beginning is known already.
Result<Identified> identify(const LoaderRegistry& loaders, const FileHead& head);

/// The same for all files of a request, which must be of one loader. Fails with InvalidArgument ("no-file-given",
/// "files-differ") as well.
Result<IdentifiedRequest> identify(const LoaderRegistry& loaders, const model::SourceRequest& request);

/// What Loader::open gets for an identified request.
ReaderContext makeContext(const IdentifiedRequest& identified, unsigned threads, std::filesystem::path temporaryFolder);

}  // namespace belvedere::loaders
