#include "engine/streaming/cloud_reading.h"

#include <chrono>
#include <utility>

#include "engine/streaming/cache_folder.h"

namespace belvedere::streaming {

namespace {

constexpr std::chrono::milliseconds kProgressPeriod{100};

ReadingEvent eventOf(const CloudTicket& ticket) {
  ReadingEvent event;
  event.id = ticket.id;
  event.serial = ticket.serial;
  return event;
}

void sendGlance(const CloudRequest& request, const CloudTicket& ticket, const model::SourceCatalog& catalog,
                Inbox<ReadingEvent>& inbox, const std::stop_token& stop) {
  const auto glance = glanceAtCloud(request, catalog, stop);
  if (!glance || glance->tile->points.empty()) {
    return;  // why not, the baking tells
  }
  ReadingEvent event = eventOf(ticket);
  event.fraction = 0.0;
  event.glance = glance->tile;
  event.solidBounds = glance->bounds;
  inbox.push(std::move(event));
}

void sendCloud(std::shared_ptr<const BakedCloud> cloud, ReadingEvent event, const glm::dvec3& sceneOrigin,
               Inbox<ReadingEvent>& inbox) {
  const CloudContent& content = cloud->content();
  event.isEnd = true;
  event.fraction = 1.0;
  event.description = content.description;
  event.diagnostics = content.diagnostics;
  if (!content.bounds.isEmpty()) {
    const glm::dvec3 shift = content.origin - sceneOrigin;
    event.solidBounds = {content.bounds.min + shift, content.bounds.max + shift};
    event.groundBounds = event.solidBounds;
  }
  event.cloud = std::move(cloud);
  inbox.push(std::move(event));
}

}  // namespace

void readCloud(const CloudRequest& request, const CloudTicket& ticket, const model::SourceCatalog& catalog,
               Inbox<ReadingEvent>& inbox, const std::stop_token& stop) {
  SourceHashes hashes(request.cache / kHashMemoryFile);
  const glm::dvec3 origin = request.context.frame->origin();
  const bool mayBeBaked = !ticket.isCacheRefused && hasBakes(request.cache, request.context.layer.layer.id);
  if (auto cloud = mayBeBaked ? findCloud(request, hashes, stop) : nullptr) {
    sendCloud(std::move(cloud), eventOf(ticket), origin, inbox);
    return;
  }
  sendGlance(request, ticket, catalog, inbox, stop);
  auto last = std::chrono::steady_clock::now();
  const auto tell = [&](const Progress& progress) {
    if (const auto now = std::chrono::steady_clock::now(); now - last >= kProgressPeriod) {
      last = now;
      ReadingEvent event = eventOf(ticket);
      event.fraction = progress.fraction;
      inbox.push(std::move(event));
    }
  };
  auto baked = bakeCloud(request, catalog, hashes, stop, tell);
  if (baked) {
    hashes.save();
    sendCloud(std::move(*baked), eventOf(ticket), origin, inbox);
    return;
  }
  ReadingEvent event = eventOf(ticket);
  event.isEnd = true;
  if (baked.error().code != ErrorCode::Cancelled) {
    event.error = baked.error();
  }
  inbox.push(std::move(event));
}

}  // namespace belvedere::streaming
