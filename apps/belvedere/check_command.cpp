#include <algorithm>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "apps/belvedere/description_output.h"
#include "apps/belvedere/layer_survey.h"
#include "engine/core/plural.h"

namespace belvedere::app {
namespace {

std::size_t findingCount(const Diagnostics& diagnostics) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.items().begin(), diagnostics.items().end(),
                    [](const Diagnostic& item) { return item.severity != Severity::Info; }));
}

std::size_t findingCount(const TerritorySurvey& survey) {
  std::size_t count = findingCount(survey.loaded.diagnostics);
  for (const LayerSurvey& layer : survey.layers) {
    count += findingCount(layer.findings) + layer.examined.size();
  }
  return count;
}

}  // namespace

ExitCode runCheck(CommandContext& context, Arguments arguments) {
  std::string path;
  std::vector<std::string> allowed;
  bool isJson = false;
  ArgumentParser parser(context.console.translator(), "check", N_("Opens every layer and lists what is wrong."));
  parser.positional(N_("TERRITORY"), path, N_("Folder of the territory."));
  parser.flag("--json", isJson, N_("Writes JSON."));
  parser.options("--allow", N_("PATH"), allowed, N_("Lets a territory read a path outside its folder."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  const auto survey = surveyTerritory(context, path, allowed, SurveyDepth::Read);
  if (!survey) {
    if (isJson && survey.error().code != ErrorCode::Cancelled) {
      context.console.print(failureJson(path, survey.error()));
    }
    return context.console.fail(survey.error());
  }
  const std::size_t findings = findingCount(*survey);
  if (isJson) {
    context.console.print(surveyJson(*survey, path));
  } else {
    printSurvey(context.console, *survey, path, AttributeList::Absent);
    context.console.print("");
    context.console.say(findings == 0 ? N_("All layers open, nothing was found.")
                                      : NP_("{count} kind of finding.", "{count} kinds of findings."),
                        {{"count", std::to_string(findings)}});
  }
  return findings == 0 ? ExitCode::Done : ExitCode::Findings;
}

}  // namespace belvedere::app
