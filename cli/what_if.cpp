#include "cli/what_if.h"

#include "cli/text/members.h"
#include "report/protection_view.h"
#include "senders/what_if.h"
#include "speech/printable_text.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

std::string complaint(const assess::NoWhatIf& none, const check::Check& check, const Words& words) {
  using Why = assess::NoWhatIf::Why;
  switch (none.why) {
    case Why::NotSimulated: return words.say("cli.error.what-if");
    case Why::NoServerLeft: return words.say("cli.error.without-all");
    case Why::NoSuchServer:
      return words.say("cli.error.without",
                       {{"host", steady_text(none.named)}, {"domain", steady_text(check.domain().to_text())}});
    case Why::NoSuchSetting:
      return words.say("cli.error.setting", {{"typed", steady_text(none.named)}, {"settings", setting_names()}});
  }
  return {};
}

/// As a sender's standing, and by which attack.
std::string standing_text(const ordered_json& sender, const Words& words) {
  std::string standing = words.say("what-if.standing." + text_of_member(sender, "standing"));
  const std::string attack = text_of_member(sender, "undone_by");
  // Who asks for nothing needs no attack in particular.
  if (attack.empty() || text_of_member(sender, "standing") != "undone") return standing;
  return words.say("what-if.by", {{"standing", standing}, {"attack", words.say("what-if.attack." + attack)}});
}

Ink ink_of(const ordered_json& side) {
  const std::string protection = text_of_member(side, "protection");
  return protection == "protected" ? Ink::Good : protection == "depends" ? Ink::Warning : Ink::Bad;
}

}  // namespace

std::string setting_names() {
  std::string names;
  for (const senders::Setting& setting : senders::settings())
    append(names, std::string(setting.name) + "=" + std::string(setting.value));
  return names;
}

std::variant<ordered_json, std::string> what_if(const check::Check& check, const x509::TrustStore& roots,
                                                const assess::Otherwise& otherwise, const Words& words) {
  const auto answer = assess::what_if(check, &roots, otherwise);
  if (const auto* none = std::get_if<assess::NoWhatIf>(&answer)) return complaint(*none, check, words);
  ordered_json out{{"domain", check.domain().to_text()}};
  out.update(report::what_if_json(std::get<assess::WhatIf>(answer), otherwise));
  return out;
}

std::string what_if_text(const ordered_json& answer, Style style, const Words& words) {
  Paper paper(style, words);
  const ordered_json &now = answer.at("now"), &then = answer.at("then");
  const auto sentence = [&](const ordered_json& side) {
    return words.say("what-if.protection." + text_of_member(side, "protection"));
  };
  paper.text(0, words.say("cli.what-if.heading", {{"domain", printable_text(text_of_member(answer, "domain"))}}),
             Ink::Strong);
  paper.blank();
  paper.row(0, words.say("what-if.now"), sentence(now), ink_of(now));
  paper.row(0, words.say("what-if.then"), sentence(then), ink_of(then));
  paper.blank();
  paper.text(0, words.say("what-if.senders"), Ink::Strong);
  for (std::size_t i = 0; i < then.at("senders").size(); ++i) {
    const ordered_json& sender = then.at("senders").at(i);
    // What partners agree on between themselves is nothing that a domain brings about.
    if (sender.at("partners").get<bool>()) continue;
    const std::string before = standing_text(now.at("senders").at(i), words), after = standing_text(sender, words);
    const bool same = before == after;
    paper.row(2, text_of_member(sender, "sender"),
              same ? after : words.say("what-if.changed", {{"before", before}, {"after", after}}),
              same ? Ink::Quiet : Ink::Plain);
  }
  return paper.take();
}

int what_if_exit_code(const ordered_json& answer) {
  const std::string protection = text_of_member(answer.at("then"), "protection");
  return protection == "protected" ? 0 : protection == "depends" ? 1 : 2;
}

}  // namespace mailglass::cli
