#include "data_loaders/citygml/xml_cursor.h"

namespace belvedere::loaders::citygml {
namespace {

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

const char* behind(const char* from, const char* end, std::string_view terminator) {
  const auto* found = static_cast<const char*>(
      memmem(from, static_cast<std::size_t>(end - from), terminator.data(), terminator.size()));
  return found != nullptr ? found + terminator.size() : end;
}

}  // namespace

const char* findTagEnd(const char* from, const char* end) {
  const auto find = [](const char* begin, char wanted, const char* last) {
    return static_cast<const char*>(std::memchr(begin, wanted, static_cast<std::size_t>(last - begin)));
  };
  while (from < end) {
    const char* close = find(from, '>', end);
    if (close == nullptr) {
      return end;
    }
    const char* quote = find(from, '"', close);
    const char* apostrophe = find(from, '\'', quote != nullptr ? quote : close);
    quote = apostrophe != nullptr ? apostrophe : quote;
    if (quote == nullptr) {
      return close;
    }
    const char* closing = find(quote + 1, *quote, end);
    if (closing == nullptr) {
      return end;
    }
    from = closing + 1;
  }
  return end;
}

const char* behindXmlMarkup(const char* open, const char* end) {
  const std::string_view rest(open, static_cast<std::size_t>(end - open));
  if (rest.starts_with("<!--")) {
    return behind(open + 4, end, "-->");
  }
  if (rest.starts_with("<![CDATA[")) {
    return behind(open + 9, end, "]]>");
  }
  if (rest.starts_with("<?")) {
    return behind(open + 2, end, "?>");
  }
  return behind(open, end, ">");
}

void XmlCursor::skip() {
  if (isOpenEmpty_) {
    isOpenEmpty_ = false;
    return;
  }
  for (std::size_t depth = 1; depth > 0;) {
    const char* open = find(at_, '<');
    if (end_ - open < 2) {
      cut();
      return;
    }
    if (open[1] == '!' || open[1] == '?') {
      at_ = behindXmlMarkup(open, end_);
      continue;
    }
    const char* close = findTagEnd(open, end_);
    if (close == end_) {
      cut();
      return;
    }
    at_ = close + 1;
    if (open[1] == '/') {
      --depth;
    } else if (close[-1] != '/') {
      ++depth;
    }
  }
}

std::string_view XmlCursor::readText() {
  const char* begin = at_;
  if (isOpenEmpty_) {
    isOpenEmpty_ = false;
    return {};
  }
  const char* open = find(at_, '<');
  if (end_ - open >= 2 && open[1] == '/') {
    const char* close = find(open, '>');
    at_ = close == end_ ? end_ : close + 1;
    return {begin, static_cast<std::size_t>(open - begin)};
  }
  skip();
  const char* last = at_;
  while (last > begin && *--last != '<') {
  }
  return {begin, static_cast<std::size_t>(last - begin)};
}

bool XmlCursor::isSimple() const {
  if (isOpenEmpty_) {
    return true;
  }
  const char* open = find(at_, '<');
  while (end_ - open >= 2 && (open[1] == '!' || open[1] == '?')) {
    open = find(behindXmlMarkup(open, end_), '<');
  }
  return end_ - open < 2 || open[1] == '/';
}

std::string_view XmlTag::attribute(std::string_view local) const {
  const char* p = attributes.data();
  const char* const end = p + attributes.size();
  while (p < end) {
    while (p < end && isSpace(*p)) {
      ++p;
    }
    const char* nameBegin = p;
    while (p < end && *p != '=' && !isSpace(*p)) {
      if (*p++ == ':') {
        nameBegin = p;
      }
    }
    const std::string_view localName(nameBegin, static_cast<std::size_t>(p - nameBegin));
    while (p < end && *p != '"' && *p != '\'') {
      ++p;
    }
    if (p == end) {
      return {};
    }
    const char* value = p + 1;
    const auto* closing = static_cast<const char*>(std::memchr(value, *p, static_cast<std::size_t>(end - value)));
    if (closing == nullptr) {
      return {};
    }
    if (localName == local) {
      return {value, static_cast<std::size_t>(closing - value)};
    }
    p = closing + 1;
  }
  return {};
}

}  // namespace belvedere::loaders::citygml
