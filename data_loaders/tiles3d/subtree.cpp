#include "data_loaders/tiles3d/detail/subtree.h"

#include <cstring>

#include "data_loaders/gltf/limits.h"
#include "data_loaders/tiles3d/detail/messages.h"

namespace belvedere::loaders::tiles3d {
namespace {

using gltf::JsonValue;

constexpr std::uint64_t kMostLevels = 40;
constexpr std::uint64_t kMostSubtreeTiles = 1ULL << 31U;

std::uint64_t longAt(std::string_view bytes, std::size_t offset) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof(value));
  return value;
}

class SubtreeReader {
 public:
  SubtreeReader(const gltf::ResourceFiles& files, const std::string& name) : files_(files), name_(name) {}

  Result<Subtree> read(const ImplicitDivision& division, std::size_t contentCount) {
    auto file = files_.read(name_, gltf::limits::kFileBytes);
    if (!file) {
      return tl::unexpected(std::move(file.error()));
    }
    bytes_ = std::move(*file);
    std::string_view jsonText = bytes_;
    if (bytes_.starts_with("subt")) {
      constexpr std::size_t kHeader = 24;
      if (bytes_.size() < kHeader || longAt(bytes_, 8) > bytes_.size() - kHeader) {
        return damaged("cut off");
      }
      jsonText = std::string_view(bytes_).substr(kHeader, longAt(bytes_, 8));
      binary_ = std::string_view(bytes_).substr(kHeader + jsonText.size());
    }
    auto json = gltf::JsonDocument::parse(jsonText, name_);
    if (!json) {
      return tl::unexpected(std::move(json.error()));
    }
    root_ = json->root();
    Subtree subtree;
    const std::uint64_t tiles = division.tilesAbove(division.subtreeLevels);
    const std::uint64_t below = division.tilesAbove(division.subtreeLevels + 1) - tiles;
    bool isSound = readBits(root_["tileAvailability"], tiles, subtree.tiles) &&
                   readBits(root_["childSubtreeAvailability"], below, subtree.childSubtrees);
    const std::vector<JsonValue> contents = contentAvailabilities();
    for (std::size_t i = 0; i < contentCount; ++i) {
      Availability availability;
      isSound = isSound && (i >= contents.size() || readBits(contents[i], tiles, availability));
      subtree.contents.push_back(std::move(availability));
    }
    return isSound ? Result<Subtree>(std::move(subtree)) : damaged("bits are missing");
  }

 private:
  tl::unexpected<Error> damaged(const char* reason) const {
    return fail(ErrorCode::InvalidData, Message(kSubtreeDamaged, {{"name", name_}, {"reason", reason}}));
  }

  /// An array in 1.1; one object, or an extension's array, before.
  std::vector<JsonValue> contentAvailabilities() const {
    const JsonValue multiple = root_["extensions"]["3DTILES_multiple_contents"]["contentAvailability"];
    const JsonValue json = multiple.isMissing() ? root_["contentAvailability"] : multiple;
    return json.isObject() ? std::vector<JsonValue>{json} : json.items();
  }

  std::optional<std::string_view> view(std::uint64_t index) {
    const std::vector<JsonValue> views = root_["bufferViews"].items();
    const JsonValue json = index < views.size() ? views[index] : JsonValue();
    const std::uint64_t offset = json["byteOffset"].index().value_or(0);
    const auto length = json["byteLength"].index();
    const auto buffer = bufferOf(json["buffer"].index().value_or(0));
    if (!buffer || !length || offset > buffer->size() || *length > buffer->size() - offset) {
      return std::nullopt;
    }
    return buffer->substr(offset, *length);
  }

  std::optional<std::string_view> bufferOf(std::uint64_t index) {
    const std::vector<JsonValue> buffers = root_["buffers"].items();
    if (index >= buffers.size()) {
      return std::nullopt;
    }
    const auto uri = buffers[index]["uri"].text();
    if (!uri) {
      return binary_;
    }
    const auto file = gltf::ResourceFiles::resolve(*uri, name_);
    auto bytes =
        file ? files_.read(*file, gltf::limits::kFileBytes) : Result<std::string>(tl::unexpected(file.error()));
    if (!bytes) {
      return std::nullopt;
    }
    external_ = std::move(*bytes);
    return external_;
  }

  bool readBits(const JsonValue& json, std::uint64_t count, Availability& out) {
    if (const auto constant = json["constant"].index()) {
      out.constant = *constant != 0;
      return true;
    }
    const JsonValue index = json["bitstream"].isMissing() ? json["bufferView"] : json["bitstream"];
    const auto number = index.index();
    const auto bytes = number ? view(*number) : std::nullopt;
    if (!bytes || bytes->size() < (count + 7) / 8) {
      return false;
    }
    out.isConstant = false;
    out.bits = bytes->substr(0, (count + 7) / 8);
    return true;
  }

  const gltf::ResourceFiles& files_;
  const std::string& name_;
  std::string bytes_, external_;
  std::string_view binary_;
  JsonValue root_;
};

}  // namespace

std::uint64_t ImplicitDivision::tilesAbove(std::uint64_t level) const {
  std::uint64_t sum = 0;
  std::uint64_t inLevel = 1;
  for (std::uint64_t i = 0; i < level; ++i) {
    sum += inLevel;
    inLevel *= children;
  }
  return sum;
}

std::optional<ImplicitDivision> ImplicitDivision::of(const JsonValue& json) {
  ImplicitDivision division;
  division.children = json["subdivisionScheme"].textOrEmpty() == "OCTREE" ? 8 : 4;
  division.subtreeLevels = json["subtreeLevels"].index().value_or(0);
  const auto most = json["maximumLevel"].index();  // of drafts: the deepest level itself
  division.availableLevels = json["availableLevels"].index().value_or(most ? *most + 1 : 0);
  const bool isSound = division.subtreeLevels > 0 && division.availableLevels > 0 &&
                       division.availableLevels <= kMostLevels && division.subtreeLevels <= 15 &&
                       division.tilesAbove(division.subtreeLevels + 1) <= kMostSubtreeTiles * 8;
  const bool fits = isSound && division.tilesAbove(division.subtreeLevels) <= kMostSubtreeTiles;
  return fits ? std::optional(division) : std::nullopt;
}

Result<Subtree> readSubtree(const gltf::ResourceFiles& files, const std::string& name, const ImplicitDivision& division,
                            std::size_t contentCount) {
  return SubtreeReader(files, name).read(division, contentCount);
}

}  // namespace belvedere::loaders::tiles3d
