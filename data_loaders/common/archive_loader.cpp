#include "data_loaders/common/archive_loader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "data_loaders/common/detail/archive_contents.h"
#include "data_loaders/common/detail/zip_reader.h"
#include "engine/core/temporary_folder.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kArchiveAlone{"archive-alone", N_("A layer is read from one archive, not from several files."),
                                  N_("Add each archive as a layer of its own.")};
constexpr MessageId kWithoutData{"archive-without-data", N_("{file} holds no data that can be read."),
                                 N_("Unpack it and add the files that it holds.")};
constexpr MessageId kOthers{"archive-others-left-out",
                            N_("The archive holds other data sets besides {name}; they are not read."),
                            N_("Unpack it and add each of them by itself.")};
constexpr MessageId kLeftOut{
    "archive-files-left-out",
    N_("The archive holds files that are damaged or locked with a password; they are left out."),
    N_("Unpack it yourself, or download it again.")};
constexpr MessageId kNoFolder{"archive-without-folder", N_("There is no room to unpack {file}: {reason}."),
                              N_("Make room in the folder for temporary files (TMPDIR), or unpack it yourself.")};

/// What stands beside a source that was read from an archive: the unpacked files, which go with it, and the findings.
struct Unpacked {
  TemporaryFolder folder;
  Diagnostics findings;
};

class ArchivedFeatures final : public model::FeatureSource {
 public:
  ArchivedFeatures(Unpacked unpacked, std::unique_ptr<model::FeatureSource> source)
      : unpacked_(std::move(unpacked)), source_(std::move(source)) {}

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override {
    auto description = source_->describe(stop, progress);
    if (description) {
      description->diagnostics.merge(unpacked_.findings);
    }
    return description;
  }
  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) override {
    return source_->read(options, sink, diagnostics, stop, progress);
  }

 private:
  Unpacked unpacked_;
  std::unique_ptr<model::FeatureSource> source_;
};

class ArchivedRaster final : public model::RasterSource {
 public:
  ArchivedRaster(Unpacked unpacked, std::unique_ptr<model::RasterSource> source)
      : unpacked_(std::move(unpacked)), source_(std::move(source)), description_(source_->description()) {
    description_.diagnostics.merge(unpacked_.findings);
  }

  const model::SourceDescription& description() const override { return description_; }
  Result<geo::Bounds2> extentIn(const std::string& crsWkt) override { return source_->extentIn(crsWkt); }
  Result<model::HeightGrid> readHeights(const model::RasterRequest& request) override {
    return source_->readHeights(request);
  }
  Result<Image> readColours(const model::RasterRequest& request) override { return source_->readColours(request); }
  Diagnostics takeFindings() override { return source_->takeFindings(); }

 private:
  Unpacked unpacked_;
  std::unique_ptr<model::RasterSource> source_;
  model::SourceDescription description_;
};

std::optional<Recognition> recognise(const FileHead& head) {
  if (!head.bytes.starts_with("PK\x03\x04") || head.extension() != ".zip") {
    return std::nullopt;
  }
  Recognition recognition;
  recognition.format = "zip";
  return recognition;
}

