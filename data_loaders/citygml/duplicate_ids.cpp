#include "data_loaders/citygml/duplicate_ids.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "data_loaders/citygml/id_table.h"
#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/xml_cursor.h"
#include "data_loaders/citygml/xml_text.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kMostIds = 8'000'000;  // 128 MiB

struct Bearer {
  IdHash id = 0;
  const char* value = nullptr;  ///< where the id stands, behind its opening quote
};

// The value of "gml:id" in what stands between '<' and '>'; empty where there is none.
std::string_view idOf(std::string_view tag) {
  constexpr std::string_view kAttribute = ":id=";
  const auto* found = static_cast<const char*>(memmem(tag.data(), tag.size(), kAttribute.data(), kAttribute.size()));
  if (found == nullptr) {
    return {};
  }
  const std::string_view rest = tag.substr(static_cast<std::size_t>(found - tag.data()) + kAttribute.size());
  const std::size_t end = rest.empty() ? std::string_view::npos : rest.find(rest.front(), 1);
  return end == std::string_view::npos ? std::string_view() : rest.substr(1, end - 1);
}

std::vector<Bearer> bearers(std::string_view text, const std::stop_token& stop) {
  std::vector<Bearer> found;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (found.size() < kMostIds && !stop.stop_requested()) {
    const auto* open =
        at < end ? static_cast<const char*>(std::memchr(at, '<', static_cast<std::size_t>(end - at))) : nullptr;
    if (open == nullptr || end - open < 2) {
      break;
    }
    if (open[1] == '!' || open[1] == '?') {
      at = behindXmlMarkup(open, end);
      continue;
    }
    at = findTagEnd(open + 1, end);
    const std::string_view id = idOf({open, static_cast<std::size_t>(at - open)});
    if (!id.empty()) {
      found.push_back({hashId(id), id.data()});
    }
  }
  return found;
}

}  // namespace

void findDuplicateIds(const Document& document, Diagnostics& diagnostics, const std::stop_token& stop) {
  std::vector<Bearer> all = bearers(document.text(), stop);
  std::sort(all.begin(), all.end(),
            [](const Bearer& a, const Bearer& b) { return a.id != b.id ? a.id < b.id : a.value < b.value; });
  const char* const textEnd = document.text().data() + document.text().size();
  std::vector<const char*> again;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].id == all[i - 1].id) {
      again.push_back(all[i].value);
    }
  }
  std::sort(again.begin(), again.end());  // named in the order of the document
  std::string scratch;
  for (const char* value : again) {
    bool isDamaged = false;
    const std::string_view rest(value, static_cast<std::size_t>(textEnd - value));
    const std::string_view id = rest.substr(0, rest.find(value[-1]));
    diagnostics.add(Severity::Warning, kDuplicateId,
                    std::string(decodeXmlText(id, document.encoding(), scratch, isDamaged)));
  }
}

}  // namespace belvedere::loaders::citygml
