#pragma once

#include <string>
#include <vector>

#include "data_loaders/citygml/code_lists.h"
#include "data_loaders/citygml/id_table.h"
#include "data_loaders/citygml/member_model.h"
#include "data_loaders/citygml/xml_text.h"
#include "engine/core/diagnostics.h"
#include "engine/model/attributes.h"

namespace belvedere::loaders::citygml {

/// Writes a member's attributes into a store, with types, units and the meaning of codes. A value that is not of its
/// attribute's type is kept as text. One per thread.
class AttributeWriter {
 public:
  AttributeWriter(TextEncoding encoding, CodeLists& codeLists, Diagnostics& diagnostics)
      : encoding_(encoding), codeLists_(codeLists), diagnostics_(diagnostics) {}

  /// Sorts the member's attributes by feature; once for each member.
  void prepare(const MemberModel& model);
  /// Adds one entry to the store: the attributes of this feature.
  void write(const MemberModel& model, std::uint32_t feature, model::AttributeStore& store);
  /// To be called when the store is replaced by an empty one.
  void forgetColumns() { columns_.clear(); }

 private:
  void write(const RawAttribute& attribute, model::AttributeStore& store);
  void writeText(std::string_view name, const RawAttribute& attribute, std::string_view text,
                 model::AttributeStore& store);
  std::uint32_t column(std::string_view name, model::AttributeType type, std::string_view unit,
                       std::string_view codeSpace, model::AttributeStore& store);
  std::string_view decode(std::string_view raw, std::string& scratch);

  TextEncoding encoding_;
  CodeLists& codeLists_;
  Diagnostics& diagnostics_;
  IdTable columns_;
  std::vector<std::uint32_t> firstOfFeature_;
  std::vector<std::uint32_t> order_;
  std::string nameScratch_, textScratch_, unitScratch_, codeScratch_;
};

}  // namespace belvedere::loaders::citygml
