#include "data_loaders/gltf/resource_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>

#include "data_loaders/common/limits.h"
#include "data_loaders/common/loader.h"
#include "engine/core/common_messages.h"

namespace belvedere::loaders::gltf {
namespace {

constexpr MessageId kResourceRefused{
    "resource-refused",
    N_("{name} is not read: only files below the folder of the opened file are, and no other web address."),
    N_("Bring the files together in one folder.")};
constexpr MessageId kResourceMissing{"resource-missing", N_("The file {name} is missing."),
                                     N_("Put it back under the same name, beside the file that names it.")};
constexpr MessageId kResourceTooLarge{"resource-too-large", N_("The file {name} is larger than {most} MiB."),
                                      N_("Split it into smaller tiles.")};
constexpr MessageId kDataUriBroken{"data-uri-broken", N_("A data URI cannot be decoded."),
                                   N_("Have the file written again.")};

constexpr std::size_t kLongestUri = 4096;
constexpr std::size_t kLongestShown = 200;

tl::unexpected<Error> refused(std::string_view name) {
  return fail(ErrorCode::Denied, Message(kResourceRefused, {{"name", std::string(name.substr(0, kLongestShown))}}));
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isEscape =
        text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0;
    decoded += isEscape ? static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2])) : text[i];
    i += isEscape ? 2 : 0;
  }
  return decoded;
}

/// Whether it begins with a scheme: "https:", "C:".
bool hasScheme(std::string_view uri) {
  const auto colon = uri.find(':');
  return colon != std::string_view::npos && uri.find('/') > colon;
}

bool isBelow(const std::filesystem::path& path) {
  return !path.empty() && !path.is_absolute() && *path.begin() != ".." && path != ".";
}

/// A name is decoded text; what an address may not hold is encoded again.
std::string addressOf(const std::filesystem::path& folder, const std::string& name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string address = folder.string() + "/";
  for (const char c : name) {
    const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         std::string_view("-_.~/!$&'()*+,;=:@").find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    address += isPlain ? std::string(1, c) : std::string{'%', kHex[byte >> 4U], kHex[byte & 15U]};
  }
  return address;
}

std::optional<std::string> base64Decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<std::uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<std::uint32_t>(c - 'a') + 26;
    } else if (c >= '0' && c <= '9') {
      value = static_cast<std::uint32_t>(c - '0') + 52;
    } else if (c == '+' || c == '-') {
      value = 62;
    } else if (c == '/' || c == '_') {
      value = 63;
    } else if (c == '=') {
      break;
    } else {
      return std::nullopt;
    }
    bits = (bits << 6U) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      decoded += static_cast<char>((bits >> count) & 0xFFU);
    }
  }
  return decoded;
}

}  // namespace

struct ResourceFiles::Asked {
  std::mutex mutex;
  std::set<std::string> known;
  std::vector<std::string> inOrder;
};

ResourceFiles::ResourceFiles(std::filesystem::path folder, std::shared_ptr<Fetcher> fetcher)
    : folder_(std::move(folder)), fetcher_(std::move(fetcher)), asked_(std::make_shared<Asked>()) {
  if (fetcher_) {
    return;
  }
  if (folder_.empty()) {
    folder_ = ".";
  }
  std::error_code error;
  root_ = std::filesystem::canonical(folder_, error);
}

Result<std::string> ResourceFiles::resolve(std::string_view uri, std::string_view from) {
  const std::string_view plain = uri.substr(0, std::min(uri.find('?'), uri.find('#')));
  if (plain.empty() || plain.size() > kLongestUri || hasScheme(plain)) {
    return refused(uri);
  }
  std::string decoded = percentDecoded(plain);
  std::replace(decoded.begin(), decoded.end(), '\\', '/');
  const std::filesystem::path path(decoded);
  if (decoded.find('\0') != std::string::npos || path.is_absolute()) {
    return refused(uri);
  }
  const auto whole = (std::filesystem::path(from).parent_path() / path).lexically_normal();
  return isBelow(whole) ? Result<std::string>(whole.generic_string()) : refused(uri);
}

bool ResourceFiles::exists(const std::string& name) const {
  if (fetcher_) {
    const auto got = fetcher_->fetch(addressOf(folder_, name), loaders::limits::kWebFileBytes);
    return got || got.error().code != ErrorCode::NotFound;
  }
  note(name);
  std::error_code error;
  const auto path = std::filesystem::canonical(folder_ / name, error);
  return !error && isBelow(path.lexically_relative(root_)) && std::filesystem::is_regular_file(path, error);
}

Result<std::string> ResourceFiles::read(const std::string& name, std::uint64_t mostBytes) const {
  if (fetcher_) {
    return fetcher_->fetch(addressOf(folder_, name), mostBytes);
  }
  note(name);
  std::error_code error;
  const auto path = std::filesystem::canonical(folder_ / name, error);
  if (error) {
    return fail(ErrorCode::NotFound, Message(kResourceMissing, {{"name", name.substr(0, kLongestShown)}}));
  }
  if (!isBelow(path.lexically_relative(root_))) {
    return refused(name);
  }
  const auto head = readFileHead(path);
  if (!head) {
    return tl::unexpected(head.error());
  }
  if (head->isFolder) {
    return fail(ErrorCode::InvalidData, Message(kNotARegularFile, {{"path", name}}));
  }
  if (head->sizeBytes > mostBytes) {
    return fail(ErrorCode::LimitExceeded,
                Message(kResourceTooLarge, {{"name", name}, {"most", std::to_string(mostBytes >> 20U)}}));
  }
  if (head->sizeBytes == head->bytes.size()) {
    return head->bytes;
  }
  std::string bytes(head->sizeBytes, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    return fail(ErrorCode::Io, Message(kFileNotReadable, {{"path", name}, {"reason", "read error"}}));
  }
  return bytes;
}

void ResourceFiles::note(const std::string& name) const {
  const std::lock_guard lock(asked_->mutex);
  if (asked_->known.insert(name).second) {
    asked_->inOrder.push_back(name);
  }
}

std::vector<std::string> ResourceFiles::asked(std::size_t known) const {
  const std::lock_guard lock(asked_->mutex);
  const std::vector<std::string>& all = asked_->inOrder;
  return {all.begin() + static_cast<std::ptrdiff_t>(std::min(known, all.size())), all.end()};
}

bool isDataUri(std::string_view uri) { return uri.starts_with("data:"); }

Result<std::string> decodeDataUri(std::string_view uri) {
  const auto comma = uri.find(',');
  if (comma == std::string_view::npos) {
    return fail(ErrorCode::InvalidData, kDataUriBroken);
  }
  const std::string_view head = uri.substr(0, comma);
  const std::string_view body = uri.substr(comma + 1);
  if (!head.ends_with(";base64")) {
    return percentDecoded(body);
  }
  auto decoded = base64Decoded(body);
  return decoded ? Result<std::string>(std::move(*decoded)) : fail(ErrorCode::InvalidData, kDataUriBroken);
}

}  // namespace belvedere::loaders::gltf
