#include "data_loaders/common/worker_catalog.h"

#include <algorithm>
#include <thread>

#include "data_loaders/common/detail/worker_client.h"
#include "data_loaders/common/limits.h"
#include "engine/core/tasks.h"
#include "engine/core/web_address.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kRequestTooLarge{"raster-request-too-large",
                                     N_("A picture of {width} x {height} pixels cannot be asked of a raster.")};

class WorkerFeatureSource final : public model::FeatureSource {
 public:
  WorkerFeatureSource(std::unique_ptr<WorkerClient> client, std::string source)
      : client_(std::move(client)), source_(std::move(source)) {}

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override {
    if (!description_) {
      auto description = client_->askFor<model::SourceDescription>(PacketType::Describe, stop, progress);
      if (!description) {
        return description;
      }
      description_ = std::move(*description);
      description_->source = source_;
    }
    return *description_;
  }

  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) override {
    bool isEnough = false;
    const auto take = [&](const Packet& packet) {
      model::FeatureBatch batch;
      BinaryReader reader(packet.payload());
      reader(batch);
      if (!reader.isComplete() || !model::checkBatch(batch)) {
        return WorkerClient::BatchVerdict::Garbage;
      }
      isEnough = !sink(std::move(batch));
      return isEnough ? WorkerClient::BatchVerdict::Enough : WorkerClient::BatchVerdict::More;
    };
    BinaryWriter writer;
    model::ReadOptions asked = options;
    writer(asked);
    const auto answer = client_->ask(PacketType::Read, writer.bytes(), stop, progress, take);
    if (!answer) {
      return isEnough ? Status() : tl::unexpected(answer.error());
    }
    ReadOutcome outcome;
    BinaryReader reader(answer->payload());
    reader(outcome);
    if (!reader.isComplete() || !isSound(outcome.diagnostics)) {
      return tl::unexpected(client_->garbage());
    }
    diagnostics.merge(outcome.diagnostics);
    return outcome.error && !isEnough ? tl::unexpected(std::move(*outcome.error)) : Status();
  }

 private:
  std::unique_ptr<WorkerClient> client_;
  std::string source_;
  std::optional<model::SourceDescription> description_;
};

class WorkerRasterSource final : public model::RasterSource {
 public:
  WorkerRasterSource(std::unique_ptr<WorkerClient> client, model::SourceDescription description)
      : client_(std::move(client)), description_(std::move(description)) {}

  const model::SourceDescription& description() const override { return description_; }

  Result<geo::Bounds2> extentIn(const std::string& crsWkt) override {
    std::string wanted = crsWkt;
    return client_->askFor<geo::Bounds2>(PacketType::Extent, {}, {}, wanted);
  }
  Result<model::HeightGrid> readHeights(const model::RasterRequest& request) override {
    return window<model::HeightGrid>(PacketType::Heights, request);
  }
  Result<Image> readColours(const model::RasterRequest& request) override {
    return window<Image>(PacketType::Colours, request);
  }
  Diagnostics takeFindings() override { return std::exchange(findings_, {}); }

 private:
  template <class Window>
  Result<Window> window(PacketType type, model::RasterRequest request) {
    const auto isSideSound = [](int side) { return side >= 1 && side <= limits::kRequestSidePixels; };
    if (!isSideSound(request.width) || !isSideSound(request.height)) {
      return fail(ErrorCode::InvalidArgument, Message(kRequestTooLarge, {{"width", std::to_string(request.width)},
                                                                         {"height", std::to_string(request.height)}}));
    }
    auto answer = client_->askFor<WindowAnswer<Window>>(type, request.stop, {}, request);
    if (!answer) {
      return tl::unexpected(std::move(answer.error()));
    }
    if (answer->window.width != request.width || answer->window.height != request.height) {
      return tl::unexpected(client_->garbage());
    }
    findings_.merge(answer->findings);
    return std::move(answer->window);
  }

  std::unique_ptr<WorkerClient> client_;
  model::SourceDescription description_;
  Diagnostics findings_;
};

}  // namespace

WorkerCatalog::WorkerCatalog(LoaderRegistry loaders, WorkerSettings settings)
    : loaders_(std::move(loaders)), settings_(std::move(settings)) {
  if (settings_.threads == 0) {
    settings_.threads = std::clamp(usableCores(), 1U, 8U);
  }
}

