#include "data_loaders/citygml/member_reader.h"

#include <utility>

#include "data_loaders/citygml/georeferenced_texture.h"
#include "data_loaders/citygml/messages.h"
#include "data_loaders/common/surface_attributes.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kTerrainPart = 500'000;  // positions of a terrain handed on at once

MetreScale scaleOf(const DocumentSrs& srs) { return {srs.crs && srs.crs->kind() == geo::CrsKind::Geographic}; }

}  // namespace

MemberReader::MemberReader(const ReadContext& context, BatchBuilder::Deliver deliver)
    : context_(context),
      srs_(context.srs),
      geometry_(srs_, {context.srs.isSwapped, nullptr}, model_, summary_.diagnostics),
      appearances_(context.theme),
      features_(model_, geometry_, context.wantsAppearance ? &appearances_ : nullptr, context.wantsAttributes),
      choice_(model_, geometry_, context.ids, scaleOf(context.srs), summary_.diagnostics),
      appearanceChoice_(context.appearance),
      attributes_(context.document.encoding(), context.codeLists, summary_.diagnostics),
      builder_({context.document.encoding(), scaleOf(context.srs), context.srs.isSwapped, context.batchTriangles},
               attributes_, appearanceChoice_, context.appearance, summary_, std::move(deliver)) {
  geometry_.setOverflow(kTerrainPart, [this] { handOnTerrain(); });
}

void MemberReader::read(const Chunk& chunk) {
  XmlCursor cursor(chunk.begin, chunk.end);
  while (cursor.nextChild()) {
    const std::string_view name = cursor.tag().name;
    const bool isFeature = !name.empty() && name.front() >= 'A' && name.front() <= 'Z' && name != "Appearance";
    if (!isFeature && !name.ends_with("ember")) {
      cursor.skip();
      continue;
    }
    model_.clear();
    features_.readMember(cursor);
    if (cursor.isCut()) {
      break;  // the index has said so
    }
    finishMember();
  }
  builder_.flush();
}

void MemberReader::finishMember() {
  if (model_.features.empty()) {
    return;
  }
  if (!model_.isTooLarge) {
    choice_.choose(context_.wantedLod);
  }
  if (model_.isTooLarge) {
    summary_.diagnostics.add(Severity::Warning,
                             Message(kMemberTooLarge, {{"limit", std::to_string(GeometryParser::kMemberPositions)}}),
                             std::string(model_.features.front().id));
    return;
  }
  if (context_.wantsAppearance) {
    placeGeoreferencedTextures(model_.appearance, context_.document.path().parent_path());
    appearanceChoice_.choose(model_, choice_.named());
  }
  const std::string where(model_.features.front().id);
  for (std::size_t i = 0; i < model_.libraryObjects; ++i) {
    summary_.diagnostics.add(Severity::Warning, kLibraryObject, where);
  }
  for (std::size_t i = 0; i < model_.grids; ++i) {
    summary_.diagnostics.add(Severity::Warning, kRasterRelief, where);
  }
  for (const std::uint32_t feature : model_.surfacesWithAttributes) {
    summary_.diagnostics.add(Severity::Info, kSurfaceAttributesLeftOut, std::string(model_.features[feature].id));
  }
  for (std::size_t i = 0; i < model_.appearance.unreadable; ++i) {
    summary_.diagnostics.add(Severity::Warning, kSurfaceDataUnread, where);
  }
  builder_.add(model_);
}

// A relief has one level of detail and one geometry, so that nothing read later can change what is shown of it.
void MemberReader::handOnTerrain() {
  RawFeature& relief = model_.features.back();
  if (relief.type != "TINRelief" || !model_.references.empty()) {
    return;
  }
  relief.lods = static_cast<std::uint8_t>(unsigned{relief.lods} | (1U << relief.reliefLod));
  const bool isShown = !context_.wantedLod || *context_.wantedLod == relief.reliefLod;
  for (RawPolygon& polygon : model_.polygons) {
    polygon.isShown = isShown && polygon.ringCount > 0;
  }
  if (context_.wantsAppearance) {
    appearanceChoice_.choose(model_, IdTable());
  }
  builder_.addPart(model_);
  model_.positions.clear();
  model_.rings.clear();
  model_.polygons.clear();
  model_.named.clear();
}

ReadSummary MemberReader::takeSummary() { return std::exchange(summary_, ReadSummary()); }

}  // namespace belvedere::loaders::citygml
