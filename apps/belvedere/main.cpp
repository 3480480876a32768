#include <algorithm>
#include <array>
#include <exception>

#include "apps/belvedere/command.h"
#include "apps/belvedere/interruption.h"
#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/worker_catalog.h"
#include "engine/core/nearest_name.h"

using namespace belvedere;
using namespace belvedere::app;

namespace {

constexpr MessageId kUnknownCommand{"command-unknown", N_("belvedere has no command “{command}”."),
                                    N_("Did you mean {nearest}? All commands: belvedere --help")};
constexpr const char* kAllCommands = N_("All commands: belvedere --help");
constexpr MessageId kUnknownLanguage{"language-unknown", N_("--lang cannot be “{value}”: expected fr or en.")};
constexpr MessageId kOutputLost{"output-not-written", N_("The result could not be written to the standard output."),
                                N_("Check that the disk is not full.")};
constexpr MessageId kOwnFault{"internal-error", N_("The program made a mistake: {reason}."),
                              N_("Please report it with the command that you gave.")};

struct Command {
  std::string_view name;
  ExitCode (*run)(CommandContext&, Arguments);
  std::string_view summary;
};

constexpr std::array kCommands{
    Command{"view", runView, N_("Opens a territory in the window.")},
    Command{"demo", runDemo, N_("Writes the demo town and opens it.")},
    Command{"new", runNew, N_("Makes an empty territory.")},
    Command{"add", runAdd, N_("Adds a layer to a territory.")},
    Command{"set", runSet, N_("Changes settings of a layer.")},
    Command{"remove", runRemove, N_("Removes a layer from a territory.")},
    Command{"info", runInfo, N_("Says what a source or a territory holds.")},
    Command{"check", runCheck, N_("Opens every layer and lists what is wrong.")},
    Command{"bake", runBake, N_("Prepares city models and blocks for fast opening.")},
    Command{"render", runRender, N_("Draws an image without a display.")},
};

// The language must be known before anything is said, so --lang is looked for before the commands read their arguments.
std::string languageArgument(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
      return arguments[i + 1];
    }
    if (arguments[i].starts_with("--lang=")) {
      return arguments[i].substr(7);
    }
  }
  return {};
}

void removeLeadingLanguage(std::vector<std::string>& arguments) {
  while (!arguments.empty() && arguments.front().starts_with("--lang")) {
    const bool hasOwnValue = arguments.front() == "--lang" && arguments.size() > 1;
    arguments.erase(arguments.begin(), arguments.begin() + (hasOwnValue ? 2 : 1));
  }
}

void showHelp(Console& console) {
  console.say(
      N_("Belvédère {version}: the 3D digital twin of a territory.\n\nbelvedere TERRITORY opens it; the commands:"),
      {{"version", BELVEDERE_VERSION}});
  for (const Command& command : kCommands) {
    std::string name(command.name);
    name.resize(10, ' ');
    console.print("  " + name + console.translator().tr(command.summary));
  }
  console.say(N_("\nbelvedere COMMAND --help tells more. --lang fr or en chooses the language."));
}

ExitCode failUnknownCommand(Console& console, const std::string& name) {
  std::vector<std::string_view> names;
  names.reserve(std::size(kCommands));
  for (const Command& command : kCommands) {
    names.push_back(command.name);
  }
  const auto nearest = nearestName(name, names);
  Message message(kUnknownCommand, {{"command", name}, {"nearest", std::string(nearest.value_or(""))}});
  if (!nearest) {
    message.hint = kAllCommands;
  }
  return console.fail({ErrorCode::InvalidArgument, std::move(message), {}});
}

ExitCode runCommand(CommandContext& context, std::vector<std::string> arguments) {
  removeLeadingLanguage(arguments);
  if (!arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h")) {
    showHelp(context.console);
    return ExitCode::Done;
  }
  if (!arguments.empty() && arguments.front() == "--version") {
    context.console.print("belvedere " BELVEDERE_VERSION);
    return ExitCode::Done;
  }
  const auto command = std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& known) {
    return !arguments.empty() && known.name == arguments.front();
  });
  if (command != kCommands.end()) {
    return command->run(context, Arguments(arguments).subspan(1));
  }
  // Without a command, the first argument is a territory to open.
  std::error_code error;
  const bool isOption = !arguments.empty() && arguments.front().starts_with("-");
  if (!arguments.empty() && !isOption && !std::filesystem::exists(arguments.front(), error) &&
      arguments.front().find('/') == std::string::npos) {
    return failUnknownCommand(context.console, arguments.front());
  }
  return runView(context, arguments);
}

ExitCode runProgram(const std::vector<std::string>& arguments) {
  const Interruption interruption;
  const Resources resources;
  const std::string language = languageArgument(arguments);
  const Translator translator(chooseLanguage(language), resources.localeFolder());
  Console console(translator);
  if (!language.empty() && language != "fr" && language != "en") {
    return console.fail({ErrorCode::InvalidArgument, Message(kUnknownLanguage, {{"value", language}}), {}});
  }
  try {
    std::stop_source reading;
    loaders::WorkerSettings readers;
    readers.stop = reading.get_token();
    const loaders::WorkerCatalog catalog(makeLoaderList(), readers);
    CommandContext context{console, resources, catalog, interruption.token(), reading, !language.empty()};
    const ExitCode code = runCommand(context, arguments);
    return console.isOutputWhole() ? code : console.failExport({ErrorCode::Io, Message(kOutputLost), {}});
  } catch (const std::exception& fault) {
    console.error({ErrorCode::Internal, Message(kOwnFault, {{"reason", fault.what()}}), {}});
    return ExitCode::Internal;
  }
}

}  // namespace

int main(int argc, char** argv) { return static_cast<int>(runProgram({argv + std::min(argc, 1), argv + argc})); }
