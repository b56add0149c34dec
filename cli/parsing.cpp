#include "cli/parsing.h"

#include <array>
#include <charconv>
#include <sstream>
#include <string>
#include <string_view>

#include "cli/text/members.h"
#include "speech/printable_text.h"

namespace mailglass::cli {
namespace {

struct Label {
  const char *of_cli11, *id;
};
constexpr std::array kLabels{
    Label{"Usage", "cli.help.usage"},
    Label{"OPTIONS", "cli.help.options-mark"},
    Label{"SUBCOMMAND", "cli.help.command-mark"},
    Label{"Positionals", "cli.help.arguments"},
    Label{"REQUIRED", "cli.help.required"},
};

/// The option whose name is the longest that a complaint of CLI11 holds; null for none.
const CLI::Option* named_in(std::string_view text, const CLI::App& app) {
  const CLI::Option* found = nullptr;
  const auto look = [&](const CLI::App& command) {
    for (const CLI::Option* option : command.get_options()) {
      const std::string name = option->get_name();
      if (text.find(name) != std::string_view::npos && (!found || name.size() > found->get_name().size()))
        found = option;
    }
  };
  look(app);
  for (const CLI::App* command : app.get_subcommands()) look(*command);
  return found;
}

/// What is wrong with how often, or with what, an option is given.
const char* misuse(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return "cli.error.takes-none";
  return option.count() > 1 ? "cli.error.once" : "cli.error.no-value";
}

std::string unexpected(const CLI::App& app) {
  std::string arguments;
  for (const std::string& argument : app.remaining(true)) append(arguments, printable_text(argument), " ");
  return arguments;
}

std::string complaint(const CLI::ParseError& error, const CLI::App& app, const Words& words) {
  if (dynamic_cast<const CLI::ValidationError*>(&error)) {
    // "OPTION: " and what our own validator says.
    const std::string_view text = error.what();
    return std::string(text.substr(std::min(text.find(": ") + 2, text.size())));
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error))
    return words.say("cli.error.unexpected", {{"arguments", unexpected(app)}});
  const CLI::Option* option = named_in(error.what(), app);
  if (!option) return words.say("cli.error.arguments");
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  return words.say(missing ? "cli.error.missing" : misuse(*option), {{"option", option->get_name()}});
}

}  // namespace

void speak(CLI::App& app, const Words& words) {
  for (const Label& label : kLabels) app.get_formatter()->label(label.of_cli11, words.say(label.id));
  app.option_defaults()->group(words.say("cli.help.options"));
}

CLI::Validator number_between(std::int64_t least, std::int64_t most, const char* option, const Words& words) {
  const std::string otherwise =
      words.say("cli.error.range",
                {{"option", std::string(option)}, {"least", std::to_string(least)}, {"most", std::to_string(most)}});
  return CLI::Validator(
      [=](const std::string& text) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool fits = error == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
        return fits ? std::string() : otherwise;
      },
      "");
}

std::optional<relay::Leave> parse(CLI::App& app, const Arguments& arguments, const Words& words) {
  try {
    app.parse(arguments.count(), arguments.values());
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    if (app.exit(error, out, err) != 0) return relay::complaint(app, relay::kExitUsage, complaint(error, app, words));
    std::string text = out.str();
    if (!text.ends_with('\n')) text += '\n';
    return relay::Leave{0, std::move(text)};
  }
  return std::nullopt;
}

}  // namespace mailglass::cli
