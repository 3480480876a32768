#include "engine/geo/detail/crs_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace belvedere::geo::detail {
namespace {

constexpr std::size_t kMaxCodeText = 1000;
constexpr std::size_t kMaxDefinition = 65'536;
constexpr int kMaxDepth = 32;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool isAlphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool isDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isSameText(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// Removes `prefix` (any case) where the text begins with it.
bool skip(std::string_view& text, std::string_view prefix) {
  if (!isSameText(text.substr(0, prefix.size()), prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

std::string percentDecoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = kHex.find(lower(text[i + 1]));
      const auto low = kHex.find(lower(text[i + 2]));
      if (high != std::string_view::npos && low != std::string_view::npos) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

// What old software calls by names that no authority lists.
CrsCode withoutAlias(CrsCode code) {
  if (code.authority == "CRS" || (code.authority == "OGC" && isDigits(code.code))) {
    return {"OGC", isDigits(code.code) ? "CRS" + code.code : code.code};
  }
  if (code.authority == "EPSG" && (code.code == "900913" || code.code == "3785" || code.code == "102100")) {
    return {"EPSG", "3857"};
  }
  return code;
}

// "EPSG:2154", "EPSG::2154", "EPSG:6.12:2154", and the same with slashes.
std::optional<CrsCode> parseAuthorityCode(std::string_view text, char separator) {
  while (!text.empty() && text.back() == separator) {
    text.remove_suffix(1);
  }
  const auto parts = split(text, separator);
  if (parts.size() < 2 || parts.size() > 3) {
    return std::nullopt;
  }
  const auto isWord = [](std::string_view word) {
    return !word.empty() && word.size() <= 32 && std::all_of(word.begin(), word.end(), [](char c) {
      return isAlphanumeric(c) || c == '_' || c == '-' || c == '.';
    });
  };
  if (!isWord(parts.front()) || !isWord(parts.back())) {
    return std::nullopt;
  }
  CrsCode out{std::string(parts.front()), std::string(parts.back())};
  const auto upper = [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); };
  std::transform(out.authority.begin(), out.authority.end(), out.authority.begin(), upper);
  std::transform(out.code.begin(), out.code.end(), out.code.begin(), upper);
  return withoutAlias(std::move(out));
}

bool skipWebAddress(std::string_view& text, std::string_view path) {
  std::string_view rest = text;
  if (!skip(rest, "http://") && !skip(rest, "https://")) {
    return false;
  }
  skip(rest, "www.");
  if (!skip(rest, path)) {
    return false;
  }
  text = rest;
  return true;
}

std::optional<CrsCode> parseOne(std::string_view text) {
  if (isDigits(text) && text.size() >= 4 && text.size() <= 6) {
    return withoutAlias({"EPSG", std::string(text)});
  }
  if (isSameText(text, "CRS84")) {
    return CrsCode{"OGC", "CRS84"};
  }
  if (skipWebAddress(text, "opengis.net/gml/srs/epsg.xml#")) {
    return isDigits(text) ? std::optional(withoutAlias({"EPSG", std::string(text)})) : std::nullopt;
  }
  if (skipWebAddress(text, "opengis.net/def/crs/")) {
    return parseAuthorityCode(text, '/');
  }
  for (const std::string_view prefix : {"urn:ogc:def:crs:", "urn:x-ogc:def:crs:", "urn:opengis:def:crs:"}) {
    if (skip(text, prefix)) {
      break;
    }
  }
  return parseAuthorityCode(text, ':');
}

std::optional<CrsCodes> parseAll(const std::vector<std::string_view>& texts) {
  CrsCodes out;
  for (const std::string_view text : texts) {
    const auto code = parseOne(text);
    if (!code) {
      return std::nullopt;
    }
    out.parts.push_back(*code);
  }
  return out.parts.empty() || out.parts.size() > 2 ? std::nullopt : std::optional(out);
}

// "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783" (OGC 07-092, clause 7.5.4).
std::optional<CrsCodes> parseCompoundUrn(std::string_view text) {
  auto parts = split(text, ',');
  parts.erase(parts.begin());
  for (std::string_view& part : parts) {
    if (!skip(part, "crs:")) {
      return std::nullopt;
    }
  }
  return parseAll(parts);
}

// "…/def/crs-compound?1=…&2=…" (OGC 09-048).
std::optional<CrsCodes> parseCompoundAddress(std::string_view query) {
  std::vector<std::string> addresses;
  for (std::string_view part : split(query, '&')) {
    const auto equals = part.find('=');
    addresses.push_back(percentDecoded(part.substr(equals == std::string_view::npos ? 0 : equals + 1)));
  }
  return parseAll({addresses.begin(), addresses.end()});
}

// "EPSG:2154+5720", "EPSG:2154+EPSG:5720": the authority holds until another is named. "EPSG:2154+ellipsoidal".
std::optional<CrsCodes> parseSum(std::string_view text) {
  const auto plus = text.find('+');
  const auto first = parseOne(text.substr(0, plus));
  if (first && isSameText(text.substr(plus + 1), "ellipsoidal")) {
    return CrsCodes{{*first}, true};
  }
  std::string second(text.substr(plus + 1));
  if (!first) {
    return std::nullopt;
  }
  if (second.find(':') == std::string::npos) {
    second = first->authority + ":" + second;
  }
  const auto last = parseOne(second);
  return last ? std::optional(CrsCodes{{*first, *last}}) : std::nullopt;
}

struct AdvName {
  std::string_view name;
  const char* epsgCode;
};

// Names of the German surveys (AdV, GeoInfoDok 6, chapter 7.2) with their EPSG codes.
constexpr std::array<AdvName, 23> kAdvNames{{
    {"ETRS89_UTM31", "25831"}, {"ETRS89_UTM32", "25832"},    {"ETRS89_UTM33", "25833"},   {"ETRS89_Lat-Lon", "4258"},
    {"ETRS89_X-Y-Z", "4936"},  {"ETRS89_Lat-Lon-h", "4937"}, {"DE_DHDN_3GK2", "31466"},   {"DE_DHDN_3GK3", "31467"},
    {"DE_DHDN_3GK4", "31468"}, {"DE_DHDN_3GK5", "31469"},    {"DE_DHDN_Lat-Lon", "4314"}, {"DE_RD-83_3GK4", "3398"},
    {"DE_RD-83_3GK5", "3399"}, {"DE_PD-83_3GK3", "3396"},    {"DE_PD-83_3GK4", "3397"},   {"DE_42-83_3GK3", "2397"},
    {"DE_42-83_3GK4", "2398"}, {"DE_42-83_3GK5", "2399"},    {"DE_DHHN12_NOH", "7699"},   {"DE_DHHN85_NOH", "5784"},
    {"DE_DHHN92_NH", "5783"},  {"DE_DHHN2016_NH", "7837"},   {"DE_SNN76_NH", "5785"},
}};

// "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016": place, heights and, without effect here, the geoid model.
std::optional<CrsCodes> parseAdv(std::string_view text) {
  auto names = split(text, '*');
  if (names.size() > 3) {
    return std::nullopt;
  }
  names.resize(std::min<std::size_t>(names.size(), 2));
  CrsCodes out;
  for (const std::string_view name : names) {
    if (isSameText(name, "ETRS89_h") && !out.parts.empty()) {
      out.hasEllipsoidalHeights = true;
      continue;
    }
    const auto* found = std::find_if(kAdvNames.begin(), kAdvNames.end(),
                                     [&](const AdvName& known) { return isSameText(known.name, name); });
    if (found == kAdvNames.end()) {
      return std::nullopt;
    }
    out.parts.push_back({"EPSG", found->epsgCode});
  }
  return out;
}

}  // namespace

std::optional<CrsCodes> parseCrsCodes(std::string_view text) {
  if (text.size() > kMaxCodeText) {
    return std::nullopt;
  }
  std::string_view rest = text;
  if (skip(rest, "urn:adv:crs:")) {
    return parseAdv(rest);
  }
  if (skip(rest, "urn:ogc:def:crs,") || skip(rest, "urn:x-ogc:def:crs,")) {
    return parseCompoundUrn(text);
  }
  if (skipWebAddress(rest, "opengis.net/def/crs-compound?")) {
    return parseCompoundAddress(rest);
  }
  if (text.find('+') != std::string_view::npos) {
    return parseSum(text);
  }
  return parseAll({text});
}

bool isProjString(std::string_view text) {
  const auto isPlain = [](char c) {
    return isAlphanumeric(c) || std::string_view("+=_.,:;- ").find(c) != std::string_view::npos;
  };
  return text.size() <= kMaxCodeText && text.starts_with('+') && text.find("+proj=") != std::string_view::npos &&
         text.find("+init=") == std::string_view::npos && text.find("grids=") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), isPlain);
}

bool isCrsDefinition(std::string_view text) {
  const auto open = text.find_first_of("[({");
  if (text.size() > kMaxDefinition || open == std::string_view::npos || open > 32) {
    return false;
  }
  int depth = 0;
  bool isQuoted = false;
  for (const char c : text) {
    isQuoted = isQuoted != (c == '"');
    depth += isQuoted ? 0 : c == '[' || c == '(' || c == '{' ? 1 : c == ']' || c == ')' || c == '}' ? -1 : 0;
    if (depth > kMaxDepth || c == '\0') {
      return false;
    }
  }
  const bool isWkt = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(open), [](char c) {
    return isAlphanumeric(c) || c == '_' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
  });
  return isWkt;
}

}  // namespace belvedere::geo::detail
