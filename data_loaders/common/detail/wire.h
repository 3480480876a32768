#pragma once

#include <cmath>
#include <filesystem>

#include "data_loaders/common/loader.h"
#include "engine/model/source_archive.h"

/// How what readers say and are told goes through a BinaryWriter and BinaryReader.
namespace belvedere {

template <class Archive>
void visit(Archive& archive, Error& error) {
  archive(error.code, error.message, error.where);
}
template <class Archive>
void visit(Archive& archive, Progress& progress) {
  archive(progress.stage, progress.fraction);
}
template <class Archive>
void visit(Archive& archive, Image& image) {
  archive(image.width, image.height, image.channels, image.pixels);
}

namespace model {

template <class Archive>
void visit(Archive& archive, SourceRequest& request) {
  std::vector<std::string> paths;
  for (const auto& path : request.paths) {
    paths.push_back(path.string());
  }
  archive(paths, request.layer, request.crs, request.targetCrs, request.kind, request.options);
  request.paths.assign(paths.begin(), paths.end());
}
template <class Archive>
void visit(Archive& archive, ReadOptions& options) {
  archive(options.lod, options.theme, options.wantsTextures, options.wantsAttributes, options.batchTriangles,
          options.mostPoints);
}
template <class Archive>
void visit(Archive& archive, RasterRequest& request) {
  archive(request.crsWkt, request.bounds, request.width, request.height);
}
template <class Archive>
void visit(Archive& archive, HeightGrid& grid) {
  archive(grid.width, grid.height, grid.metres);
}

}  // namespace model

namespace loaders {

template <class Archive>
void visit(Archive& archive, Recognition& recognition) {
  archive(recognition.kind, recognition.format, recognition.isByNameOnly, recognition.reach, recognition.readsWeb);
}

/// What a reader process is told first.
struct OpenOrder {
  std::string loader;
  model::SourceRequest request;  ///< with absolute paths
  std::vector<Recognition> recognitions;
  unsigned threads = 1;
  std::uint64_t memoryBytes = 0;
  unsigned cpuSecondsPerRequest = 0;

  template <class Archive>
  void visit(Archive& archive) {
    archive(loader, request, recognitions, threads, memoryBytes, cpuSecondsPerRequest);
  }
};

/// How a Read ended.
struct ReadOutcome {
  std::optional<Error> error;
  Diagnostics diagnostics;

  template <class Archive>
  void visit(Archive& archive) {
    archive(error, diagnostics);
  }
};

/// A window of a raster, and what reading it came upon.
template <class Window>
struct WindowAnswer {
  Window window;
  Diagnostics findings;

  template <class Archive>
  void visit(Archive& archive) {
    archive(window, findings);
  }
};

/// What it answers: rasters are described at once.
struct Opened {
  bool isRaster = false;
  model::SourceDescription description;

  template <class Archive>
  void visit(Archive& archive) {
    archive(isRaster, description);
  }
};

template <class Archive, class T>
void visitResult(Archive& archive, Result<T>& result) {
  bool hasValue = result.has_value();
  archive(hasValue);
  if constexpr (std::is_same_v<Archive, BinaryReader>) {
    if (hasValue) {
      archive(*(result = T()));
    } else {
      result = tl::unexpected(Error());
      archive(result.error());
    }
  } else if (hasValue) {
    archive(*result);
  } else {
    archive(result.error());
  }
}

/// Whether the enumerations and numbers of what another process says are ones we know.
bool isSound(const Diagnostics& diagnostics);
bool isSound(const model::SourceDescription& description);
inline bool isSound(const Opened& opened) { return isSound(opened.description); }
bool isSound(const geo::Bounds2& bounds);
bool isSound(const model::HeightGrid& grid);
bool isSound(const Image& image);
template <class Window>
bool isSound(const WindowAnswer<Window>& answer) {
  return isSound(answer.window) && isSound(answer.findings);
}

}  // namespace loaders
}  // namespace belvedere