/// Unpacks the chosen files below a folder, each in its place; those that cannot be, and can be done without, are
/// noted.
Status unpack(const std::filesystem::path& archive, const ArchiveChoice& choice, const std::filesystem::path& folder,
              const ProgressSink& progress, std::set<std::string>& unreadable) {
  auto reader = ZipReader::open(archive);
  if (!reader) {
    return tl::unexpected(std::move(reader.error()));
  }
  std::set<std::string> wanted(choice.files.begin(), choice.files.end());
  while (!wanted.empty()) {
    const auto entry = reader->next();
    if (!entry || !*entry) {
      return entry ? Status() : tl::unexpected(entry.error());
    }
    if (wanted.erase((*entry)->path) == 0) {
      continue;  // not wanted, or a second one of the same name
    }
    const std::filesystem::path to = folder / (*entry)->path;
    std::error_code ignored;  // the file then cannot be made either, and that is told
    std::filesystem::create_directories(to.parent_path(), ignored);
    auto status = reader->unpack(to, progress);
    if (status) {
      continue;
    }
    const bool isNeeded = choice.needed.contains((*entry)->path) || status.error().code == ErrorCode::Io;
    unreadable.insert((*entry)->path);
    if (isNeeded || unreadable.size() > kMostUnreadable) {
      return status;
    }
    std::filesystem::remove(to, ignored);
    reader =
        ZipReader::open(archive);  // the library reads on after some faults only; what is unpacked is not wanted now
    if (!reader) {
      return tl::unexpected(std::move(reader.error()));
    }
  }
  return {};
}

model::OpenedSource withFiles(Unpacked unpacked, model::OpenedSource source) {
  if (auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&source)) {
    return std::make_unique<ArchivedRaster>(std::move(unpacked), std::move(*raster));
  }
  auto& features = std::get<std::unique_ptr<model::FeatureSource>>(source);
  return std::make_unique<ArchivedFeatures>(std::move(unpacked), std::move(features));
}

/// Opens the chosen data set, once it is unpacked, by the loader that takes it.
Result<model::OpenedSource> openUnpacked(model::SourceRequest request, const ArchiveChoice& choice,
                                         std::set<std::string> unreadable, const ReaderContext& context,
                                         Unpacked unpacked) {
  if (auto status = unpack(request.paths.front(), choice, unpacked.folder.path(), context.progress, unreadable);
      !status) {
    return tl::unexpected(std::move(status.error()));
  }
  for (const std::string& path : unreadable) {
    unpacked.findings.add(Severity::Warning, kLeftOut, path);
  }
  const Identified& identified = choice.chosen.identified;
  request.paths = {choice.path.empty() ? unpacked.folder.path() : unpacked.folder.path() / choice.path};
  ReaderContext inner =
      makeContext({identified.loader, {identified.recognition}}, context.threads, context.temporaryFolder);
  inner.progress = context.progress;
  for (const std::string& other : choice.others) {
    unpacked.findings.add(Severity::Warning, Message(kOthers, {{"name", choice.chosen.path}}), other);
  }
  return identified.loader->open(request, inner).map([&](model::OpenedSource&& source) {
    return withFiles(std::move(unpacked), std::move(source));
  });
}

Result<model::OpenedSource> open(const LoaderRegistry& loaders, const model::SourceRequest& request,
                                 const ReaderContext& context) {
  if (request.paths.size() != 1) {
    return fail(ErrorCode::InvalidArgument, kArchiveAlone);
  }
  const std::filesystem::path& path = request.paths.front();
  const auto contents = lookInto(path, loaders);
  if (!contents) {
    return tl::unexpected(contents.error());
  }
  const auto choice = chooseDataSet(*contents);
  if (!choice) {
    return fail(ErrorCode::Unsupported, Message(kWithoutData, {{"file", path.filename().string()}}));
  }
  auto folder = TemporaryFolder::make(kUnpackedPurpose);
  if (!folder) {
    return fail(ErrorCode::Io,
                Message(kNoFolder, {{"file", path.filename().string()}, {"reason", std::strerror(errno)}}));
  }
  const std::set<std::string> unreadable(contents->unreadable.begin(), contents->unreadable.end());
  return openUnpacked(request, *choice, unreadable, context, {std::move(*folder), {}});
}

}  // namespace

Loader makeArchiveLoader(LoaderRegistry inner) {
  const auto loaders = std::make_shared<const LoaderRegistry>(std::move(inner));
  return {std::string(kArchiveLoader), recognise,
          [loaders](const model::SourceRequest& request, const ReaderContext& context) {
            return open(*loaders, request, context);
          }};
}

}  // namespace belvedere::loaders
