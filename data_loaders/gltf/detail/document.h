#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/gltf/json_document.h"
#include "data_loaders/gltf/resource_files.h"
#include "engine/core/result.h"

namespace belvedere::loaders::gltf {

struct AccessorShape;

/// A glTF file, 2.0 or 1.0 told as 2.0: its JSON, and its bytes with every offset and length checked. Buffers are read
/// and compressed views unpacked when they are asked for, once.
class Document {
 public:
  /// `name` is the file's path below the folder of `files`; `files` must outlive the document. Fails with InvalidData
  /// ("gltf-damaged") or Unsupported ("gltf-version", "gltf-extension").
  static Result<Document> parse(std::string bytes, const ResourceFiles& files, std::string name);

  JsonValue root() const { return json_.root(); }
  const std::string& name() const { return name_; }

  /// An element of one of the top-level lists ("meshes"), missing where there is none.
  JsonValue item(std::string_view list, const JsonValue& index) const;
  JsonValue item(std::string_view list, std::uint64_t index) const;
  std::size_t count(std::string_view list) const;

  /// The bytes of a buffer view, unpacked (EXT_meshopt_compression); nothing where they are not all there.
  std::optional<std::string_view> view(const JsonValue& index);
  std::optional<std::string_view> view(std::uint64_t index);

  /// All numbers of an accessor with this many components per element (0: any), dequantised where it is normalised,
  /// with its sparse part.
  std::optional<std::vector<double>> numbers(const JsonValue& accessor, unsigned components);
  /// The same of an accessor of whole numbers; real ones (some writers' batch ids) are rounded.
  std::optional<std::vector<std::uint32_t>> indices(const JsonValue& accessor);
  /// How many elements an accessor claims to have.
  std::optional<std::uint64_t> elementCount(const JsonValue& accessor) const;
  /// 2, 3 or 4 of "VEC2", …; 1 of "SCALAR"; 0 of anything else.
  unsigned componentCount(const JsonValue& accessor) const;

  /// The bytes of an image, embedded or in a file of its own; and where they come from, as a unique name.
  Result<std::string> imageBytes(std::uint64_t index);
  std::string imageName(std::uint64_t index) const;

  /// Another file, as JSON; its URI stands in this one.
  Result<JsonDocument> readJson(std::string_view uri) const;

 private:
  Document(JsonDocument json, std::string bytes, std::size_t binaryOffset, std::size_t binaryBytes,
           const ResourceFiles& files, std::string name);
  const std::string* buffer(std::uint64_t index);
  std::optional<std::string_view> bufferRange(const JsonValue& range);
  bool applySparse(const JsonValue& sparse, const AccessorShape& shape, std::vector<double>& values);

  JsonDocument json_;
  std::string bytes_;
  std::size_t binaryOffset_ = 0, binaryBytes_ = 0;
  const ResourceFiles* files_;
  std::string name_;
  std::map<std::string, std::vector<JsonValue>, std::less<>> lists_;
  std::map<std::uint64_t, std::optional<std::string>> buffers_;
  std::map<std::uint64_t, std::optional<std::string>> unpacked_;  ///< by view
};

}  // namespace belvedere::loaders::gltf
