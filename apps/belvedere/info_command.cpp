#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "apps/belvedere/description_output.h"
#include "apps/belvedere/layer_survey.h"
#include "engine/core/web_address.h"

namespace belvedere::app {
namespace {

ExitCode describeOneSource(CommandContext& context, const std::string& source, const std::string& layer,
                           const std::string& crs, bool isJson) {
  model::SourceRequest request;
  request.paths = {source};
  request.layer = layer;
  request.crs = crs;
  auto description = describeSource(context.catalog, request, context.stop, context.console.progress());
  context.console.endProgress();
  if (!description) {
    if (isJson && description.error().code != ErrorCode::Cancelled) {
      context.console.print(failureJson(shownSource(source), description.error()));
    }
    return context.console.fail(description.error());
  }
  description->source = shownSource(source);
  if (isJson) {
    context.console.print(descriptionJson(*description));
  } else {
    printDescription(context.console, *description, AttributeList::Shown);
    context.console.report(description->diagnostics);
  }
  return ExitCode::Done;
}

ExitCode describeTerritory(CommandContext& context, const std::string& path, bool isJson,
                           const std::vector<std::string>& allowed) {
  auto survey = surveyTerritory(context, path, allowed, SurveyDepth::Described);
  if (!survey) {
    if (isJson && survey.error().code != ErrorCode::Cancelled) {
      context.console.print(failureJson(path, survey.error()));
    }
    return context.console.fail(survey.error());
  }
  if (isJson) {
    context.console.print(surveyJson(*survey, path));
  } else {
    printSurvey(context.console, *survey, path, AttributeList::Shown);
  }
  return ExitCode::Done;
}

}  // namespace

ExitCode runInfo(CommandContext& context, Arguments arguments) {
  std::string source;
  std::vector<std::string> allowed;
  std::string layer, crs;
  bool isJson = false;
  ArgumentParser parser(context.console.translator(), "info", N_("Says what a source or a territory holds."));
  parser.positional(N_("SOURCE"), source, N_("A file of data, a web address, or the folder of a territory."));
  parser.option("--layer", N_("NAME"), layer, N_("One layer of a map service; all are listed if absent."));
  parser.option("--crs", "CRS", crs, N_("CRS of the source, where it declares none or a wrong one."));
  parser.flag("--json", isJson, N_("Writes JSON."));
  parser.options("--allow", N_("PATH"), allowed, N_("Lets a territory read a path outside its folder."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  return isTerritoryPath(source) ? describeTerritory(context, source, isJson, allowed)
                                 : describeOneSource(context, source, layer, crs, isJson);
}

}  // namespace belvedere::app
