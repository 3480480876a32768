#include "data_loaders/tiles3d/detail/tile_parts.h"

#include <array>
#include <cstring>

namespace belvedere::loaders::tiles3d {
namespace {

constexpr std::uint64_t kMostNumbers = 200'000'000;

std::uint32_t wordAt(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof(value));
  return value;
}

/// Takes `count` bytes off the front.
std::optional<std::string_view> take(std::string_view& rest, std::uint64_t count) {
  if (count > rest.size()) {
    return std::nullopt;
  }
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return taken;
}

/// The lengths in a header, and where it ends.
struct Lengths {
  std::uint64_t featureJson = 0, featureBinary = 0, batchJson = 0, batchBinary = 0;
  std::size_t headerBytes = 28;
  std::optional<std::uint64_t> legacyBatches;
};

/// Two older b3dm headers are told by a length that is really the beginning of a JSON text or of a glTF: a quotation
/// mark or a letter as highest byte makes more than 570 MB.
Lengths lengthsOf(std::string_view bytes, std::string_view magic) {
  constexpr std::uint32_t kText = 0x22000000;
  Lengths lengths{wordAt(bytes, 12), wordAt(bytes, 16), wordAt(bytes, 20), wordAt(bytes, 24), 28, {}};
  if (magic == "b3dm" && lengths.batchJson >= kText) {  // [batchLength] [batchTableByteLength]
    return {0, 0, wordAt(bytes, 16), 0, 20, wordAt(bytes, 12)};
  }
  if (magic == "b3dm" && lengths.batchBinary >= kText) {  // [batchTableJson] [batchTableBinary] [batchLength]
    return {0, 0, wordAt(bytes, 12), wordAt(bytes, 16), 24, wordAt(bytes, 20)};
  }
  if (magic == "i3dm") {
    lengths.headerBytes = 32;
  }
  return lengths;
}

template <class Stored>
double loaded(const char* at) {
  Stored value;
  std::memcpy(&value, at, sizeof(Stored));
  return static_cast<double>(value);
}

struct ComponentReader {
  std::string_view name;
  std::size_t bytes;
  double (*read)(const char*);
};
constexpr std::array<ComponentReader, 8> kReaders{{{"BYTE", 1, loaded<std::int8_t>},
                                                   {"UNSIGNED_BYTE", 1, loaded<std::uint8_t>},
                                                   {"SHORT", 2, loaded<std::int16_t>},
                                                   {"UNSIGNED_SHORT", 2, loaded<std::uint16_t>},
                                                   {"INT", 4, loaded<std::int32_t>},
                                                   {"UNSIGNED_INT", 4, loaded<std::uint32_t>},
                                                   {"FLOAT", 4, loaded<float>},
                                                   {"DOUBLE", 8, loaded<double>}}};

}  // namespace

std::string_view magicOf(std::string_view bytes) { return bytes.substr(0, 4); }

std::optional<TileParts> splitTile(std::string_view bytes) {
  constexpr std::size_t kLongestHeader = 32;
  if (bytes.size() < kLongestHeader) {
    return std::nullopt;
  }
  const std::uint64_t claimed = wordAt(bytes, 8);
  if (claimed > bytes.size()) {
    return std::nullopt;
  }
  TileParts parts;
  parts.magic = magicOf(bytes);
  const Lengths lengths = lengthsOf(bytes, parts.magic);
  if (claimed < lengths.headerBytes) {
    return std::nullopt;
  }
  parts.gltfFormat = parts.magic == "i3dm" ? wordAt(bytes, 28) : 1;
  parts.legacyBatches = lengths.legacyBatches;
  std::string_view rest = bytes.substr(0, claimed);
  rest.remove_prefix(lengths.headerBytes);
  const auto featureJson = take(rest, lengths.featureJson);
  const auto featureBinary = take(rest, lengths.featureBinary);
  const auto batchJson = take(rest, lengths.batchJson);
  const auto batchBinary = take(rest, lengths.batchBinary);
  if (!featureJson || !featureBinary || !batchJson || !batchBinary) {
    return std::nullopt;
  }
  parts.featureJson = *featureJson;
  parts.featureBinary = *featureBinary;
  parts.batchJson = *batchJson;
  parts.batchBinary = *batchBinary;
  parts.body = rest;
  return parts;
}

std::optional<std::vector<std::string_view>> splitComposite(std::string_view bytes) {
  constexpr std::size_t kHeader = 16;
  constexpr std::size_t kInnerHeader = 12;
  if (bytes.size() < kHeader || magicOf(bytes) != "cmpt") {
    return std::nullopt;
  }
  std::uint32_t count = wordAt(bytes, 12);
  std::vector<std::string_view> tiles;
  std::string_view rest = bytes.substr(kHeader);
  for (; count > 0 && rest.size() >= kInnerHeader; --count) {
    const std::uint32_t length = wordAt(rest, 8);
    if (length < kInnerHeader || length > rest.size()) {
      break;
    }
    tiles.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return count == 0 ? std::optional(tiles) : std::nullopt;
}

std::optional<std::vector<double>> binaryNumbers(std::string_view binary, std::uint64_t offset, std::uint64_t count,
                                                 std::string_view type) {
  for (const ComponentReader& reader : kReaders) {
    if (reader.name != type) {
      continue;
    }
    if (offset > binary.size() || count > kMostNumbers || count > (binary.size() - offset) / reader.bytes) {
      return std::nullopt;
    }
    std::vector<double> values;
    values.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      values.push_back(reader.read(binary.data() + offset + i * reader.bytes));
    }
    return values;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> TileTable::whole(std::string_view name) const {
  const gltf::JsonValue value = json_[name];
  if (const auto offset = value["byteOffset"].index()) {
    const auto numbers = binaryNumbers(binary_, *offset, 1, value["componentType"].text().value_or("UNSIGNED_INT"));
    return numbers && numbers->front() >= 0.0 ? std::optional(static_cast<std::uint64_t>(numbers->front()))
                                              : std::nullopt;
  }
  return value.index();
}

std::optional<glm::dvec3> TileTable::vector(std::string_view name) const {
  const gltf::JsonValue value = json_[name];
  const auto offset = value["byteOffset"].index();
  const auto binary = offset ? binaryNumbers(binary_, *offset, 3, "FLOAT") : std::nullopt;
  const std::vector<double> numbers = binary ? *binary : value.numbers();
  return numbers.size() == 3 ? std::optional(glm::dvec3(numbers[0], numbers[1], numbers[2])) : std::nullopt;
}

std::optional<std::vector<double>> TileTable::numbers(std::string_view name, std::uint64_t count, unsigned components,
                                                      std::string_view type) const {
  const gltf::JsonValue value = json_[name];
  if (count > kMostNumbers) {
    return std::nullopt;
  }
  if (const auto offset = value["byteOffset"].index()) {
    return binaryNumbers(binary_, *offset, count * components, value["componentType"].text().value_or(type));
  }
  std::vector<double> numbers = value.numbers();
  return numbers.size() == count * components ? std::optional(std::move(numbers)) : std::nullopt;
}

}  // namespace belvedere::loaders::tiles3d
