#include "apps/belvedere/bake_output.h"

#include "apps/belvedere/detail/description_json.h"
#include "engine/core/plural.h"

namespace belvedere::app {
namespace {

constexpr std::string_view kMakeShard = N_("Make it: belvedere bake {territory} --layer {layer} --shard {shard}");
constexpr MessageId kShardMissing{"shard-missing", N_("Layer “{layer}”: shard {shard} is missing."), kMakeShard};
constexpr MessageId kShardUnfinished{"shard-unfinished", N_("Layer “{layer}”: shard {shard} was not made to its end."),
                                     kMakeShard};
constexpr MessageId kShardDamaged{"shard-damaged", N_("Layer “{layer}”: shard {shard} is damaged."), kMakeShard};
constexpr MessageId kShardForeign{
    "shard-foreign", N_("Layer “{layer}”: shard {shard} is damaged, or was made from another reading of the source."),
    kMakeShard};

std::string megabytes(std::uint64_t bytes) {
  const std::uint64_t tenths = bytes / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

const char* resultName(streaming::BakeResult result) {
  switch (result) {
    case streaming::BakeResult::Baked:
      return "baked";
    case streaming::BakeResult::UpToDate:
      return "up-to-date";
    case streaming::BakeResult::ShardMade:
      return "shard-made";
    case streaming::BakeResult::Incomplete:
      return "incomplete";
  }
  return "";
}

const MessageId& messageOf(tiling::ShardFault fault) {
  switch (fault) {
    case tiling::ShardFault::Missing:
      return kShardMissing;
    case tiling::ShardFault::Unfinished:
      return kShardUnfinished;
    case tiling::ShardFault::Damaged:
      return kShardDamaged;
    case tiling::ShardFault::Foreign:
      break;
  }
  return kShardForeign;
}

}  // namespace

struct BakeOutput::Gathered {
  detail::Json layers = detail::Json::array();
  detail::Json diagnostics = detail::Json::array();
};

BakeOutput::BakeOutput(Console& console, BakeOutputSettings settings)
    : console_(console), settings_(std::move(settings)), gathered_(std::make_unique<Gathered>()) {}

BakeOutput::~BakeOutput() = default;

void BakeOutput::add(const std::string& layer, const streaming::BakeSummary& summary) {
  report(layer, summary);
  if (!settings_.isJson) {
    say(layer, summary);
    return;
  }
  detail::Json json = {{"layer", layer}, {"result", resultName(summary.result)}};
  if (settings_.share) {
    json["shard"] = tiling::shareText(*settings_.share);
  }
  if (summary.result == streaming::BakeResult::Baked || summary.result == streaming::BakeResult::UpToDate) {
    json["features"] = summary.features;
    json["tiles"] = summary.tiles;
    json["triangles"] = summary.triangles;
    json["points"] = summary.points;
    json["bytes"] = summary.bytes;
  }
  json["shards"] = detail::Json::array();
  for (const tiling::FaultyShard& faulty : summary.faults) {
    json["shards"].push_back({{"shard", tiling::shareText(faulty.share)}, {"code", messageOf(faulty.fault).key}});
  }
  json["diagnostics"] = detail::toJson(summary.diagnostics);
  gathered_->layers.push_back(std::move(json));
}

void BakeOutput::report(const std::string& layer, const streaming::BakeSummary& summary) {
  console_.report(summary.diagnostics);
  for (const tiling::FaultyShard& faulty : summary.faults) {
    console_.report(Severity::Error, Message(messageOf(faulty.fault), {{"layer", layer},
                                                                       {"shard", tiling::shareText(faulty.share)},
                                                                       {"territory", settings_.territory}}));
  }
}

void BakeOutput::say(const std::string& layer, const streaming::BakeSummary& summary) {
  const Translator& translator = console_.translator();
  const auto tiles = [&] { return counted(translator, NP_("{count} tile", "{count} tiles"), summary.tiles); };
  switch (summary.result) {
    case streaming::BakeResult::Incomplete:
      return;
    case streaming::BakeResult::UpToDate:
      console_.say(N_("{layer}: is baked already."), {{"layer", layer}});
      return;
    case streaming::BakeResult::ShardMade:
      console_.say(N_("{layer}: shard {shard} is made."),
                   {{"layer", layer}, {"shard", tiling::shareText(settings_.share.value_or(tiling::BakeShare()))}});
      return;
    case streaming::BakeResult::Baked:
      if (summary.points > 0) {
        console_.say(N_("{layer}: {points}, {tiles}, {size} MB."),
                     {{"layer", layer},
                      {"points", counted(translator, NP_("{count} point", "{count} points"), summary.points)},
                      {"tiles", tiles()},
                      {"size", megabytes(summary.bytes)}});
        return;
      }
      console_.say(N_("{layer}: {features}, {tiles}, {triangles}, {size} MB."),
                   {{"layer", layer},
                    {"features", counted(translator, NP_("{count} feature", "{count} features"), summary.features)},
                    {"tiles", tiles()},
                    {"triangles", counted(translator, NP_("{count} triangle", "{count} triangles"), summary.triangles)},
                    {"size", megabytes(summary.bytes)}});
  }
}

void BakeOutput::add(const std::string& layer, const Error& error) {
  if (error.code == ErrorCode::Io || error.code == ErrorCode::Cancelled) {
    console_.error(error);
  } else {
    console_.report(Severity::Error, error.message, layer);
  }
  gathered_->layers.push_back({{"layer", layer}, {"result", "failed"}, {"diagnostics", detail::toJson(error)}});
}

void BakeOutput::fail(const Error& error) {
  console_.error(error);
  gathered_->diagnostics = detail::toJson(error);
}

void BakeOutput::finish() {
  if (settings_.isJson) {
    console_.print(detail::jsonText({{"territory", settings_.territory},
                                     {"layers", std::move(gathered_->layers)},
                                     {"diagnostics", std::move(gathered_->diagnostics)}}));
  }
}

}  // namespace belvedere::app
