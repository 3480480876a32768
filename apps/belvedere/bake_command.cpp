#include <algorithm>
#include <charconv>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/bake_output.h"
#include "apps/belvedere/command.h"
#include "engine/app/territory_session.h"
#include "engine/streaming/layer_bake.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNotBakeable{
    "layer-not-bakeable", N_("Layer “{layer}” holds no 3D objects; there is nothing to bake in it."),
    N_("Baked are city models, point clouds, and vector layers with style.placement extrude or absolute.")};
constexpr MessageId kNoShard{"shard-wrong", N_("“{text}” is no shard."),
                             N_("Shards are numbered from 1: --shard 2/8 is the second of eight.")};
constexpr MessageId kNoShardCount{"shard-count-wrong", N_("“{text}” is no number of shards."),
                                  N_("Write --merge alone or with a number, after the territory: --merge 8.")};
constexpr MessageId kShardAndMerge{"shard-and-merge", N_("--shard and --merge cannot be used together."),
                                   N_("Make all shards first, then merge them.")};

struct BakeWish {
  std::string territory;
  std::vector<std::string> layers;
  std::vector<std::string> allowed;
  std::string cache;
  std::string shardText;
  std::string mergeText;
  bool isMerge = false;
  bool isJson = false;
  std::optional<tiling::BakeShare> share;
  std::uint32_t mergeCount = 0;  ///< 0: as many as there are
};

/// Understands --shard and --merge.
Status readShards(BakeWish& wish) {
  if (!wish.shardText.empty() && wish.isMerge) {
    return fail(ErrorCode::InvalidArgument, Message(kShardAndMerge));
  }
  if (!wish.shardText.empty()) {
    wish.share = tiling::shareFromText(wish.shardText);
    if (!wish.share) {
      return fail(ErrorCode::InvalidArgument, Message(kNoShard, {{"text", wish.shardText}}));
    }
  }
  if (!wish.mergeText.empty()) {
    const char* end = wish.mergeText.data() + wish.mergeText.size();
    const auto read = std::from_chars(wish.mergeText.data(), end, wish.mergeCount);
    if (read.ec != std::errc() || read.ptr != end || wish.mergeCount == 0 || wish.mergeCount > tiling::kMostShares) {
      return fail(ErrorCode::InvalidArgument, Message(kNoShardCount, {{"text", wish.mergeText}}));
    }
  }
  return {};
}

/// The layers asked for, or all that can be baked.
Result<std::vector<streaming::LayerContext>> chosenLayers(const BakeWish& wish, const PreparedTerritory& prepared,
                                                          std::vector<streaming::LayerContext> all) {
  if (wish.layers.empty()) {
    return all;
  }
  std::vector<streaming::LayerContext> chosen;
  for (const std::string& id : wish.layers) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.layer.layer.id == id; });
    if (found != all.end()) {
      chosen.push_back(*found);
      continue;
    }
    const scene::Territory& territory = prepared.loaded.territory;
    if (territory.findLayer(id) == nullptr) {
      Error error = scene::failUnknownLayer(territory, id).value();
      error.code = ErrorCode::InvalidArgument;
      return tl::unexpected(std::move(error));
    }
    return fail(ErrorCode::InvalidArgument, Message(kNotBakeable, {{"layer", id}}));
  }
  return chosen;
}

std::vector<streaming::StreamedLayer> readableLayers(const PreparedTerritory& prepared) {
  std::vector<streaming::StreamedLayer> layers;
  for (const scene::Layer& layer : prepared.loaded.territory.layers) {
    if (auto paths = consentedFiles(layer, prepared.loaded.folder, prepared.consent)) {
      layers.push_back({static_cast<scene::LayerId>(layers.size() + 1), layer, std::move(*paths)});
    }
  }
  return layers;
}

Result<streaming::BakeSummary> bakeOne(CommandContext& context, const BakeWish& wish,
                                       const streaming::BakeRequest& request, streaming::SourceHashes& hashes) {
  const ProgressSink progress = context.console.progress();
  if (wish.share) {
    return streaming::bakeShard(request, *wish.share, context.catalog, hashes, context.stop, progress);
  }
  if (wish.isMerge) {
    return streaming::joinShards(request, wish.mergeCount, context.catalog, hashes, context.stop, progress);
  }
  return streaming::bakeLayer(request, context.catalog, hashes, context.stop, progress);
}

