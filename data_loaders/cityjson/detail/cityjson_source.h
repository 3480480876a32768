#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "data_loaders/cityjson/detail/city_file.h"
#include "data_loaders/cityjson/detail/object_reader.h"
#include "data_loaders/common/texture_decoder.h"
#include "engine/model/source.h"

namespace belvedere::loaders::cityjson {

/// A CityJSON file or sequence as a feature source.
class CityJsonSource final : public model::FeatureSource {
 public:
  /// Fails as CityFile::open does. Up to `threads` threads parse.
  static Result<std::unique_ptr<CityJsonSource>> open(const model::SourceRequest& request, unsigned threads);

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override;
  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) override;

 private:
  /// A run of trees (or features) that one thread reads at a time.
  struct Job {
    std::size_t first = 0, last = 0;
    double fraction = 0.0;  ///< of the file, behind it
  };
  using PortionSink = std::function<bool(Portion&&)>;

  CityJsonSource(const model::SourceRequest& request, unsigned threads, CityFile file);

  std::vector<Job> jobs(std::size_t bytesPerJob) const;
  Status readPortions(const ReadPlan& plan, const PortionSink& sink, const std::stop_token& stop,
                      const ProgressSink& progress) const;
  model::SourceDescription emptyDescription() const;
  void findDuplicateIds(Summary& summary, Diagnostics& diagnostics) const;
  static void fill(model::SourceDescription& description, const Summary& summary);

  model::SourceRequest request_;
  unsigned threads_;
  CityFile file_;
  std::optional<model::SourceDescription> description_;
};

/// Decodes the textures that batches name, each once.
class TextureFiller {
 public:
  explicit TextureFiller(std::filesystem::path folder) : decoder_(std::move(folder)) {}

  /// Fills in the pictures met for the first time; surfaces whose picture cannot be had lose their texture. Pictures
  /// that would make the batch too large go to `sink` ahead of it. False where that wants no more.
  bool fill(model::FeatureBatch& batch, const model::BatchSink& sink, Diagnostics& diagnostics);

 private:
  TextureDecoder decoder_;
  std::set<std::string, std::less<>> sent_, unusable_;
};

}  // namespace belvedere::loaders::cityjson
