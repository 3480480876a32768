#include "engine/app/feature_card.h"

#include <algorithm>
#include <array>

namespace belvedere::app {
namespace {

// Attributes that name a thing, in French and international data, best first.
constexpr std::array<std::string_view, 10> kNameAttributes{"name",     "gml:name", "nom", "toponyme", "libelle",
                                                           "nom_voie", "label",    "NOM", "NAME",     "Name"};
constexpr std::size_t kDeepestParents = 32;

void addAttributes(ui::FeatureCard& card, const streaming::FeatureRecord& record, bool isParent) {
  const model::AttributeStore& store = *record.attributes;
  const std::size_t own = card.attributes.size();
  for (const auto* cell = store.begin(record.attributeRow); cell != store.end(record.attributeRow); ++cell) {
    const model::AttributeColumn& column = store.columns()[cell->column];
    const auto ownEnd = card.attributes.begin() + static_cast<std::ptrdiff_t>(own);
    const bool isKnown = std::any_of(card.attributes.begin(), ownEnd,
                                     [&](const ui::AttributeLine& line) { return line.name == column.name; });
    if (!isParent || !isKnown) {
      const bool isNumber = column.type == model::AttributeType::Real || column.type == model::AttributeType::Integer;
      card.attributes.push_back({column.name, store.display(*cell), column.unit, isNumber});
    }
  }
}

std::string titleOf(const ui::FeatureCard& card) {
  for (const std::string_view name : kNameAttributes) {
    const auto found = std::find_if(card.attributes.begin(), card.attributes.end(), [&](const ui::AttributeLine& line) {
      return line.name == name && !line.value.empty();
    });
    if (found != card.attributes.end()) {
      return found->value;
    }
  }
  return card.id.empty() ? card.type : card.id;
}

std::string lodText(std::uint8_t tenths) {
  if (tenths == streaming::kNoLod) {
    return {};
  }
  const std::string whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

}  // namespace

ui::FeatureCard featureCard(const streaming::FeatureTable& table, std::uint32_t feature) {
  ui::FeatureCard card;
  auto record = table.find(feature);
  card.id = record->id;
  card.type = record->type;
  card.lod = lodText(record->lod);
  addAttributes(card, *record, false);
  for (std::size_t depth = 0; depth < kDeepestParents && record->parent != model::kNone; ++depth) {
    record = table.find(record->parent);
    if (!record) {
      break;
    }
    card.parents.push_back({std::string(record->type), std::string(record->id)});
    addAttributes(card, *record, true);
  }
  card.title = titleOf(card);
  return card;
}

}  // namespace belvedere::app
