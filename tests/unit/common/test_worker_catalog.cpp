#include <catch2/catch.hpp>
#include <chrono>
#include <dirent.h>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "data_loaders/common/inline_catalog.h"
#include "data_loaders/common/worker_catalog.h"
#include "tests/misbehaving_reader/misbehaving_loader.h"
#include "tests/test_folder.h"

using namespace belvedere;
using namespace belvedere::loaders;
using namespace std::chrono_literals;

namespace {

/// A folder with a file that tells the reader what to do.
class Deed {
 public:
  explicit Deed(const std::string& words) {
    std::string name = (std::filesystem::temp_directory_path() / "belvedere-deed-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    std::ofstream(path()) << test::kMisbehavingMark << words << '\n';
  }
  ~Deed() { std::filesystem::remove_all(folder_); }
  Deed(const Deed&) = delete;
  Deed& operator=(const Deed&) = delete;
  std::filesystem::path path() const { return folder_ / "deed.mis"; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

WorkerSettings settings() {
  WorkerSettings settings;
  settings.program = std::filesystem::path(BELVEDERE_BINARY_DIR) / "bin" / "misbehaving_reader";
  return settings;
}

WorkerCatalog catalog(const WorkerSettings& with = settings()) {
  return WorkerCatalog({test::makeMisbehavingLoader()}, with);
}

std::unique_ptr<model::FeatureSource> open(const WorkerCatalog& from, const std::filesystem::path& path) {
  model::SourceRequest request;
  request.paths = {path};
  auto opened = from.open(request);
  REQUIRE(opened);
  return std::move(std::get<std::unique_ptr<model::FeatureSource>>(*opened));
}

Result<model::SourceDescription> describe(const std::string& words, const WorkerSettings& with = settings()) {
  const Deed deed(words);
  return open(catalog(with), deed.path())->describe({}, {});
}

/// What the reader says of what it tried.
std::string outcome(const std::string& words) {
  const auto description = describe(words);
  REQUIRE(description);
  return description->format;
}

std::string errorKey(const std::string& words, const WorkerSettings& with = settings()) {
  const auto description = describe(words, with);
  REQUIRE_FALSE(description);
  return description.error().message.key;
}

std::size_t countDescriptors() {
  std::size_t count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder) != nullptr) {
    ++count;
  }
  ::closedir(folder);
  return count;
}

}  // namespace

TEST_CASE("A reader that dies costs its source an error and nothing else") {
  CHECK(errorKey("kill") == "reader-crashed");
  CHECK(errorKey("segv") == "reader-crashed");
  CHECK(errorKey("exit") == "reader-crashed");
  CHECK(errorKey("throw") == "reader-fault");
  CHECK(outcome("nothing").empty());
}

TEST_CASE("A reader that dies while it opens is an error of open") {
  const Deed deed("segv-on-open");
  model::SourceRequest request;
  request.paths = {deed.path()};
  const auto opened = catalog().open(request);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.key == "reader-crashed");
}

TEST_CASE("What a reader refuses comes back as it said it") {
  const Deed deed("refuse");
  model::SourceRequest request;
  request.paths = {deed.path()};
  const auto opened = catalog().open(request);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::InvalidData);
  CHECK(opened.error().message.key == "refused");
}

TEST_CASE("A reader in an endless loop is ended") {
  WorkerSettings impatient = settings();
  impatient.silenceLimit = 1s;
  CHECK(errorKey("loop", impatient) == "reader-timeout");
}

TEST_CASE("A reader that uses up its processor time is ended") {
  WorkerSettings frugal = settings();
  frugal.cpuSecondsPerRequest = 1;
  CHECK(errorKey("loop", frugal) == "reader-timeout");
}

