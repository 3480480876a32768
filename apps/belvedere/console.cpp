#include "apps/belvedere/console.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <unistd.h>

#include "engine/core/plural.h"

namespace belvedere::app {
namespace {

constexpr int kBarCells = 30;
constexpr std::chrono::milliseconds kBarInterval{100};
constexpr std::chrono::seconds kLineInterval{2};

std::string_view severityWord(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return N_("note: ");
    case Severity::Warning:
      return N_("warning: ");
    case Severity::Error:
      break;
  }
  return N_("error: ");
}

/// As it is where a POSIX shell takes it so, else in quotes.
std::string shellWord(const std::string& text) {
  const bool isPlain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./:=+,@%").find(c) != std::string_view::npos;
  });
  if (isPlain) {
    return text;
  }
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return quoted + "'";
}

}  // namespace

std::string remedyCommand(const std::string& territory, const std::string& layer, const Remedy& remedy) {
  std::string command = "belvedere set " + shellWord(territory) + " " + (remedy.layer.empty() ? layer : remedy.layer);
  for (const auto& [key, value] : remedy.settings) {
    command += " " + shellWord(key + "=" + value);
  }
  return command;
}

Console::Console(const Translator& translator) : translator_(translator), isTerminal_(isatty(STDERR_FILENO) == 1) {}

void Console::print(std::string_view line) {
  endProgress();
  std::cout << line << '\n' << std::flush;
}

bool Console::isOutputWhole() const { return static_cast<bool>(std::cout.flush()); }

void Console::say(std::string_view english, const std::vector<MessageArgument>& arguments) {
  print(translator_.text(Message({"", english}, arguments)));
}

void Console::error(const Error& error) { report(Severity::Error, error.message, error.where); }

void Console::report(Severity severity, const Message& message, std::string_view where, const std::string& note) {
  endProgress();
  std::cerr << translator_.tr(severityWord(severity));
  if (!where.empty()) {
    std::cerr << substitute(translator_.tr(N_("{where}: ")), {{"where", std::string(where)}});
  }
  std::cerr << translator_.text(message) << '\n';
  if (!note.empty()) {
    std::cerr << "  " << note << '\n';
  }
  if (const std::string hint = translator_.hint(message); !hint.empty()) {
    std::cerr << "  " << hint << '\n';
  }
  std::cerr << std::flush;
}

void Console::report(const Diagnostics& diagnostics, std::string_view subject) {
  constexpr std::size_t kShownPlaces = 3;
  for (const Diagnostic& item : diagnostics.items()) {
    std::string places;
    for (std::size_t i = 0; i < std::min(kShownPlaces, item.where.size()); ++i) {
      places += (i > 0 ? ", " : "") + item.where[i];
    }
    const std::string count = translator_.number(static_cast<double>(item.count), 0);
    const std::string_view pattern = item.count <= 1 ? N_("at {places}")
                                     : places.empty()
                                         ? NP_("{count} time", "{count} times")
                                         : NP_("{count} time, at {places}", "{count} times, first at {places}");
    const std::string note = translator_.text(Message({"", pattern}, {{"places", places}, {"count", count}}));
    report(item.severity, item.message, subject, item.count <= 1 && places.empty() ? std::string() : note);
  }
}

void Console::report(const Finding& finding, const std::string& territory, const std::string& layer) {
  report(Severity::Warning, finding.message);
  for (const Remedy& remedy : finding.remedies) {
    const std::string accuracy = translator_.number(remedy.accuracyMetres, remedy.accuracyMetres < 0.1 ? 2 : 1);
    const std::string_view pattern =
        remedy.accuracyMetres > 0.0 ? N_("To correct it (± {accuracy} m): {command}") : N_("To correct it: {command}");
    std::cerr << "  "
              << substitute(translator_.tr(pattern),
                            {{"accuracy", accuracy}, {"command", remedyCommand(territory, layer, remedy)}})
              << '\n';
  }
  std::cerr << std::flush;
}

ExitCode Console::fail(const Error& error) {
  this->error(error);
  return exitCodeOf(error);
}

ExitCode Console::failExport(const Error& error) {
  this->error(error);
  return error.code == ErrorCode::Cancelled ? ExitCode::Interrupted : ExitCode::Export;
}

ProgressSink Console::progress() {
  return [this](const Progress& progress) { show(progress); };
}

void Console::show(const Progress& progress) {
  const std::string stage = translator_.text(progress.stage);
  const auto now = std::chrono::steady_clock::now();
  if (isTerminal_) {
    if (stage != stage_ || now - lastShown_ >= kBarInterval) {
      showBar(stage, progress.fraction);
      lastShown_ = now;
    }
  } else {
    const int tenth = progress.fraction < 0.0 ? -1 : static_cast<int>(progress.fraction * 10.0);
    if (stage != stage_ || (tenth != tenth_ && now - lastShown_ >= kLineInterval)) {
      std::cerr << stage;
      if (tenth >= 0) {
        std::cerr << ' ' << tenth * 10 << " %";
      }
      std::cerr << '\n' << std::flush;
      tenth_ = tenth;
      lastShown_ = now;
    }
  }
  stage_ = stage;
}

void Console::showBar(const std::string& stage, double fraction) {
  std::string line = "\r\x1b[K" + stage;
  if (fraction >= 0.0) {
    const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kBarCells);
    line += " ";
    for (int cell = 0; cell < kBarCells; ++cell) {
      line += cell < full ? "█" : "░";
    }
    line += " " + std::to_string(static_cast<int>(std::clamp(fraction, 0.0, 1.0) * 100.0)) + " %";
  }
  std::cerr << line << std::flush;
  hasBar_ = true;
}

void Console::endProgress() {
  if (hasBar_) {
    std::cerr << "\r\x1b[K" << std::flush;
    hasBar_ = false;
  }
  stage_.clear();
  tenth_ = -1;
}

bool Console::canAsk() const { return isTerminal_ && isatty(STDIN_FILENO) == 1; }

bool Console::ask(std::string_view english, const std::vector<MessageArgument>& arguments) {
  if (!canAsk()) {
    return false;
  }
  endProgress();
  std::cerr << substitute(translator_.tr(english), arguments) << translator_.tr(N_(" [y/N] ")) << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  const char first = answer.empty() ? 'n' : answer.front();
  return first == 'y' || first == 'Y' || first == 'o' || first == 'O';
}

}  // namespace belvedere::app
