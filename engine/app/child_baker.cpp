#include "engine/app/child_baker.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/app/detail/child_process.h"
#include "engine/core/common_messages.h"
#include "engine/core/temporary_folder.h"
#include "engine/scene/territory.h"

namespace belvedere::app {
namespace {

constexpr MessageId kBakeFailed{"bake-child-failed", N_("The layer cannot be prepared for fast opening: {reason}"),
                                N_("It is read from its files instead, which takes longer and more memory.")};
constexpr MessageId kPreparing{"progress-preparing", N_("Preparing for fast opening")};
constexpr std::chrono::milliseconds kPause{50};
constexpr std::chrono::milliseconds kTimeToEnd{5000};

/// A layer as it is wanted now, saved or not, on its terrain: a territory for the child.
scene::Territory territoryOf(const streaming::LayerContext& context) {
  scene::Territory territory;
  territory.name = context.layer.layer.id;
  territory.crs = context.frame->crs().identifier();
  const auto add = [&](const streaming::StreamedLayer& streamed) {
    scene::Layer layer = streamed.layer;
    layer.isVisible = true;
    layer.sources.clear();
    for (const std::filesystem::path& path : streamed.paths) {
      layer.sources.push_back(path.string());
    }
    territory.layers.push_back(std::move(layer));
  };
  for (const streaming::StreamedLayer& layer : context.terrain) {
    add(layer);
  }
  add(context.layer);
  return territory;
}

std::vector<std::string> argumentsOf(const streaming::BakeRequest& request, const std::filesystem::path& folder) {
  std::vector<std::string> arguments{"bake",    folder.string(),        "--layer", request.context.layer.layer.id,
                                     "--cache", request.cache.string(), "--lang",  "en"};
  const auto allow = [&](const streaming::StreamedLayer& layer) {
    for (const std::filesystem::path& path : layer.paths) {
      arguments.insert(arguments.end(), {"--allow", path.string()});
    }
  };
  for (const streaming::StreamedLayer& layer : request.context.terrain) {
    allow(layer);
  }
  allow(request.context.layer);
  return arguments;
}

/// The part done that a line of progress names ("Reading 40 %"); negative in other lines.
double fractionOf(const std::string& line) {
  constexpr std::string_view kEnd = " %";
  if (!line.ends_with(kEnd)) {
    return -1.0;
  }
  const std::size_t end = line.size() - kEnd.size();
  const std::size_t space = line.rfind(' ', end - 1);
  int percent = 0;
  const char* first = line.data() + (space == std::string::npos ? 0 : space + 1);
  const auto read = std::from_chars(first, line.data() + end, percent);
  return read.ec == std::errc() && read.ptr == line.data() + end ? percent / 100.0 : -1.0;
}

Status bakeInChild(const std::filesystem::path& program, const streaming::BakeRequest& request,
                   const std::stop_token& stop, const ProgressSink& progress) {
  const auto folder = TemporaryFolder::make("bake");
  if (!folder) {
    return fail(ErrorCode::Io, Message(kBakeFailed, {{"reason", std::strerror(errno)}}));
  }
  if (auto saved = scene::saveTerritory(territoryOf(request.context), folder->path()); !saved) {
    return saved;
  }
  auto child = ChildProcess::start(program, argumentsOf(request, folder->path()));
  if (!child) {
    return tl::unexpected(child.error());
  }
  child->lowerPriority();
  std::string lastLine;
  while (!child->hasClosed()) {
    if (stop.stop_requested()) {
      child->interrupt();
      child->end(kTimeToEnd);
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    if (auto line = child->readLine(kPause)) {
      const double fraction = fractionOf(*line);
      if (fraction >= 0.0 && progress) {
        progress({Message(kPreparing), fraction});
      }
      lastLine = std::move(*line);
    }
  }
  if (child->end(kTimeToEnd) != 0) {
    return fail(ErrorCode::Unavailable, Message(kBakeFailed, {{"reason", lastLine}}));
  }
  return {};
}

}  // namespace

streaming::LayerBaker childBaker(std::filesystem::path program) {
  return [program = std::move(program)](const streaming::BakeRequest& request, const std::stop_token& stop,
                                        const ProgressSink& progress) {
    return bakeInChild(program, request, stop, progress);
  };
}

}  // namespace belvedere::app
