#include "data_loaders/citygml/document.h"

#include <utility>

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/xml_cursor.h"
#include "engine/core/common_messages.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kUtf16Bytes = std::size_t{256} << 20U;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// http://www.opengis.net/citygml/2.0 and its modules; profiles as http://www.opengis.net/citygml/profiles/base/2.0
constexpr std::string_view kNamespace = "http://www.opengis.net/citygml/";

// What a namespace ends with, where it looks like a version; `rest` is what follows kNamespace.
std::string_view versionIn(std::string_view rest) {
  const std::string_view name = rest.substr(0, rest.find_first_of("\"' \t\r\n"));
  const std::string_view version = name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
  const bool isNumber = !version.empty() && version.find_first_not_of("0123456789.") == std::string_view::npos;
  return isNumber ? version : std::string_view();
}

// Whether `before` ends with `name="`.
bool isValueOf(std::string_view before, std::string_view name) {
  if (before.empty() || (before.back() != '"' && before.back() != '\'')) {
    return false;
  }
  before = trimmedXml(before.substr(0, before.size() - 1));
  if (!before.ends_with('=')) {
    return false;
  }
  before = trimmedXml(before.substr(0, before.size() - 1));
  const std::size_t begin = before.find_last_of(" \t\r\n");
  return before.substr(begin == std::string_view::npos ? 0 : begin + 1) == name;
}

}  // namespace

std::string formatName(std::string_view version) {
  return version.empty() ? "CityGML" : "CityGML " + std::string(version);
}

bool isKnownVersion(std::string_view version) { return version == "1.0" || version == "2.0" || version == "3.0"; }

std::string_view cityGmlVersion(const XmlTag& tag) {
  const std::string_view attributes = tag.attributes;
  const std::string_view prefix(tag.begin + 1, static_cast<std::size_t>(tag.name.data() - tag.begin - 1));  // "core:"
  const std::string own = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix.substr(0, prefix.size() - 1));
  std::string_view unknown;
  std::string_view known;
  for (std::size_t at = attributes.find(kNamespace); at != std::string_view::npos;
       at = attributes.find(kNamespace, at + 1)) {
    const std::string_view version = versionIn(attributes.substr(at + kNamespace.size(), 64));
    if (version.empty()) {
      continue;
    }
    if (isValueOf(attributes.substr(0, at), own)) {
      return version;
    }
    std::string_view& first = isKnownVersion(version) ? known : unknown;
    first = first.empty() ? version : first;
  }
  return known.empty() ? unknown : known;
}

void Document::release(std::string_view part) const {
  if (text_.empty()) {
    file_.release(part);
  }
}

Result<Document> Document::open(const std::filesystem::path& path) {
  auto file = MappedFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  Document document(path, std::move(*file));
  if (const Status head = document.readHead(); !head) {
    return tl::unexpected(head.error());
  }
  return document;
}

Status Document::readEncoding(std::string_view declaration) {
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos || !text_.empty()) {
    return {};
  }
  const std::size_t quote = declaration.find_first_of("\"'", at);
  const std::size_t end = quote == std::string_view::npos ? quote : declaration.find(declaration[quote], quote + 1);
  if (end == std::string_view::npos) {
    return {};
  }
  const std::string name = lower(declaration.substr(quote + 1, end - quote - 1));
  if (name == "iso-8859-1" || name == "latin1" || name == "iso-8859-15") {
    encoding_ = TextEncoding::Latin1;
  } else if (name == "windows-1252" || name == "cp1252") {
    encoding_ = TextEncoding::Windows1252;
  } else if (name != "utf-8" && name != "utf8" && name != "us-ascii" && name != "ascii") {
    return fail(ErrorCode::Unsupported,
                Message(kEncodingUnsupported, {{"file", path_.filename().string()}, {"encoding", name}}));
  }
  return {};
}

Status Document::readHead() {
  const std::string file = path_.filename().string();
  std::string_view bytes = file_.text();
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    if (bytes.size() > kUtf16Bytes) {
      return fail(ErrorCode::LimitExceeded,
                  Message(kDocumentTooLarge, {{"file", file}, {"limit", std::to_string(kUtf16Bytes)}}));
    }
    text_ = utf8FromUtf16(bytes);
    bytes = text_;
  }
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (true) {
    const auto* open =
        at < end ? static_cast<const char*>(std::memchr(at, '<', static_cast<std::size_t>(end - at))) : nullptr;
    if (open == nullptr || end - open < 2) {
      return fail(ErrorCode::InvalidData, Message(kTruncatedHeader, {{"file", file}}));
    }
    const std::string_view rest(open, static_cast<std::size_t>(end - open));
    if (rest.starts_with("<!DOCTYPE")) {
      return fail(ErrorCode::InvalidData, Message(kDoctypeRefused, {{"file", file}}));
    }
    if (rest[1] != '!' && rest[1] != '?') {
      XmlCursor cursor(open, end);
      if (!cursor.nextChild()) {
        return fail(ErrorCode::InvalidData, Message(kTruncatedHeader, {{"file", file}}));
      }
      const XmlTag& tag = cursor.tag();
      const auto nameLength = static_cast<std::size_t>(tag.name.data() + tag.name.size() - open - 1);
      root_ = {{open + 1, nameLength},
               std::string(cityGmlVersion(tag)),
               static_cast<std::size_t>(cursor.position() - bytes.data())};
      if (tag.name != "CityModel" && root_.version.empty()) {
        return fail(ErrorCode::InvalidData, Message(kNotCityGml, {{"file", file}}));
      }
      return {};
    }
    at = behindXmlMarkup(open, end);
    if (rest.starts_with("<?xml ")) {
      if (Status read = readEncoding(rest.substr(0, static_cast<std::size_t>(at - open))); !read) {
        return read;
      }
    }
  }
}

}  // namespace belvedere::loaders::citygml
