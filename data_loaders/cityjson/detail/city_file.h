#pragma once

#include <cstdint>
#include <filesystem>
#include <glm/vec3.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/cityjson/detail/appearance.h"
#include "data_loaders/cityjson/detail/attribute_reader.h"
#include "data_loaders/cityjson/detail/geometry_text.h"
#include "data_loaders/cityjson/detail/object_index.h"
#include "data_loaders/cityjson/detail/vertices.h"
#include "data_loaders/common/mapped_file.h"
#include "engine/core/diagnostics.h"
#include "engine/geo/crs.h"

namespace belvedere::loaders::cityjson {

/// The members of a CityJSON or CityJSONFeature object, cut but not parsed ("CityObjects" apart).
struct RootMembers {
  std::string_view type, version, transform, metadata, appearance, templates, vertices;
  bool hasObjects = false;
};

/// Reads the members of the object at the cursor; the city objects go to `objects`. A fault stays in the cursor.
RootMembers readRoot(JsonCursor& cursor, ObjectIndex& objects, Diagnostics& diagnostics);

/// A CityJSON file or sequence, opened: all that its objects share, and where each object lies. Does not change after
/// open(), so that several threads can read from it.
class CityFile {
 public:
  /// Finds the objects of the whole file in one pass; of the rest only what all objects share is held in memory
  /// (vertices, appearance, templates). Fails with InvalidData, Unsupported (version), LimitExceeded, Io, Cancelled.
  static Result<CityFile> open(const std::filesystem::path& path, const std::stop_token& stop);

  bool isSequence() const { return isSequence_; }
  /// "CityJSON 2.0", "CityJSONSeq 2.0".
  const std::string& format() const { return format_; }
  /// As far as the file declares one that can be understood.
  const std::optional<geo::Crs>& crs() const { return crs_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }

  const VertexTransform& transform() const { return transform_; }
  /// Whether the first stored coordinate is the northing (latitude); `vertices()` are in order already.
  bool isNorthingFirst() const { return isNorthingFirst_; }
  const Appearance& appearance() const { return appearance_; }
  const std::vector<GeometryText>& templates() const { return templates_; }
  const std::vector<glm::dvec3>& templateVertices() const { return templateVertices_; }
  const RealNames& realNames() const { return realNames_; }

  const ObjectIndex& objects() const { return objects_; }                      ///< of a file that is no sequence
  const std::vector<glm::dvec3>& vertices() const { return vertices_; }        ///< the same
  const std::vector<std::string_view>& features() const { return features_; }  ///< of a sequence

 private:
  explicit CityFile(MappedFile file) : file_(std::move(file)) {}

  Status readHead(const std::stop_token& stop);
  Status checkVersion(const RootMembers& root);
  void readShared(const RootMembers& root);
  void readMetadata(std::string_view metadata);
  void readReferenceSystem(std::string_view json);
  void readTemplates(std::string_view templates);
  Status readVertices(const RootMembers& root);
  Status cutFeatures(const char* from, const std::stop_token& stop);
  void learnAttributes();
  void decideAxisOrder(const std::vector<glm::dvec3>& sample);
  tl::unexpected<Error> failAt(const JsonCursor& cursor) const;

  MappedFile file_;
  std::string version_, format_;
  std::optional<geo::Crs> crs_;
  Diagnostics diagnostics_;
  VertexTransform transform_;
  bool isSequence_ = false, isNorthingFirst_ = false;
  Appearance appearance_;
  std::vector<GeometryText> templates_;
  std::vector<glm::dvec3> templateVertices_, vertices_;
  ObjectIndex objects_;
  std::vector<std::string_view> features_;
  RealNames realNames_;
};

}  // namespace belvedere::loaders::cityjson
