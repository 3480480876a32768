#pragma once

#include <cstring>
#include <string_view>

namespace belvedere::loaders::citygml {

/// A start tag as it stands in the document; views live as long as the document.
struct XmlTag {
  const char* begin = nullptr;  ///< its '<'
  std::string_view name;        ///< without prefix: "Polygon" of "gml:Polygon"
  std::string_view attributes;  ///< everything between the name and '>' or '/>'
  bool isEmpty = false;         ///< "<a/>"

  /// The raw value of the attribute with this local name, whatever its prefix; empty where it is absent.
  std::string_view attribute(std::string_view local) const;
};

/// Walks a part of an XML document in place, without copying, allocating or throwing. It trusts that tags are balanced
/// and looks at names only where asked, so that small faults (an unbound prefix, a misspelt end tag) do no harm.
/// Comments, CDATA and processing instructions are stepped over. At a cut end every call says "no more".
///
///     while (cursor.nextChild()) {      // the children of the element whose start tag was read last
///       if (cursor.tag().name == "pos") { use(cursor.readText()); } else { cursor.skip(); }
///     }                                 // each child must be consumed: its children, its text, or skip()
class XmlCursor {
 public:
  XmlCursor(const char* begin, const char* end) : at_(begin), end_(end) {}

  /// Moves to the next child's start tag; false once the parent's end tag was passed.
  bool nextChild();
  const XmlTag& tag() const { return tag_; }
  /// Steps over the rest of the element whose start tag was read last.
  void skip();
  /// The raw content of the element whose start tag was read last, markup included (see xml_text.h), and past its end.
  std::string_view readText();

  /// Whether the element whose start tag was read last holds no other element.
  bool isSimple() const;

  /// Just behind the tag read last: for readers that decode the text themselves. moveTo() takes where they stopped.
  const char* position() const { return at_; }
  const char* end() const { return end_; }
  void moveTo(const char* position) { at_ = position; }
  /// Whether the document ended before its elements did.
  bool isCut() const { return isCut_; }

 private:
  void readStartTag(const char* open);
  const char* find(const char* from, char wanted) const {
    const auto* found = from < end_
                            ? static_cast<const char*>(std::memchr(from, wanted, static_cast<std::size_t>(end_ - from)))
                            : nullptr;
    return found != nullptr ? found : end_;
  }
  bool cut() {
    at_ = end_;
    isCut_ = true;
    return false;
  }

  const char* at_;
  const char* end_;
  XmlTag tag_;
  bool isOpenEmpty_ = false;  // the tag read last was "<a/>" and its end was not reported yet
  bool isCut_ = false;
};

/// Behind a comment, CDATA section, declaration or processing instruction that begins at `open`; `end` where it is cut.
const char* behindXmlMarkup(const char* open, const char* end);
/// The '>' that ends a start tag; quoted attribute values may hold that character. `end` where it is cut.
const char* findTagEnd(const char* from, const char* end);

inline bool XmlCursor::nextChild() {
  if (isOpenEmpty_) {
    isOpenEmpty_ = false;
    return false;
  }
  while (true) {
    const char* open = find(at_, '<');
    if (end_ - open < 2) {
      return cut();
    }
    if (open[1] == '/') {
      const char* close = find(open, '>');
      at_ = close == end_ ? end_ : close + 1;
      return false;
    }
    if (open[1] == '!' || open[1] == '?') {
      at_ = behindXmlMarkup(open, end_);
      continue;
    }
    readStartTag(open);
    return !isCut_;
  }
}

inline void XmlCursor::readStartTag(const char* open) {
  const char* p = open + 1;
  const char* name = p;
  while (p<end_&& static_cast<unsigned char>(*p)> ' ' && *p != '>' && *p != '/') {
    if (*p++ == ':') {
      name = p;
    }
  }
  const char* close = p < end_ && *p == '>' ? p : findTagEnd(p, end_);
  if (close == end_) {
    cut();
    return;
  }
  tag_.begin = open;
  tag_.name = std::string_view(name, static_cast<std::size_t>(p - name));
  tag_.isEmpty = close > p && close[-1] == '/';
  tag_.attributes = std::string_view(p, static_cast<std::size_t>(close - (tag_.isEmpty ? 1 : 0) - p));
  isOpenEmpty_ = tag_.isEmpty;
  at_ = close + 1;
}

}  // namespace belvedere::loaders::citygml
