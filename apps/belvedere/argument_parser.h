#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/translator.h"

namespace belvedere::app {

/// The arguments of one command: declares them, reads them, and writes the help. All values are read as text; the
/// command checks what they mean. Help texts and the names of arguments and values are English, marked with N_.
class ArgumentParser {
 public:
  ArgumentParser(const Translator& translator, std::string_view command, std::string_view summary);
  ~ArgumentParser();
  ArgumentParser(const ArgumentParser&) = delete;
  ArgumentParser& operator=(const ArgumentParser&) = delete;

  /// Arguments by place; `value` keeps its content where an optional one is absent.
  void positional(std::string_view name, std::string& value, std::string_view help, bool isRequired = true);
  /// One or more; the last of the positionals.
  void positionals(std::string_view name, std::vector<std::string>& values, std::string_view help);
  void option(const std::string& flags, std::string_view valueName, std::string& value, std::string_view help,
              bool isRequired = false);
  /// An option that may be given several times, and with several values.
  void options(const std::string& flag, std::string_view valueName, std::vector<std::string>& values,
               std::string_view help);
  /// An option that may stand alone: `isGiven` says that it is there, `value` is what follows it.
  void optionalValue(const std::string& flag, const std::string& valueName, bool& isGiven, std::string& value,
                     std::string_view help);
  void flag(const std::string& flag, bool& value, std::string_view help);

  /// Fails with InvalidArgument for an unknown option (nearest name in the hint), a missing or a surplus argument.
  /// False where the help was asked for: helpText() is then to be printed.
  Result<bool> parse(std::span<const std::string> arguments);
  std::string helpText() const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace belvedere::app
