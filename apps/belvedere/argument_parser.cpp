#include "apps/belvedere/argument_parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "engine/core/nearest_name.h"

namespace belvedere::app {
namespace {

constexpr MessageId kUnknownOption{"option-unknown", N_("{command} has no option {option}."),
                                   N_("Did you mean {nearest}?")};
constexpr MessageId kSurplus{"argument-surplus", N_("{command} does not expect “{argument}”."),
                             N_("See belvedere {command} --help.")};
constexpr MessageId kMissing{"argument-missing", N_("{command}: {argument} is missing."),
                             N_("See belvedere {command} --help.")};
constexpr MessageId kNoValue{"option-without-value", N_("{command}: an option lacks its value or has one too many."),
                             N_("See belvedere {command} --help.")};

constexpr std::size_t kLeftColumn = 30;

std::size_t letterCount(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

using RequiredOptions = std::vector<std::pair<std::string, CLI::Option*>>;

/// CLI11's help, but with its words in the language, required arguments without brackets, and columns counted in
/// letters.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter(const Translator& translator, const RequiredOptions& required)
      : translator_(translator), required_(required) {}

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = translator_.tr(N_("Usage:")) + " " + name + " [" + translator_.tr(N_("OPTIONS")) + "]";
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional() && isRequired(option)) {
        usage += " " + option->get_name(false, false) + " " + option->get_type_name();
      }
    }
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_positional()) {
        usage += " " + make_option_usage(option);
      }
    }
    return usage + "\n";
  }

  std::string make_group(std::string /*group*/, bool isPositional,
                         std::vector<const CLI::Option*> group) const override {
    std::string text = "\n" + translator_.tr(isPositional ? N_("Arguments:") : N_("Options:")) + "\n";
    for (const CLI::Option* option : group) {
      text += make_option(option, isPositional);
    }
    return text;
  }

  std::string make_option(const CLI::Option* option, bool isPositional) const override {
    std::string line = "  " + make_option_name(option, isPositional) + (isPositional ? "" : make_option_opts(option));
    const std::size_t letters = letterCount(line);
    line += letters < kLeftColumn ? std::string(kLeftColumn - letters, ' ') : "\n" + std::string(kLeftColumn, ' ');
    const bool isMarked = !isPositional && isRequired(option);
    return line + option->get_description() + (isMarked ? " " + translator_.tr(N_("(required)")) : "") + "\n";
  }

  std::string make_option_usage(const CLI::Option* option) const override {
    const bool isMany = option->get_expected_max() >= CLI::detail::expected_max_vector_size;
    const std::string name = option->get_name(true, false) + (isMany ? "..." : "");
    return isRequired(option) ? name : "[" + name + "]";
  }

 private:
  bool isRequired(const CLI::Option* option) const {
    return std::any_of(required_.begin(), required_.end(), [&](const auto& known) { return known.second == option; });
  }

  const Translator& translator_;
  const RequiredOptions& required_;
};

}  // namespace

struct ArgumentParser::Data {
  Data(const Translator& translatorUsed, std::string_view commandName, std::string_view summary)
      : translator(translatorUsed), command(commandName), cli(translator.tr(summary), "belvedere " + command) {}

  Error usage(const MessageId& id, std::vector<MessageArgument> arguments) const {
    arguments.emplace_back("command", command);
    return Error{ErrorCode::InvalidArgument, Message(id, std::move(arguments)), {}};
  }

  Error unexpected(const std::string& argument) const {
    if (argument.size() < 2 || argument.front() != '-') {
      return usage(kSurplus, {{"argument", argument}});
    }
    const std::string option = argument.substr(0, argument.find('='));
    std::vector<std::string> names;
    for (const CLI::Option* known : cli.get_options()) {
      for (const std::string& name : known->get_lnames()) {
        names.push_back("--" + name);
      }
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const auto nearest = nearestName(option, views);
    Error error = usage(kUnknownOption, {{"option", option}, {"nearest", std::string(nearest.value_or(""))}});
    if (!nearest) {
      error.message.hint.clear();
    }
    return error;
  }

  const Translator& translator;
  std::string command;
  CLI::App cli;
  RequiredOptions required;
  std::string language;  // --lang is already known when a command reads its arguments
};

ArgumentParser::ArgumentParser(const Translator& translator, std::string_view command, std::string_view summary)
    : data_(std::make_unique<Data>(translator, command, summary)) {
  CLI::App& cli = data_->cli;
  cli.allow_extras();
  cli.set_help_flag("-h,--help", translator.tr(N_("Shows this help.")));
  cli.add_option("--lang", data_->language, translator.tr(N_("Language of the messages: fr or en.")))
      ->type_name(translator.tr(N_("LANGUAGE")));
  cli.formatter(std::make_shared<HelpFormatter>(translator, data_->required));
}

ArgumentParser::~ArgumentParser() = default;

void ArgumentParser::positional(std::string_view name, std::string& value, std::string_view help, bool isRequired) {
  const std::string shown = data_->translator.tr(name);
  CLI::Option* option = data_->cli.add_option(shown, value, data_->translator.tr(help));
  if (isRequired) {
    data_->required.emplace_back(shown, option);
  }
}

void ArgumentParser::positionals(std::string_view name, std::vector<std::string>& values, std::string_view help) {
  const std::string shown = data_->translator.tr(name);
  data_->required.emplace_back(shown, data_->cli.add_option(shown, values, data_->translator.tr(help)));
}

void ArgumentParser::option(const std::string& flags, std::string_view valueName, std::string& value,
                            std::string_view help, bool isRequired) {
  CLI::Option* option =
      data_->cli.add_option(flags, value, data_->translator.tr(help))->type_name(data_->translator.tr(valueName));
  if (isRequired) {
    data_->required.emplace_back(flags.substr(flags.find("--")), option);
  }
}

void ArgumentParser::options(const std::string& flag, std::string_view valueName, std::vector<std::string>& values,
                             std::string_view help) {
  data_->cli.add_option(flag, values, data_->translator.tr(help))
      ->type_name(data_->translator.tr(valueName))
      ->take_all();
}

void ArgumentParser::optionalValue(const std::string& flag, const std::string& valueName, bool& isGiven,
                                   std::string& value, std::string_view help) {
  const auto take = [&isGiven, &value](const std::vector<std::string>& values) {
    isGiven = true;
    value = values.empty() ? std::string() : values.front();
    return true;
  };
  data_->cli.add_option(flag, CLI::callback_t(take), data_->translator.tr(help))
      ->type_name("[" + valueName + "]")
      ->expected(0, 1);
}

void ArgumentParser::flag(const std::string& flag, bool& value, std::string_view help) {
  data_->cli.add_flag(flag, value, data_->translator.tr(help));
}

Result<bool> ArgumentParser::parse(std::span<const std::string> arguments) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    data_->cli.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return false;
  } catch (const CLI::ParseError&) {
    return tl::unexpected(data_->usage(kNoValue, {}));
  }
  const std::vector<std::string> rest = data_->cli.remaining();
  if (!rest.empty()) {
    const auto option = std::find_if(rest.begin(), rest.end(), [](const auto& text) { return text.starts_with("-"); });
    return tl::unexpected(data_->unexpected(option == rest.end() ? rest.front() : *option));
  }
  for (const auto& [name, option] : data_->required) {
    if (option->count() == 0) {
      return tl::unexpected(data_->usage(kMissing, {{"argument", name}}));
    }
  }
  return true;
}

std::string ArgumentParser::helpText() const { return data_->cli.help(); }

}  // namespace belvedere::app
