#include "data_loaders/citygml/code_lists.h"

#include <algorithm>
#include <vector>

#include "data_loaders/citygml/document.h"
#include "data_loaders/citygml/xml_cursor.h"
#include "data_loaders/citygml/xml_text.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kMostLists = 1000;

// A definition's names hold the code; its description, or else a second name, says what the code means.
void readDefinition(XmlCursor& cursor, std::map<std::string, std::string, std::less<>>& list) {
  std::vector<std::string> names;
  std::string description;
  std::string scratch;
  bool isDamaged = false;
  while (cursor.nextChild()) {
    if (cursor.tag().name == "name") {
      names.emplace_back(decodeXmlText(cursor.readText(), TextEncoding::Utf8, scratch, isDamaged));
    } else if (cursor.tag().name == "description") {
      description = decodeXmlText(cursor.readText(), TextEncoding::Utf8, scratch, isDamaged);
    } else {
      cursor.skip();
    }
  }
  if (names.size() == 1 && !description.empty()) {
    list.emplace(names[0], description);
  } else if (names.size() > 1) {
    const bool isCodeFirst = !names[0].empty() && names[0][0] >= '0' && names[0][0] <= '9';
    list.emplace(isCodeFirst ? names[0] : names.back(), isCodeFirst ? names[1] : names[0]);
  }
}

void readEntries(XmlCursor& cursor, std::map<std::string, std::string, std::less<>>& list, int depth) {
  while (cursor.nextChild()) {
    if (cursor.tag().name == "Definition" || cursor.tag().name == "DefinitionProxy") {
      readDefinition(cursor, list);
    } else if (depth < 4) {
      readEntries(cursor, list, depth + 1);
    } else {
      cursor.skip();
    }
  }
}

}  // namespace

bool CodeLists::isWithinReach(const std::filesystem::path& path) const {
  std::error_code problem;
  const std::filesystem::path folder = std::filesystem::weakly_canonical(folder_, problem);
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, problem);
  const auto isBelow = [](const std::filesystem::path& file, const std::filesystem::path& base) {
    return std::mismatch(base.begin(), base.end(), file.begin(), file.end()).first == base.end();
  };
  if (problem || isBelow(target, folder)) {
    return !problem;
  }
  std::filesystem::path above = folder;
  for (int i = 0; i < 4; ++i) {
    above = above.parent_path();
    if (isBelow(target, above / "codelists")) {
      return true;
    }
  }
  return false;
}

CodeLists::List CodeLists::read(std::string_view codeSpace) const {
  const std::filesystem::path relative(codeSpace);
  if (relative.is_absolute() || relative.extension() != ".xml" || codeSpace.find(':') != std::string_view::npos ||
      codeSpace.find('\0') != std::string_view::npos || !isWithinReach(folder_ / relative)) {
    return {};
  }
  const auto file = MappedFile::open(folder_ / relative);
  if (!file || file->text().size() > kMostBytes || file->text().find("<!DOCTYPE") != std::string_view::npos) {
    return {};
  }
  List list;
  XmlCursor cursor(file->text().data(), file->text().data() + file->text().size());
  if (cursor.nextChild()) {
    readEntries(cursor, list, 0);
  }
  return list;
}

std::string_view CodeLists::find(std::string_view codeSpace, std::string_view code) {
  const std::lock_guard lock(mutex_);
  auto found = lists_.find(codeSpace);
  if (found == lists_.end()) {
    if (lists_.size() >= kMostLists) {
      return {};
    }
    found = lists_.emplace(std::string(codeSpace), read(codeSpace)).first;
  }
  const auto entry = found->second.find(code);
  return entry == found->second.end() ? std::string_view() : std::string_view(entry->second);
}

}  // namespace belvedere::loaders::citygml