TEST_CASE("A slow reader that shows progress is left at work") {
  WorkerSettings impatient = settings();
  impatient.silenceLimit = 1s;
  const Deed deed("progress");
  double furthest = 0.0;
  const auto description = open(catalog(impatient), deed.path())->describe({}, [&](const Progress& p) {
    furthest = std::max(furthest, p.fraction);
  });
  CHECK(description);
  CHECK(furthest > 0.5);
}

#ifndef BELVEDERE_SANITIZED
TEST_CASE("A reader that asks for ten gibibytes is refused them") {
  CHECK(errorKey("memory") == "reader-out-of-memory");
  CHECK(errorKey("memory-in-thread") == "reader-out-of-memory");
}
#endif

TEST_CASE("A wish to stop reaches the reader") {
  const Deed deed("wait-for-stop");
  const auto source = open(catalog(), deed.path());
  std::stop_source stop;
  std::jthread later([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const auto description = source->describe(stop.get_token(), {});
  REQUIRE_FALSE(description);
  CHECK(description.error().code == ErrorCode::Cancelled);
}

TEST_CASE("A reader that does not hear a wish to stop is ended") {
  const Deed deed("loop");
  const auto source = open(catalog(), deed.path());
  std::stop_source stop;
  stop.request_stop();
  const auto description = source->describe(stop.get_token(), {});
  REQUIRE_FALSE(description);
  CHECK(description.error().code == ErrorCode::Cancelled);
}

TEST_CASE("A raster's reader that does not hear a wish to stop is ended, and the next window is read anew") {
  const Deed deed("raster");
  model::SourceRequest request;
  request.paths = {deed.path()};
  auto opened = catalog().open(request);
  REQUIRE(opened);
  auto& raster = *std::get<std::unique_ptr<model::RasterSource>>(*opened);
  for (const bool isHeights : {false, true}) {
    std::stop_source stop;
    const std::jthread later([&] {
      std::this_thread::sleep_for(100ms);
      stop.request_stop();
    });
    const auto start = std::chrono::steady_clock::now();
    const model::RasterRequest window{{}, {}, 1, 1, stop.get_token()};
    const auto code = [](const auto& read) { return read ? std::optional<ErrorCode>() : read.error().code; };
    CHECK((isHeights ? code(raster.readHeights(window)) : code(raster.readColours(window))) == ErrorCode::Cancelled);
    CHECK(std::chrono::steady_clock::now() - start < 10s);
    CHECK(raster.readColours({{}, {}, 2, 2}));
  }
}

TEST_CASE("A wish to stop ends an opening, and what was opened does not heed it") {
  std::stop_source stop;
  const Deed sound("raster");
  model::SourceRequest request;
  request.paths = {sound.path()};
  request.stop = stop.get_token();
  auto opened = catalog().open(request);
  REQUIRE(opened);
  const std::jthread later([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const Deed hanging("hang-on-open");
  request.paths = {hanging.path()};
  const auto start = std::chrono::steady_clock::now();
  const auto failed = catalog().open(request);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::Cancelled);
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  CHECK(std::get<std::unique_ptr<model::RasterSource>>(*opened)->readColours({{}, {}, 2, 2}));
}

TEST_CASE("The end of all reading ends a reader that hears nothing, and no other begins") {
  std::stop_source end;
  WorkerSettings ending = settings();
  ending.stop = end.get_token();
  const std::jthread later([&] {
    std::this_thread::sleep_for(300ms);
    end.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  CHECK(errorKey("loop", ending) == "cancelled");
  const Deed deed("loop");
  model::SourceRequest request;
  request.paths = {deed.path()};
  const auto opened = catalog(ending).open(request);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::Cancelled);
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("Batches and findings come through the wall as the reader made them") {
  const Deed deed("batches 40");
  Diagnostics diagnostics;
  std::vector<std::int64_t> numbers;
  const auto status = open(catalog(), deed.path())
                          ->read({},
                                 [&](model::FeatureBatch&& batch) {
                                   numbers.push_back(batch.attributes.begin(0)->integer);
                                   CHECK(batch.positions.size() == 20000);
                                   return true;
                                 },
                                 diagnostics, {}, {});
  REQUIRE(status);
  REQUIRE(numbers.size() == 40);
  CHECK(std::is_sorted(numbers.begin(), numbers.end()));
  REQUIRE(diagnostics.find("noticed") != nullptr);
  CHECK(diagnostics.find("noticed")->where == std::vector<std::string>{"here"});
}

TEST_CASE("A receiver that has enough stops the reading, and the source can be read again") {
  const Deed deed("batches 1000000");
  const auto source = open(catalog(), deed.path());
  for (int round = 0; round < 2; ++round) {
    Diagnostics diagnostics;
    int taken = 0;
    const auto status = source->read({}, [&](model::FeatureBatch&&) { return ++taken < 3; }, diagnostics, {}, {});
    CHECK(status);
    CHECK(taken == 3);
  }
}

TEST_CASE("A batch with an index out of range is not handed on") {
  const Deed deed("bad-index");
  Diagnostics diagnostics;
  int taken = 0;
  const auto status =
      open(catalog(), deed.path())->read({}, [&](model::FeatureBatch&&) { return ++taken > 0; }, diagnostics, {}, {});
  REQUIRE_FALSE(status);
  CHECK(status.error().message.key == "reader-crashed");
  CHECK(taken == 0);
}

TEST_CASE("A reader that dies between batches leaves the batches before") {
  const Deed deed("crash-after-batch");
  Diagnostics diagnostics;
  int taken = 0;
  const auto status =
      open(catalog(), deed.path())->read({}, [&](model::FeatureBatch&&) { return ++taken > 0; }, diagnostics, {}, {});
  REQUIRE_FALSE(status);
  CHECK(status.error().message.key == "reader-crashed");
  CHECK(taken == 1);
}

TEST_CASE("A reader is started anew a few times and then given up") {
  const Deed deed("segv");
  const auto source = open(catalog(), deed.path());
  for (int attempt = 0; attempt < 6; ++attempt) {
    const auto description = source->describe({}, {});
    REQUIRE_FALSE(description);
    CHECK(description.error().message.key == "reader-crashed");
    CHECK((description.error().message.arguments.back().second == "repeatedly") == (attempt >= 4));
  }
}

TEST_CASE("A hundred dead readers leave no process, descriptor or folder behind") {
  const Deed deed("kill");
  const std::string before = std::filesystem::temp_directory_path();
  ::setenv("TMPDIR", deed.folder().c_str(), 1);  // where nobody else has readers
  const std::size_t descriptors = countDescriptors();
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(open(catalog(), deed.path())->describe({}, {}));
  }
  CHECK(countDescriptors() == descriptors);
  const auto left = std::filesystem::directory_iterator(deed.folder());
  CHECK(std::distance(begin(left), end(left)) == 1);  // the deed itself
  ::setenv("TMPDIR", before.c_str(), 1);
}

TEST_CASE("The wall keeps a reader from the network, programs and other processes") {
  CHECK(outcome("connect 9") == "Operation not permitted");
  CHECK(outcome("execute") == "Operation not permitted");
  CHECK(outcome("fork") == "Operation not permitted");
  CHECK(outcome("signal") == "Operation not permitted");
}

TEST_CASE("The wall keeps a reader from files that were not chosen") {
  CHECK(outcome("read /etc/passwd") == "Permission denied");
  CHECK(outcome("read /proc/self/environ") == "Permission denied");
  CHECK(outcome("read /etc") == "Permission denied");
  const Deed deed("nothing");
  std::ofstream(deed.folder() / "deed.aux") << "beside";
  std::ofstream(deed.folder() / "other.txt") << "beside";
  const auto reads = [&](const char* name) {
    std::ofstream(deed.path()) << test::kMisbehavingMark << "read " << (deed.folder() / name).string();
    return open(catalog(), deed.path())->describe({}, {})->format;
  };
  CHECK(reads("deed.mis") == "done");
  CHECK(reads("deed.aux") == "done");
  CHECK(reads("other.txt") == "Permission denied");
}

TEST_CASE("A reader reaches as far as its kind of file needs") {
  const Deed deed("nothing");
  const auto inner = deed.folder() / "a/b";
  for (const char* folder : {"a/b/textures", "a/b/c", "codelists", "elsewhere"}) {
    std::filesystem::create_directories(deed.folder() / folder);
    std::ofstream(deed.folder() / folder / "file") << "text";
  }
  const auto reads = [&](const char* reader, const char* name) {
    std::ofstream(inner / reader) << test::kMisbehavingMark << "read " << (deed.folder() / name).string();
    return open(catalog(), inner / reader)->describe({}, {})->format;
  };
  CHECK(reads("x.mis", "a/b/textures/file") == "Permission denied");
  CHECK(reads("x.tree", "a/b/textures/file") == "done");
  CHECK(reads("x.tree", "codelists/file") == "Permission denied");
  CHECK(reads("x.city", "a/b/textures/file") == "done");
  CHECK(reads("x.city", "codelists/file") == "done");
  CHECK(reads("x.city", "elsewhere/file") == "Permission denied");
}

TEST_CASE("A reader can write in its own folder only") {
  CHECK(outcome("write scratch") == "done");
  const Deed deed("nothing");
  std::ofstream(deed.path()) << test::kMisbehavingMark << "write " << (deed.folder() / "deed.out").string();
  CHECK(open(catalog(), deed.path())->describe({}, {})->format == "Permission denied");
  CHECK_FALSE(std::filesystem::exists(deed.folder() / "deed.out"));
}

TEST_CASE("A reader inherits neither environment nor descriptors nor folder") {
  ::setenv("BELVEDERE_SECRET", "1", 1);
  CHECK(outcome("environment BELVEDERE_SECRET") == "unset");
  CHECK(outcome("environment PATH") == "unset");
  CHECK(outcome("descriptors") == "0 1 2 3 ");
  CHECK(outcome("folder") != std::filesystem::current_path().string());
}

TEST_CASE("A missing reader program is an error that names it") {
  WorkerSettings lost = settings();
  lost.program = "/nowhere/belvedere_source_worker";
  const Deed deed("nothing");
  model::SourceRequest request;
  request.paths = {deed.path()};
  const auto opened = catalog(lost).open(request);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.key == "reader-not-started");
}

TEST_CASE("The same source in-line gives the same") {
  const Deed deed("batches 2");
  const InlineCatalog inlineCatalog({test::makeMisbehavingLoader()});
  CHECK(inlineCatalog.identify(deed.path()) == model::SourceKind::Buildings);
  model::SourceRequest request;
  request.paths = {deed.path()};
  auto opened = inlineCatalog.open(request);
  REQUIRE(opened);
  Diagnostics diagnostics;
  int taken = 0;
  CHECK(std::get<0>(*opened)->read({}, [&](model::FeatureBatch&&) { return ++taken > 0; }, diagnostics, {}, {}));
  CHECK(taken == 2);
}

TEST_CASE("Looking at what is behind a web address ends when a stop is asked for") {
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);  // takes calls, and says nothing
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  REQUIRE(::bind(server, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(server, 5) == 0);
  REQUIRE(::getsockname(server, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const TestFolder cache;
  ::setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
  std::stop_source stop;
  WorkerSettings stoppable = settings();
  stoppable.stop = stop.get_token();
  std::jthread later([&] {
    std::this_thread::sleep_for(300ms);
    stop.request_stop();
  });
  const auto begun = std::chrono::steady_clock::now();
  const auto kind =
      catalog(stoppable).identify("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/a.json");
  REQUIRE_FALSE(kind);
  CHECK(kind.error().code == ErrorCode::Cancelled);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
  ::unsetenv("XDG_CACHE_HOME");
  ::close(server);
}
