#include "data_loaders/map_services/detail/service_address.h"

#include <algorithm>
#include <array>

namespace belvedere::loaders::map_services {
namespace {

std::string lowered(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return low;
}

bool isIn(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string pathOf(const WebAddress& address) { return address.path.substr(0, address.path.find('?')); }

/// "wmts" of "/a/wmts/", "mapserv.cgi" of "/cgi/mapserv.cgi"; in lower case.
std::string lastPart(const WebAddress& address) {
  std::string path = lowered(pathOf(address));
  while (path.ends_with('/')) {
    path.pop_back();
  }
  return path.substr(path.rfind('/') + 1);
}

std::string hostName(const WebAddress& address) { return address.host.substr(0, address.host.rfind(':')); }

/// What belongs to one request and not to the service.
constexpr std::array<std::string_view, 22> kRequestParameters{
    "service", "request", "version",    "layers",  "layer",          "styles",        "style",         "crs",
    "srs",     "bbox",    "width",      "height",  "format",         "transparent",   "tilematrixset", "tilematrix",
    "tilerow", "tilecol", "exceptions", "bgcolor", "acceptversions", "updatesequence"};

}  // namespace

std::optional<Protocol> protocolOf(const WebAddress& address) {
  const std::string path = lowered(address.path);
  if (isIn(path, "{z}") && isIn(path, "{x}") && (isIn(path, "{y}") || isIn(path, "{-y}"))) {
    return Protocol::Tiles;
  }
  const std::string service = lowered(Query(address).get("service"));
  if (service == "wms" || service == "wmts") {
    return service == "wms" ? Protocol::Wms : Protocol::Wmts;
  }
  const std::string last = lastPart(address);
  const std::string extension = last.substr(std::min(last.size(), last.rfind('.')));
  const bool isService = extension.empty() || extension == ".xml" || extension == ".cgi" || extension == ".fcgi" ||
                         extension == ".php" || extension == ".exe" || extension == ".ashx";
  if (!service.empty() || !isService) {
    return std::nullopt;
  }
  const std::string parts = lowered(pathOf(address)) + "/";
  return isIn(last, "wmts") || isIn(parts, "/wmts/") ? std::optional(Protocol::Wmts)
         : isIn(last, "wms") || isIn(parts, "/wms/") ? std::optional(Protocol::Wms)
                                                     : std::nullopt;
}

Query::Query(const WebAddress& address) {
  const auto mark = address.path.find('?');
  std::string_view rest =
      mark == std::string::npos ? std::string_view() : std::string_view(address.path).substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = std::min(pair.size(), pair.find('='));
    if (!pair.empty()) {
      pairs_.emplace_back(pair.substr(0, equals), pair.substr(std::min(pair.size(), equals + 1)));
    }
  }
}

std::string Query::get(std::string_view name) const {
  const auto place = std::find_if(pairs_.begin(), pairs_.end(),
                                  [&](const auto& pair) { return lowered(pair.first) == lowered(name); });
  return place != pairs_.end() ? place->second : std::string();
}

void Query::set(std::string_view name, std::string_view value) {
  remove(name);
  pairs_.emplace_back(name, percentEncoded(value));
}

void Query::remove(std::string_view name) {
  std::erase_if(pairs_, [&](const auto& pair) { return lowered(pair.first) == lowered(name); });
}

void Query::addMissing(const Query& other) {
  for (const auto& pair : other.pairs_) {
    const bool isThere = std::any_of(pairs_.begin(), pairs_.end(),
                                     [&](const auto& mine) { return lowered(mine.first) == lowered(pair.first); });
    if (!isThere) {
      pairs_.push_back(pair);
    }
  }
}

std::string Query::appliedTo(const WebAddress& address) const {
  std::string text = address.origin() + pathOf(address);
  char mark = '?';
  for (const auto& [name, value] : pairs_) {
    text += mark + name + "=" + value;
    mark = '&';
  }
  return text;
}

std::string percentEncoded(std::string_view text, bool isPath) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const std::string_view harmless = isPath ? "-._~:,@" : "-._~:,/@{}";
  std::string encoded;
  for (const char c : text) {
    const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (isPlain || harmless.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

std::string capabilitiesAddress(const WebAddress& address, Protocol protocol) {
  Query query(address);
  if (lowered(query.get("request")) == "getcapabilities" || lastPart(address).ends_with(".xml")) {
    return address.text();
  }
  const std::string version = query.get("version");
  query = Query(serviceBase(address));
  query.set("SERVICE", protocol == Protocol::Wms ? "WMS" : "WMTS");
  query.set("REQUEST", "GetCapabilities");
  if (!version.empty()) {
    query.set("VERSION", version);
  }
  return query.appliedTo(address);
}

std::optional<WebAddress> rebased(std::string_view told, const WebAddress& given) {
  auto address = given.resolve(told);
  if (!address || hostName(*address) != hostName(given)) {
    return std::nullopt;
  }
  address->scheme = given.scheme;
  address->host = given.host;
  return address;
}

WebAddress serviceBase(const WebAddress& given) {
  Query query(given);
  for (const std::string_view name : kRequestParameters) {
    query.remove(name);
  }
  WebAddress base = given;
  base.path = query.appliedTo(given).substr(given.origin().size());
  return base;
}

}  // namespace belvedere::loaders::map_services
