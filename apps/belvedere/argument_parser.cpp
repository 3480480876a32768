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
  std::vector<std::pair<std::string, CLI::Option*>> required;
  std::string language;  // --lang is already known when a command reads its arguments
};

ArgumentParser::ArgumentParser(const Translator& translator, std::string_view command, std::string_view summary)
    : data_(std::make_unique<Data>(translator, command, summary)) {
  CLI::App& cli = data_->cli;
  cli.allow_extras();
  cli.set_help_flag("-h,--help", translator.tr(N_("Shows this help.")));
  cli.add_option("--lang", data_->language, translator.tr(N_("Language of the messages: fr or en.")))
      ->type_name("LANG");
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(30);
  for (const auto& [label, text] :
       {std::pair{"Usage", N_("Usage")}, std::pair{"Positionals", N_("Arguments")}, std::pair{"Options", N_("Options")},
        std::pair{"OPTIONS", N_("OPTIONS")}, std::pair{"REQUIRED", N_("(required)")}}) {
    formatter->label(label, translator.tr(text));
  }
  cli.formatter(formatter);
}

ArgumentParser::~ArgumentParser() = default;

void ArgumentParser::positional(const std::string& name, std::string& value, std::string_view help, bool isRequired) {
  CLI::Option* option = data_->cli.add_option(name, value, data_->translator.tr(help))->type_name(" ");
  if (isRequired) {
    data_->required.emplace_back(name, option);
  }
}

void ArgumentParser::positionals(const std::string& name, std::vector<std::string>& values, std::string_view help) {
  data_->required.emplace_back(name, data_->cli.add_option(name, values, data_->translator.tr(help))->type_name(" "));
}

void ArgumentParser::option(const std::string& flags, const std::string& valueName, std::string& value,
                            std::string_view help, bool isRequired) {
  CLI::Option* option = data_->cli.add_option(flags, value, data_->translator.tr(help))->type_name(valueName);
  if (isRequired) {
    data_->required.emplace_back(flags.substr(flags.find("--")), option);
  }
}

void ArgumentParser::options(const std::string& flag, const std::string& valueName, std::vector<std::string>& values,
                             std::string_view help) {
  data_->cli.add_option(flag, values, data_->translator.tr(help))->type_name(valueName)->take_all();
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