ExitCode bakeAll(CommandContext& context, const BakeWish& wish, const std::vector<streaming::LayerContext>& layers,
                 const std::filesystem::path& cache, streaming::SourceHashes& hashes, BakeOutput& output) {
  ExitCode code = ExitCode::Done;
  for (const streaming::LayerContext& layer : layers) {
    const std::string& id = layer.layer.layer.id;
    const auto summary = bakeOne(context, wish, {layer, cache, 0}, hashes);
    context.console.endProgress();
    if (summary) {
      output.add(id, *summary);
      code = summary->result == streaming::BakeResult::Incomplete ? ExitCode::Input : code;
      continue;
    }
    output.add(id, summary.error());
    if (summary.error().code == ErrorCode::Cancelled) {
      return ExitCode::Interrupted;
    }
    if (summary.error().code == ErrorCode::Io) {
      return ExitCode::Export;
    }
    code = wish.isMerge ? ExitCode::Input : code == ExitCode::Done ? ExitCode::Findings : code;
  }
  return code;
}

ExitCode bakeLayers(CommandContext& context, const BakeWish& wish, const PreparedTerritory& prepared,
                    BakeOutput& output) {
  auto layers = chosenLayers(wish, prepared, streaming::bakeableLayers(readableLayers(prepared), prepared.frame));
  if (!layers) {
    output.fail(layers.error());
    return exitCodeOf(layers.error());
  }
  const std::filesystem::path cache =
      wish.cache.empty() ? prepared.loaded.folder / streaming::kCacheFolder : std::filesystem::path(wish.cache);
  streaming::SourceHashes hashes(cache / streaming::kHashMemoryFile);
  const auto code = bakeAll(context, wish, *layers, cache, hashes, output);
  hashes.save();  // however it ended: the next run need not hash all again
  return code;
}

/// Opens the territory and bakes; what went wrong is in the output.
ExitCode bakeTerritory(CommandContext& context, const BakeWish& wish, BakeOutput& output) {
  const auto ended = [&](const Error& error) {
    output.fail(error);
    return exitCodeOf(error);
  };
  auto loaded = scene::loadTerritory(wish.territory);
  if (!loaded) {
    return ended(loaded.error());
  }
  context.console.report(loaded->diagnostics);
  auto consent = askConsent(context, *loaded, wish.allowed);
  if (!consent) {
    return ended(consent.error());
  }
  const auto prepared = prepareTerritory(std::move(*loaded), context.catalog, std::move(*consent));
  return prepared ? bakeLayers(context, wish, *prepared, output) : ended(prepared.error());
}

}  // namespace

ExitCode runBake(CommandContext& context, Arguments arguments) {
  BakeWish wish;
  ArgumentParser parser(context.console.translator(), "bake",
                        N_("Prepares city models, blocks and point clouds for fast opening."));
  parser.positional(N_("TERRITORY"), wish.territory, N_("Folder of the territory."));
  parser.options("--layer", "ID", wish.layers, N_("A layer to bake; all that can be without one."));
  parser.option("--cache", N_("FOLDER"), wish.cache, N_("Where to write; the territory's own cache without it."));
  parser.option("--shard", "I/N", wish.shardText, N_("Makes the I-th of N parts, beside others that make theirs."));
  parser.optionalValue("--merge", "N", wish.isMerge, wish.mergeText, N_("Makes one cache of all N parts."));
  parser.options("--allow", N_("PATH"), wish.allowed, N_("Lets a territory read a path outside its folder."));
  parser.flag("--json", wish.isJson, N_("Writes JSON."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  if (const auto read = readShards(wish); !read) {
    return context.console.fail(read.error());
  }
  BakeOutput output(context.console, {wish.territory, wish.share, wish.isJson});
  const ExitCode code = bakeTerritory(context, wish, output);
  output.finish();
  return code;
}

}  // namespace belvedere::app
