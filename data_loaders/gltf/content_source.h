#pragma once

#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "data_loaders/gltf/batch_writer.h"
#include "data_loaders/gltf/model.h"
#include "data_loaders/gltf/place_on_earth.h"
#include "engine/model/source.h"

namespace belvedere::loaders::gltf {

/// One file of geometry that stands at its place.
struct ContentJob {
  /// Reads it and writes it out; what is wrong goes to the diagnostics. Any thread, several times if need be.
  std::function<void(BatchWriter&, const ModelOptions&, Diagnostics&)> write;
  double fraction = 0.0;  ///< of the whole source, behind it
};

/// Gives contents one after the other; never called by two threads at once.
class ContentWalk {
 public:
  virtual ~ContentWalk() = default;
  virtual std::optional<ContentJob> next() = 0;
  /// What was found on the way; asked when the walk is over.
  virtual const Diagnostics& diagnostics() const = 0;
};

/// A source made of such files: reads them in several threads, hands on batches in the order of the walk, decodes
/// pictures once, counts. Memory stays bounded: a content that gives too much at once is written out piece by piece.
class ContentSource : public model::FeatureSource {
 public:
  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) final;
  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) final;

 protected:
  ContentSource(model::SourceRequest request, unsigned threads, model::SourceKind kind, std::string format);

  virtual std::unique_ptr<ContentWalk> walk() const = 0;
  /// Whether the source says by itself that its coordinates are earth-centred.
  virtual bool isDeclaredEarthCentred() const = 0;
  /// The files that contents are read from.
  virtual const ResourceFiles& files() const = 0;

 private:
  struct Portion;
  struct Pass;
  Status run(const Pass& pass, const std::stop_token& stop, const ProgressSink& progress);
  bool write(const ContentJob& job, BatchWriter& writer, const ModelOptions& options, Diagnostics& diagnostics) const;
  Portion convert(const ContentJob& job, const Pass& pass, const PlaceOnEarth& place) const;
  bool isEarthCentred(const std::stop_token& stop);
  std::string batchCrs(const std::stop_token& stop);

  model::SourceRequest request_;
  unsigned threads_;
  model::SourceKind kind_;
  std::string format_;
  std::optional<bool> isEarthCentred_;
  std::optional<model::SourceDescription> description_;
};

}  // namespace belvedere::loaders::gltf
