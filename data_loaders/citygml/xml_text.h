#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace belvedere::loaders::citygml {

/// How the bytes of a document are to be read. UTF-16 is turned into UTF-8 before the reader sees it.
enum class TextEncoding : std::uint8_t { Utf8, Latin1, Windows1252 };

/// Turns raw element content or a raw attribute value into UTF-8: entities, numeric references and CDATA resolved,
/// comments and tags left out, white space trimmed at both ends, line ends as \n. Bytes and references that are no
/// character become U+FFFD and set `isDamaged`. The answer points into `raw` or into `scratch`, whichever holds it.
std::string_view decodeXmlText(std::string_view raw, TextEncoding encoding, std::string& scratch, bool& isDamaged);

/// The text without white space at both ends.
std::string_view trimmedXml(std::string_view text);

/// Whether all of it is well-formed UTF-8.
bool isUtf8(std::string_view bytes);

/// UTF-16 with a byte order mark as UTF-8; damaged units become U+FFFD.
std::string utf8FromUtf16(std::string_view bytes);

}  // namespace belvedere::loaders::citygml