namespace {

constexpr MessageId kNotExpected{
    "web-not-expected", N_("{address} does not answer with a source that is read."),
    N_("Give the address of a tileset.json, of a WMS or WMTS, or of tiles ({z}/{x}/{y}).")};
constexpr MessageId kNotReadFromWeb{"web-kind-not-read",
                                    N_("{address} is a file ({format}) that is not read from the web."),
                                    N_("Download it with what belongs to it, and add the file.")};
constexpr MessageId kOneAddress{"web-one-address", N_("A layer reads one web address, or files."),
                                N_("Add each as a layer of its own.")};
constexpr MessageId kAddressRefused{"web-address-unsound", N_("{address} is not a web address that can be read."),
                                    N_("Give http:// or https://, a host and a path, without a name or password.")};

bool isOnTheWeb(const model::SourceRequest& request) {
  return std::any_of(request.paths.begin(), request.paths.end(),
                     [](const std::filesystem::path& path) { return isWebAddress(path.native()); });
}

/// A web address with the process that reads it and what is there.
struct WebSource {
  std::shared_ptr<ServicesLink> services;
  Identified found;
};

Result<WebSource> openWeb(const LoaderRegistry& loaders, const WorkerSettings& settings,
                          const std::filesystem::path& path) {
  const auto address = WebAddress::parse(path.native());
  if (!address) {
    const std::string shown = shownOfRefused(path.native());
    return fail(ErrorCode::Denied, Message(kAddressRefused, {{"address", shown}}));
  }
  auto services = ServicesLink::start(WorkerClient::program(settings), {address->origin()}, settings.stop);
  if (!services) {
    return tl::unexpected(std::move(services.error()));
  }
  FileHead head;
  head.path = address->text();
  if (const auto alone = loaders::identify(loaders, head); alone && alone->recognition.readsWeb) {
    return WebSource{std::move(*services), *alone};  // its address says it all
  }
  auto file = (*services)->fetcher().fetchFile(address->text(), limits::kWebFileBytes);
  if (!file) {
    return tl::unexpected(std::move(file.error()));
  }
  auto known = readFileHead(*file);
  if (!known) {
    return tl::unexpected(std::move(known.error()));
  }
  head.bytes = std::move(known->bytes);
  head.sizeBytes = known->sizeBytes;
  head.path = address->text().substr(0, address->text().find('?'));
  auto found = loaders::identify(loaders, head);
  if (!found) {
    const bool isUnknown = found.error().message.key == "format-unknown";
    return isUnknown ? fail(ErrorCode::InvalidData, Message(kNotExpected, {{"address", address->shown()}}))
                     : tl::unexpected(std::move(found.error()));
  }
  if (!found->recognition.readsWeb) {
    return fail(ErrorCode::Unsupported,
                Message(kNotReadFromWeb, {{"address", address->shown()}, {"format", found->recognition.format}}));
  }
  return WebSource{std::move(*services), *found};
}

}  // namespace

Result<model::SourceKind> WorkerCatalog::identify(const std::filesystem::path& path) const {
  if (isWebAddress(path.native())) {
    return openWeb(loaders_, settings_, path).map([](const WebSource& web) { return web.found.recognition.kind; });
  }
  return loaders::identify(loaders_, path).map([](const Identified& found) { return found.recognition.kind; });
}

Result<IdentifiedRequest> WorkerCatalog::identifyRequest(model::SourceRequest& request,
                                                         std::shared_ptr<ServicesLink>& services) const {
  if (!isOnTheWeb(request)) {
    return loaders::identify(loaders_, request);
  }
  if (request.paths.size() > 1) {
    return fail(ErrorCode::InvalidArgument, kOneAddress);
  }
  auto web = openWeb(loaders_, settings_, request.paths.front());
  if (!web) {
    return tl::unexpected(std::move(web.error()));
  }
  services = std::move(web->services);
  return IdentifiedRequest{web->found.loader, {web->found.recognition}};
}

Result<model::OpenedSource> WorkerCatalog::open(const model::SourceRequest& request) const {
  OpenOrder order;
  order.request = request;
  order.request.stop = {};
  std::shared_ptr<ServicesLink> services;
  auto identified = identifyRequest(order.request, services);
  if (!identified) {
    return tl::unexpected(std::move(identified.error()));
  }
  order.loader = identified->loader->name;
  for (auto& path : order.request.paths) {
    std::error_code error;
    path = isWebAddress(path.native()) ? path : std::filesystem::absolute(path, error).lexically_normal();
  }
  order.recognitions = std::move(identified->recognitions);
  order.threads = settings_.threads;
  order.memoryBytes = settings_.memoryBytes;
  order.cpuSecondsPerRequest = settings_.cpuSecondsPerRequest;
  auto client = std::make_unique<WorkerClient>(std::move(order), settings_, std::move(services));
  auto opened = client->open(request.stop);
  if (!opened) {
    return tl::unexpected(std::move(opened.error()));
  }
  const std::string source = shownSource(request.paths.front().native());
  if (opened->isRaster) {
    opened->description.source = source;
    return std::make_unique<WorkerRasterSource>(std::move(client), std::move(opened->description));
  }
  return std::make_unique<WorkerFeatureSource>(std::move(client), source);
}

}  // namespace belvedere::loaders
