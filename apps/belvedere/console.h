#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "apps/belvedere/exit_code.h"
#include "engine/core/finding.h"
#include "engine/core/progress.h"
#include "engine/core/translator.h"

namespace belvedere::app {

/// "belvedere set TERRITORY LAYER KEY=VALUE", quoted for a shell where it must be.
std::string remedyCommand(const std::string& territory, const std::string& layer, const Remedy& remedy);

/// The program's two streams: results on stdout, messages and progress on stderr. One thread.
class Console {
 public:
  explicit Console(const Translator& translator);
  ~Console() { endProgress(); }
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  const Translator& translator() const { return translator_; }

  /// A line of the result, as it is.
  void print(std::string_view line);
  /// A sentence of the result: an English text marked with N_, with its arguments.
  void say(std::string_view english, const std::vector<MessageArgument>& arguments = {});

  /// Whether everything printed so far has reached its place (a full disk may take a part of it).
  bool isOutputWhole() const;

  /// Messages, each with its note and its hint on lines of their own.
  void error(const Error& error);
  void report(Severity severity, const Message& message, std::string_view where = {}, const std::string& note = {});
  /// `subject`: of what all of them are, a layer's id for instance.
  void report(const Diagnostics& diagnostics, std::string_view subject = {});
  /// A finding of a layer, with the commands that would put it right.
  void report(const Finding& finding, const std::string& territory, const std::string& layer);

  /// Says why a command ends, and with which code.
  ExitCode fail(const Error& error);
  /// The same where something could not be written.
  ExitCode failExport(const Error& error);

  /// A bar on a terminal, else a line each time a tenth or a new stage is reached.
  ProgressSink progress();
  void endProgress();

  /// Asks a question that is answered with yes or no; no without a terminal on both sides.
  bool canAsk() const;
  bool ask(std::string_view english, const std::vector<MessageArgument>& arguments);

 private:
  void show(const Progress& progress);
  void showBar(const std::string& stage, double fraction);

  const Translator& translator_;
  bool isTerminal_;
  bool hasBar_ = false;
  std::string stage_;
  int tenth_ = -1;
  std::chrono::steady_clock::time_point lastShown_{};
};

}  // namespace belvedere::app
