#include "data_loaders/citygml/attribute_writer.h"

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/numbers.h"
#include "data_loaders/common/limits.h"

namespace belvedere::loaders::citygml {
namespace {

using model::AttributeType;

bool isDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "2015-01-01", perhaps with a time zone behind, as xs:date allows.
bool isDate(std::string_view text) {
  return text.size() >= 10 && isDigits(text.substr(0, 4)) && text[4] == '-' && isDigits(text.substr(5, 2)) &&
         text[7] == '-' && isDigits(text.substr(8, 2));
}

}  // namespace

void AttributeWriter::prepare(const MemberModel& model) {
  const std::size_t features = model.features.size();
  firstOfFeature_.assign(features + 1, 0);
  for (const RawAttribute& attribute : model.attributes) {
    ++firstOfFeature_[attribute.feature + 1];
  }
  for (std::size_t i = 0; i < features; ++i) {
    firstOfFeature_[i + 1] += firstOfFeature_[i];
  }
  order_.resize(model.attributes.size());
  std::vector<std::uint32_t>& next = firstOfFeature_;
  for (std::uint32_t i = 0; i < model.attributes.size(); ++i) {
    order_[next[model.attributes[i].feature]++] = i;
  }
  for (std::size_t i = features; i > 0; --i) {  // each entry now holds the end of its feature: shift back
    firstOfFeature_[i] = firstOfFeature_[i - 1];
  }
  firstOfFeature_[0] = 0;
}

void AttributeWriter::write(const MemberModel& model, std::uint32_t feature, model::AttributeStore& store) {
  store.beginFeature();
  for (std::uint32_t i = firstOfFeature_[feature]; i < firstOfFeature_[feature + 1]; ++i) {
    write(model.attributes[order_[i]], store);
  }
}

std::string_view AttributeWriter::decode(std::string_view raw, std::string& scratch) {
  bool isDamaged = false;
  const std::string_view text = decodeXmlText(raw, encoding_, scratch, isDamaged);
  if (isDamaged) {
    diagnostics_.add(Severity::Warning, kTextDamaged);
  }
  return text;
}

void AttributeWriter::write(const RawAttribute& attribute, model::AttributeStore& store) {
  if (attribute.text.size() > loaders::limits::kTextBytes || attribute.name.size() > loaders::limits::kTextBytes) {
    diagnostics_.add(Severity::Warning,
                     Message(kTextTooLong, {{"limit", std::to_string(loaders::limits::kTextBytes)}}));
    return;
  }
  const std::string_view name = decode(attribute.name, nameScratch_);
  const std::string_view text = decode(attribute.text, textScratch_);
  switch (attribute.type) {
    case AttributeType::Real:
      if (const auto value = wholeNumber(text)) {
        const std::string_view unit = decode(attribute.unit, unitScratch_);
        store.addReal(column(name, AttributeType::Real, unit, {}, store), *value);
        return;
      }
      break;
    case AttributeType::Integer:
      if (const auto value = wholeInteger(text)) {
        store.addInteger(column(name, AttributeType::Integer, {}, {}, store), *value);
        return;
      }
      break;
    case AttributeType::Boolean:
      if (text == "true" || text == "false" || text == "1" || text == "0") {
        store.addInteger(column(name, AttributeType::Boolean, {}, {}, store), text == "true" || text == "1" ? 1 : 0);
        return;
      }
      break;
    case AttributeType::Date:
    case AttributeType::DateTime:
      if (isDate(text)) {
        const bool hasTime = text.size() > 10 && text[10] == 'T';
        store.addText(column(name, hasTime ? AttributeType::DateTime : AttributeType::Date, {}, {}, store), text);
        return;
      }
      break;
    case AttributeType::Text:
      break;
  }
  writeText(name, attribute, text, store);
}

// A code that its list explains becomes what it means; the code itself stays beside it.
void AttributeWriter::writeText(std::string_view name, const RawAttribute& attribute, std::string_view text,
                                model::AttributeStore& store) {
  const std::string_view unit = decode(attribute.unit, unitScratch_);
  const std::string_view codeSpace = decode(attribute.codeSpace, codeScratch_);
  const std::string_view meaning = codeSpace.empty() ? std::string_view() : codeLists_.find(codeSpace, text);
  if (meaning.empty()) {
    store.addText(column(name, AttributeType::Text, unit, codeSpace, store), text);
    return;
  }
  store.addText(column(name, AttributeType::Text, unit, codeSpace, store), meaning);
  store.addText(column(std::string(name) + ".code", AttributeType::Text, unit, codeSpace, store), text);
}

std::uint32_t AttributeWriter::column(std::string_view name, AttributeType type, std::string_view unit,
                                      std::string_view codeSpace, model::AttributeStore& store) {
  const IdHash key = (hashId(name) + 31 * hashId(unit)) * 8 + static_cast<IdHash>(type) + 1;
  std::uint32_t found = columns_.find(key);
  if (found != IdTable::kAbsent) {
    return found;
  }
  found = store.column(name, type, unit, codeSpace);
  const std::string& known = store.columns()[found].unit;
  if (!unit.empty() && known != unit) {  // the same attribute in another unit must not stand under the first one's
    found = store.column(std::string(name) + " (" + std::string(unit) + ")", type, unit, codeSpace);
  }
  columns_.insert(key, found);
  return found;
}

}  // namespace belvedere::loaders::citygml
