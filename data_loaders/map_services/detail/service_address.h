#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/web_address.h"

namespace belvedere::loaders::map_services {

/// How a map service is spoken to.
enum class Protocol : std::uint8_t { Wms, Wmts, Tiles };

/// The protocol that an address names by itself: {z}, {x} and {y} in it, SERVICE= in its query, or "wms" or "wmts" as a
/// part of its path or in the last. Nothing where only what is there can tell.
std::optional<Protocol> protocolOf(const WebAddress& address);

/// The query of an address, as "NAME=value" pairs in order; names are compared without regard to case.
class Query {
 public:
  explicit Query(const WebAddress& address);

  /// As it stands in the address; empty where it is absent.
  std::string get(std::string_view name) const;
  /// Replaces or adds; the value is encoded.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// Takes over what the other has and this has not.
  void addMissing(const Query& other);
  /// The address with this query.
  std::string appliedTo(const WebAddress& address) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// A value for a query or, with `isPath`, for one part of a path: all but letters, digits and harmless signs as %XX.
std::string percentEncoded(std::string_view text, bool isPath = false);

/// The address that gives a service's capabilities: the address itself where it asks for them or names an .xml file,
/// else with SERVICE and REQUEST added.
std::string capabilitiesAddress(const WebAddress& address, Protocol protocol);

/// Where requests other than for capabilities go, given what the capabilities say. Addresses of the same host are put
/// on the scheme and port that the user gave, for services behind a proxy often tell others. Nothing where the host is
/// another one.
std::optional<WebAddress> rebased(std::string_view told, const WebAddress& given);

/// The given address without what belongs to one request (SERVICE, REQUEST, VERSION, LAYERS, …): keys and the like
/// stay.
WebAddress serviceBase(const WebAddress& given);

}  // namespace belvedere::loaders::map_services
