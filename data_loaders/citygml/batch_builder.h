#pragma once

#include <functional>
#include <map>
#include <string>

#include "data_loaders/citygml/appearance_choice.h"
#include "data_loaders/citygml/attribute_writer.h"
#include "data_loaders/citygml/geometry_choice.h"
#include "data_loaders/citygml/member_model.h"
#include "data_loaders/citygml/read_summary.h"
#include "data_loaders/citygml/xml_text.h"
#include "engine/geometry/polygon_triangulator.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::citygml {

/// How batches are built.
struct BuildOptions {
  TextEncoding encoding = TextEncoding::Utf8;
  MetreScale scale;
  bool isSwapped = false;  ///< the document's coordinates come north first
  std::size_t batchTriangles = 60000;
};

/// Turns chosen members into batches: triangulates, wears appearances, writes attributes, counts. One per thread.
class BatchBuilder {
 public:
  using Deliver = std::function<void(model::FeatureBatch&&)>;

  BatchBuilder(const BuildOptions& options, AttributeWriter& attributes, const AppearanceChoice& appearance,
               const GlobalAppearance& global, ReadSummary& summary, Deliver deliver)
      : options_(options),
        attributes_(attributes),
        appearance_(appearance),
        global_(global),
        summary_(summary),
        deliver_(std::move(deliver)) {}

  /// Adds all that is shown of a member. Hands on the batch once it is large enough.
  void add(const MemberModel& model);
  /// Adds what is shown so far of a member that goes on; the next add() continues its features.
  void addPart(const MemberModel& model);
  /// Hands on what is left.
  void flush();

 private:
  // What became of the geometry of a feature that was to be shown.
  struct Outcome {
    bool hasMade = false;
    bool hasLost = false;
  };

  void addFeatures(const MemberModel& model, bool isContinued);
  void addGeometry(const MemberModel& model);
  void note(std::uint32_t feature, bool isMade);
  void addPolygon(const MemberModel& model, const RawPolygon& polygon);
  void addFlatPolygon(const MemberModel& model, const RawPolygon& polygon);
  void addLine(const MemberModel& model, const RawLine& line);
  /// Copies a polygon's rings to the end of the batch and sets ringEnds_.
  void copyRings(const MemberModel& model, const RawPolygon& polygon);
  geometry::TriangulatedPolygon triangulate(std::size_t firstPosition);
  void finishSurface(const MemberModel& model, const RawPolygon& polygon, std::size_t firstPosition,
                     std::size_t firstIndex, bool isUpturned);
  std::uint32_t materialIndex(const glm::vec4& colour);
  std::uint32_t textureIndex(const RawTexture& texture);
  bool addTexcoords(const MemberModel& model, const RawPolygon& polygon, std::size_t firstPosition);
  bool ringTexcoords(const MemberModel& model, const RawPolygon& polygon);
  void generatedTexcoords(const WorldToTexture& matrix, std::size_t firstPosition);
  std::uint16_t typeIndex(std::string_view type);
  void count(const MemberModel& model);
  bool isFull(std::size_t times) const;
  std::string where(const MemberModel& model, std::uint32_t feature) const;

  BuildOptions options_;
  AttributeWriter& attributes_;
  const AppearanceChoice& appearance_;
  const GlobalAppearance& global_;
  ReadSummary& summary_;
  Deliver deliver_;
  model::FeatureBatch batch_;
  geometry::PolygonTriangulator triangulator_;
  std::uint32_t featureBase_ = 0;  // index in the batch of the member's first feature
  bool isContinued_ = false;       // the member at hand was partly handed on
  std::vector<Outcome> outcomes_;  // of the member's features
  std::vector<std::uint32_t> ringEnds_;
  std::vector<glm::dvec3> metric_;  // positions in metres, where the document's are degrees
  std::vector<glm::vec2> coordinates_;
  std::map<std::string, std::uint32_t, std::less<>> textures_;
  IdTable materials_;
  std::string scratch_;
};

}  // namespace belvedere::loaders::citygml
