#pragma once

#include <optional>

#include "data_loaders/citygml/batch_builder.h"
#include "data_loaders/citygml/code_lists.h"
#include "data_loaders/citygml/document.h"
#include "data_loaders/citygml/feature_parser.h"
#include "data_loaders/citygml/id_index.h"
#include "data_loaders/citygml/member_index.h"

namespace belvedere::loaders::citygml {

/// What all threads that read one document share. Outlives them; only IdIndex and CodeLists change, under locks.
struct ReadContext {
  const Document& document;
  const DocumentSrs& srs;
  const GlobalAppearance& appearance;
  IdIndex& ids;
  CodeLists& codeLists;
  std::string theme;                      ///< raw; the one to show
  std::optional<std::uint8_t> wantedLod;  ///< none: the highest of each feature
  bool wantsAppearance = true;
  bool wantsAttributes = true;
  std::size_t batchTriangles = 60000;
};

/// Reads chunks of members into batches. One per thread.
class MemberReader {
 public:
  MemberReader(const ReadContext& context, BatchBuilder::Deliver deliver);
  MemberReader(const MemberReader&) = delete;
  MemberReader& operator=(const MemberReader&) = delete;

  /// Reads all members of the chunk and delivers everything they hold.
  void read(const Chunk& chunk);
  /// What was counted and found since the last call.
  ReadSummary takeSummary();

 private:
  void finishMember();
  /// Hands on the part of a terrain that was read so far, and makes room for the rest.
  void handOnTerrain();

  const ReadContext& context_;
  ReadSummary summary_;
  MemberModel model_;
  SrsTable srs_;
  GeometryParser geometry_;
  AppearanceParser appearances_;
  FeatureParser features_;
  GeometryChoice choice_;
  AppearanceChoice appearanceChoice_;
  AttributeWriter attributes_;
  BatchBuilder builder_;
};

}  // namespace belvedere::loaders::citygml
