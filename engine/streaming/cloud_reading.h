#pragma once

#include <cstdint>
#include <stop_token>

#include "engine/streaming/cloud_bake.h"
#include "engine/streaming/feature_reading.h"

namespace belvedere::streaming {

/// Whose reading it is, and whether its cache has turned out to be damaged.
struct CloudTicket {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  bool isCacheRefused = false;
};

/// Hands on a point cloud's levels of detail: those of the cache, or else, after a glance, those that it bakes. In a
/// task; never throws.
void readCloud(const CloudRequest& request, const CloudTicket& ticket, const model::SourceCatalog& catalog,
               Inbox<ReadingEvent>& inbox, const std::stop_token& stop);

}  // namespace belvedere::streaming
