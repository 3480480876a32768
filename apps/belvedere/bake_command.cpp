#include <algorithm>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "engine/app/territory_session.h"
#include "engine/core/plural.h"
#include "engine/streaming/layer_bake.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNotBakeable{
    "layer-not-bakeable", N_("Layer “{layer}” holds no 3D objects; there is nothing to bake in it."),
    N_("Baked are city models, point clouds, and vector layers with style.placement extrude or absolute.")};

struct BakeWish {
  std::string territory;
  std::vector<std::string> layers;
  std::vector<std::string> allowed;
  std::string cache;
};

std::string megabytes(std::uint64_t bytes) {
  const std::uint64_t tenths = bytes / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

void say(Console& console, const std::string& layer, const streaming::BakeSummary& summary) {
  const Translator& translator = console.translator();
  console.report(summary.diagnostics);
  switch (summary.result) {
    case streaming::BakeResult::UpToDate:
      console.say(N_("{layer}: is baked already."), {{"layer", layer}});
      return;
    case streaming::BakeResult::Baked:
      if (summary.points > 0) {
        console.say(N_("{layer}: {points}, {tiles}, {size} MB."),
                    {{"layer", layer},
                     {"points", counted(translator, NP_("{count} point", "{count} points"), summary.points)},
                     {"tiles", counted(translator, NP_("{count} tile", "{count} tiles"), summary.tiles)},
                     {"size", megabytes(summary.bytes)}});
        return;
      }
      console.say(N_("{layer}: {features}, {tiles}, {triangles}, {size} MB."),
                  {{"layer", layer},
                   {"features", counted(translator, NP_("{count} feature", "{count} features"), summary.features)},
                   {"tiles", counted(translator, NP_("{count} tile", "{count} tiles"), summary.tiles)},
                   {"triangles", counted(translator, NP_("{count} triangle", "{count} triangles"), summary.triangles)},
                   {"size", megabytes(summary.bytes)}});
  }
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

ExitCode bakeAll(CommandContext& context, const BakeWish& wish, const PreparedTerritory& prepared) {
  auto layers = chosenLayers(wish, prepared, streaming::bakeableLayers(readableLayers(prepared), prepared.frame));
  if (!layers) {
    return context.console.fail(layers.error());
  }
  const std::filesystem::path cache =
      wish.cache.empty() ? prepared.loaded.folder / streaming::kCacheFolder : std::filesystem::path(wish.cache);
  streaming::SourceHashes hashes(cache / streaming::kHashMemoryFile);
  ExitCode code = ExitCode::Done;
  for (const streaming::LayerContext& layer : *layers) {
    const streaming::BakeRequest request{layer, cache, 0};
    const auto summary =
        streaming::bakeLayer(request, context.catalog, hashes, context.stop, context.console.progress());
    context.console.endProgress();
    if (summary) {
      say(context.console, layer.layer.layer.id, *summary);
      continue;
    }
    const bool isOurs = summary.error().code == ErrorCode::Io || summary.error().code == ErrorCode::Cancelled;
    if (isOurs) {
      return context.console.failExport(summary.error());
    }
    context.console.report(Severity::Error, summary.error().message, layer.layer.layer.id);
    code = ExitCode::Findings;
  }
  hashes.save();
  return code;
}

}  // namespace

ExitCode runBake(CommandContext& context, Arguments arguments) {
  BakeWish wish;
  ArgumentParser parser(context.console.translator(), "bake",
                        N_("Prepares city models, blocks and point clouds for fast opening."));
  parser.positional(N_("TERRITORY"), wish.territory, N_("Folder of the territory."));
  parser.options("--layer", "ID", wish.layers, N_("A layer to bake; all that can be without one."));
  parser.option("--cache", N_("FOLDER"), wish.cache, N_("Where to write; the territory's own cache without it."));
  parser.options("--allow", N_("PATH"), wish.allowed, N_("Lets a territory read a path outside its folder."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  auto loaded = scene::loadTerritory(wish.territory);
  if (!loaded) {
    return context.console.fail(loaded.error());
  }
  context.console.report(loaded->diagnostics);
  auto consent = askConsent(context, *loaded, wish.allowed);
  if (!consent) {
    return context.console.fail(consent.error());
  }
  const auto prepared = prepareTerritory(std::move(*loaded), context.catalog, std::move(*consent));
  if (!prepared) {
    return context.console.fail(prepared.error());
  }
  return bakeAll(context, wish, *prepared);
}

}  // namespace belvedere::app
