#include "engine/streaming/cache_folder.h"

#include <string_view>
#include <vector>

#include "engine/streaming/baked_layer.h"
#include "engine/streaming/detail/folder_lock.h"

namespace belvedere::streaming {

namespace {

constexpr std::size_t kKeyDigits = 16;
constexpr std::string_view kTexturedEnd = ".textured";  // of notes that older versions left beside the bakes

bool isKeyText(std::string_view text) {
  return text.size() == kKeyDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

tl::unexpected<Error> failCache(const std::filesystem::path& folder, const std::string& reason) {
  return fail(ErrorCode::Io, Message(kCacheNotUsable, {{"path", folder.string()}, {"reason", reason}}));
}

void removeAllBut(const std::filesystem::path& folder, const std::set<std::filesystem::path>& kept) {
  std::error_code error;  // what is left takes room only
  std::vector<std::filesystem::path> others;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder, error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    if (!kept.contains(entry->path().lexically_relative(folder))) {
      others.push_back(entry->path());
    }
  }
  std::for_each(others.rbegin(), others.rend(), [&](const std::filesystem::path& path) {  // folders after their files
    std::filesystem::remove(path, error);
  });
}

bool hasBakes(const std::filesystem::path& cache, const std::string& layer) {
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(cache, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().starts_with(layer + "-")) {
      return true;
    }
  }
  return false;
}

std::vector<std::filesystem::path> otherBakes(const std::filesystem::path& cache, const std::string& layer,
                                              const std::filesystem::path& kept) {
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (auto entry = std::filesystem::directory_iterator(cache, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.starts_with(".")) {
      name.erase(0, 1);
    }
    if (name.ends_with(kTexturedEnd)) {
      name.resize(name.size() - kTexturedEnd.size());
    }
    const bool isOfLayer = name.starts_with(layer + "-") && isKeyText(std::string_view(name).substr(layer.size() + 1));
    if (isOfLayer && entry->path() != kept) {
      old.push_back(entry->path());
    }
  }
  return old;
}

void removeOtherBakes(const std::filesystem::path& cache, const std::string& layer, const std::filesystem::path& kept) {
  std::error_code ignored;
  for (const std::filesystem::path& path : otherBakes(cache, layer, kept)) {
    std::filesystem::remove_all(path, ignored);
  }
}

}  // namespace belvedere::streaming
