#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "engine/app/detail/layer_describer.h"

using namespace belvedere;

namespace {

/// Counts how often it is opened, and with what.
class CountingCatalog final : public model::SourceCatalog {
 public:
  mutable std::vector<model::SourceRequest> asked;

  Result<model::SourceKind> identify(const std::filesystem::path&) const override {
    return model::SourceKind::Buildings;
  }
  Result<model::OpenedSource> open(const model::SourceRequest& request) const override {
    struct City final : model::FeatureSource {
      Result<model::SourceDescription> describe(const std::stop_token&, const ProgressSink&) override {
        model::SourceDescription description;
        description.lods = {{"1", 3}, {"2", 2}};
        return description;
      }
      Status read(const model::ReadOptions&, const model::BatchSink&, Diagnostics&, const std::stop_token&,
                  const ProgressSink&) override {
        return {};
      }
    };
    asked.push_back(request);
    if (request.paths.front() == "gone.gml") {
      return tl::unexpected(Error{ErrorCode::NotFound, Message({"gone", "It is gone."}), {}});
    }
    return model::OpenedSource(std::make_unique<City>());
  }
};

/// Keeps tasks until they are wanted.
class HeldTasks final : public TaskSystem {
 public:
  std::vector<std::function<void()>> held;
  void run(std::function<void()> task) override { held.push_back(std::move(task)); }
  unsigned concurrency() const override { return 1; }
};

model::SourceRequest requestFor(const char* path) {
  model::SourceRequest request;
  request.paths = {path};
  request.options = {{"lod", "1"}, {"theme", "summer"}, {"encoding", "CP1252"}};
  return request;
}

}  // namespace

TEST_CASE("A layer is described once, whatever of it is chosen now") {
  InlineTasks tasks;
  const CountingCatalog catalog;
  app::LayerDescriber describer(tasks, catalog);
  describer.ask(7, requestFor("city.gml"));
  CHECK(describer.isReading(7));
  CHECK(describer.find(7) == nullptr);
  CHECK(describer.update());
  REQUIRE(describer.find(7) != nullptr);
  CHECK(describer.find(7)->lods.size() == 2);
  describer.ask(7, requestFor("city.gml"));
  CHECK_FALSE(describer.isReading());
  REQUIRE(catalog.asked.size() == 1);
  CHECK(catalog.asked[0].options == std::map<std::string, std::string>{{"encoding", "CP1252"}});
  describer.clear();
  CHECK(describer.find(7) == nullptr);
}

TEST_CASE("A layer that cannot be described is not tried again") {
  InlineTasks tasks;
  const CountingCatalog catalog;
  app::LayerDescriber describer(tasks, catalog);
  for (int i = 0; i < 2; ++i) {
    describer.ask(7, requestFor("gone.gml"));
    describer.update();
  }
  CHECK(describer.find(7) == nullptr);
  CHECK(catalog.asked.size() == 1);
}

TEST_CASE("Another layer overtakes the one that is being read") {
  HeldTasks tasks;
  const CountingCatalog catalog;
  app::LayerDescriber describer(tasks, catalog);
  describer.ask(1, requestFor("a.gml"));
  describer.ask(2, requestFor("b.gml"));
  for (const auto& task : tasks.held) {
    task();
  }
  REQUIRE(catalog.asked.size() == 2);
  CHECK(catalog.asked[0].stop.stop_requested());
  CHECK_FALSE(catalog.asked[1].stop.stop_requested());
  CHECK(describer.update());
  CHECK(describer.find(1) == nullptr);
  CHECK(describer.find(2) != nullptr);
}
