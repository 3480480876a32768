#include "engine/core/case_blind_folder.h"

#include <algorithm>
#include <system_error>

namespace belvedere {

namespace {

constexpr std::size_t kLongestName = 4096;

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return text;
}

}  // namespace

std::optional<std::filesystem::path> CaseBlindFolder::asRelative(std::string_view name) {
  if (name.size() > kLongestName || name.find('\0') != std::string_view::npos ||
      name.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  std::string slashed(name);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  const std::filesystem::path path(slashed);
  if (path.empty() || path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end()) {
    return std::nullopt;
  }
  return path.lexically_normal();
}

std::filesystem::path CaseBlindFolder::find(const std::filesystem::path& relative) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder_ / relative, error)) {
    return folder_ / relative;
  }
  std::filesystem::path found = folder_;
  for (const std::filesystem::path& part : relative) {
    const auto [listing, isNew] = listings_.try_emplace(found);
    if (isNew) {
      for (auto entry = std::filesystem::directory_iterator(found.empty() ? "." : found, error);
           !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        listing->second.emplace(lowered(entry->path().filename().string()), entry->path().filename());
      }
    }
    const auto match = listing->second.find(lowered(part.string()));
    if (match == listing->second.end()) {
      return {};
    }
    found /= match->second;
  }
  return std::filesystem::is_regular_file(found, error) ? found : std::filesystem::path();
}

}  // namespace belvedere
