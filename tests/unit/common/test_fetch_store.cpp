#include <catch2/catch.hpp>
#include <chrono>

#include "data_loaders/common/detail/fetch_store.h"
#include "tests/test_folder.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

constexpr std::uint64_t kMost = 1U << 20U;
const std::string kContent(30'000, 'x');  // nine blocks with its head

StoredAnswer answerOf(int number) {
  StoredAnswer answer;
  answer.address = "https://host/" + std::to_string(number) + ".png";
  return answer;
}

/// Makes all files of an address as old as that; the head's name is the content's with another ending.
void setAge(const FetchStore& store, int number, std::chrono::hours age) {
  const auto file = store.file(answerOf(number).address);
  auto head = file;
  head.replace_extension(".head");
  const auto time = std::filesystem::file_time_type::clock::now() - age;
  for (const auto& path : {file, head}) {
    std::filesystem::last_write_time(path, time);
  }
}

bool isKept(const FetchStore& store, int number) {
  const auto answer = store.find(answerOf(number).address);
  return answer && !answer->isAbsent && store.content(*answer);
}

std::uint64_t bytesIn(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    bytes += (entry.file_size() + 4095) / 4096 * 4096;
  }
  return bytes;
}

}  // namespace

TEST_CASE("What was not used for longest goes first, both files of it") {
  const TestFolder folder;
  {
    FetchStore store(folder.path(), kMost);
    for (int i = 0; i < 25; ++i) {
      store.keep(answerOf(i), kContent);
      setAge(store, i, std::chrono::hours(100 - i));
    }
    CHECK(isKept(store, 0));  // and used: by now the youngest
  }
  const FetchStore smaller(folder.path(), kMost / 2);
  CHECK(isKept(smaller, 0));
  CHECK_FALSE(isKept(smaller, 1));
  CHECK_FALSE(isKept(smaller, 14));
  CHECK(isKept(smaller, 15));
  CHECK(isKept(smaller, 24));
  CHECK(folder.fileCount() % 2 == 0);
  CHECK(folder.fileCount() / 2 == kMost / 2 / 5 * 4 / (std::size_t{9} * 4096));
}

TEST_CASE("Two processes together stay about within the bound") {
  const TestFolder folder;
  FetchStore one(folder.path(), kMost), other(folder.path(), kMost);
  for (int i = 0; i < 50; ++i) {
    one.keep(answerOf(2 * i), kContent);
    other.keep(answerOf(2 * i + 1), kContent);
    CHECK(bytesIn(folder.path()) < kMost / 16 * 19);
  }
}

TEST_CASE("What is absent counts too") {
  const TestFolder folder;
  FetchStore store(folder.path(), kMost);
  for (int i = 0; i < 1000; ++i) {
    store.keepAbsent(answerOf(i).address, 1);
  }
  CHECK(folder.fileCount() < 300);
  CHECK(store.find(answerOf(999).address));
}
