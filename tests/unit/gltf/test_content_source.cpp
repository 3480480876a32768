// A source made of contents that are made here: order, memory, stopping.
#include <stop_token>

#include "data_loaders/gltf/content_source.h"
#include "tests/unit/gltf/opened_files.h"

using namespace belvedere;
using namespace belvedere::loaders::gltf;
using namespace test;

namespace {

using Writing = std::function<void(BatchWriter&, Diagnostics&)>;

/// Gives the writings one after the other.
class FakeWalk final : public ContentWalk {
 public:
  explicit FakeWalk(const std::vector<Writing>& writings) : writings_(writings) {}
  std::optional<ContentJob> next() override {
    if (at_ == writings_.size()) {
      return std::nullopt;
    }
    const Writing writing = writings_[at_++];
    return ContentJob{
        [writing](BatchWriter& writer, const ModelOptions&, Diagnostics& found) { writing(writer, found); },
        static_cast<double>(at_) / static_cast<double>(writings_.size())};
  }
  const Diagnostics& diagnostics() const override { return diagnostics_; }

 private:
  const std::vector<Writing>& writings_;
  std::size_t at_ = 0;
  Diagnostics diagnostics_;
};

class FakeSource final : public ContentSource {
 public:
  FakeSource(std::vector<Writing> writings, unsigned threads)
      : ContentSource({{"fake.json"}, {}, {}, {}, {}, {}}, threads, model::SourceKind::Tiles3d, "fake"),
        writings_(std::move(writings)) {}

 private:
  std::unique_ptr<ContentWalk> walk() const override { return std::make_unique<FakeWalk>(writings_); }
  bool isDeclaredEarthCentred() const override { return false; }
  const ResourceFiles& files() const override { return files_; }

  ResourceFiles files_{"."};
  std::vector<Writing> writings_;
};

Writing points(const std::string& name, std::size_t count) {
  return [name, count](BatchWriter& writer, Diagnostics&) {
    ContentFacts facts;
    facts.name = name;
    writer.addPoints(std::vector<glm::dvec3>(count, glm::dvec3(1.0)), {}, facts);
  };
}

}  // namespace

TEST_CASE("A content that needs too much memory costs itself only") {
  const Writing hungry = [](BatchWriter& writer, Diagnostics& found) {
    points("lost", 3)(writer, found);
    throw std::bad_alloc();
  };
  const Writing absurd = [](BatchWriter&, Diagnostics&) { throw std::length_error("vector::reserve"); };
  for (const unsigned threads : {1U, 3U}) {
    FakeSource source({hungry, points("first", 2), absurd, points("second", 2)}, threads);
    const Reading reading = read(source);
    CHECK(reading.featureCount() == 2);
    CHECK(reading.only().id(reading.only().features[0]) == "first");
    CHECK(reading.diagnostics.find("gltf-content-too-large")->count == 2);
  }
}

TEST_CASE("Reading ends where it is told to") {
  FakeSource source(std::vector<Writing>(50, points("content", 1)), 2);
  std::stop_source stop;
  std::size_t seen = 0;
  const auto progress = [&](const Progress&) {
    if (++seen == 3) {
      stop.request_stop();
    }
  };
  Diagnostics diagnostics;
  const auto status = source.read(
      {}, [](model::FeatureBatch&&) { return true; }, diagnostics, stop.get_token(), progress);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == ErrorCode::Cancelled);
  CHECK(seen < 20);
}
