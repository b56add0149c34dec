#include "cli/domains.h"

#include <algorithm>
#include <array>
#include <istream>
#include <iterator>
#include <optional>

#include "config/file.h"
#include "main/command_line.h"
#include "speech/printable_text.h"

namespace mailglass::cli {
namespace {

constexpr std::size_t kMaxList = std::size_t{4} << 20U;  // bytes

/// Of input::Why, in its order.
constexpr std::array kRefusals{"typed.nothing", "typed.too-long", "typed.nothing-after-at",
                               "typed.address", "typed.spaces",   "typed.no-dot",
                               "typed.dots",    "typed.no-domain"};

/// A domain that begins with this label, if there can be one.
std::string example_with(const std::string& label) {
  const input::Reading reading = input::read_typed(label + ".org");
  const auto* domain = std::get_if<input::Domain>(&reading);
  return domain ? domain->shown.substr(0, domain->shown.rfind('.')) : "example";
}

/// What is wrong with what was typed; empty if nothing is.
struct Wrongness {
  const std::string& typed;
  std::string_view commands;
  const Words& words;

  std::string operator()(const input::Domain&) const { return ""; }
  std::string operator()(const input::Guess& guess) const {
    return words.say("cli.error.typed-guess", {{"typed", steady_text(typed)}, {"domain", guess.domain.shown}});
  }
  std::string operator()(const input::Several& several) const {
    std::vector<std::string> shown;
    for (const input::Domain& domain : several.domains) shown.push_back(domain.shown);
    return words.say("cli.error.typed-several", {{"typed", steady_text(typed)}, {"domains", words.list(shown)}});
  }
  std::string operator()(const input::Refused& refused) const {
    const std::string named = steady_text(refused.named);
    if (refused.why == input::Why::NoDot && !commands.empty() && refused.named == typed) {
      return words.say(
          "cli.error.no-command",
          {{"typed", named}, {"commands", std::string(commands)}, {"example", example_with(refused.named)}});
    }
    std::string why = words.say(kRefusals.at(static_cast<std::size_t>(refused.why)),
                                {{"typed", named}, {"example", example_with(refused.named)}});
    const bool quotable = refused.why != input::Why::Empty && refused.why != input::Why::TooLong;
    if (!quotable) return why;
    return words.say("cli.error.typed", {{"typed", steady_text(typed)}, {"why", why}});
  }
};

class Collector {
 public:
  Collector(std::string_view commands, const Words& words) : commands_(commands), words_(words) {}

  /// Empty, or why it is no domain.
  std::string take(const std::string& typed) {
    const input::Reading reading = input::read_typed(typed);
    if (const auto* domain = std::get_if<input::Domain>(&reading)) {
      const auto same = [&](const input::Domain& other) { return other.name == domain->name; };
      if (std::none_of(domains_.begin(), domains_.end(), same)) domains_.push_back(*domain);
    }
    return std::visit(Wrongness{typed, commands_, words_}, reading);
  }

  /// Nothing, or what is wrong with the list.
  std::optional<NoDomains> take_list(const std::string& name, std::string_view text) {
    const std::string shown = name == kStandardInput ? words_.say("cli.standard-input") : steady_text(name);
    // Editors may begin a file with it: U+FEFF in UTF-8.
    constexpr std::string_view kByteOrderMark = "\357\273\277";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    bool any = false;
    for (std::int64_t number = 1; !text.empty(); ++number) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      const std::string typed(without_comment(line));
      if (typed.find_first_not_of(" \t\r") == std::string::npos) continue;
      any = true;
      const std::string wrong = take(typed);
      if (!wrong.empty())
        return NoDomains{
            relay::kExitNoInput,
            words_.say("cli.error.line", {{"file", shown}, {"n", std::to_string(number)}, {"why", wrong}})};
    }
    if (any) return std::nullopt;
    return NoDomains{relay::kExitNoInput, words_.say("cli.error.empty-list", {{"file", shown}})};
  }

  std::vector<input::Domain> domains() && { return std::move(domains_); }

 private:
  /// A web address has "#" inside, a comment begins the line or stands behind a blank.
  static std::string_view without_comment(std::string_view line) {
    for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
      if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return line.substr(0, at);
    }
    return line;
  }

  std::string_view commands_;
  const Words& words_;
  std::vector<input::Domain> domains_;
};

std::optional<std::string> read_list(const std::string& name, std::istream& standard_input) {
  if (name != kStandardInput) return relay::read_file(name, kMaxList);
  return std::string(std::istreambuf_iterator<char>(standard_input), {});
}

}  // namespace

Domains domains_of(const std::vector<std::string>& typed, const std::string& file, std::istream& standard_input,
                   std::string_view commands, const Words& words) {
  Collector collector(commands, words);
  std::vector<std::string> lists;
  for (const std::string& word : typed) {
    if (word == kStandardInput) {
      lists.push_back(word);
    } else if (std::string wrong = collector.take(word); !wrong.empty()) {
      return NoDomains{relay::kExitUsage, std::move(wrong)};
    }
  }
  if (!file.empty()) lists.push_back(file);
  for (const std::string& name : lists) {
    const std::optional<std::string> text = read_list(name, standard_input);
    if (!text) return NoDomains{relay::kExitNoInput, words.say("cli.error.cannot-read", {{"file", steady_text(name)}})};
    if (auto wrong = collector.take_list(name, *text)) return *std::move(wrong);
  }
  return std::move(collector).domains();
}

}  // namespace mailglass::cli
