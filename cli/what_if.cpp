#include "cli/what_if.h"

#include <algorithm>

#include "assess/assessment.h"
#include "assess/protection.h"
#include "cli/text/members.h"
#include "cli/words/printable_text.h"
#include "dns/name.h"
#include "senders/what_if.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

ordered_json outcome_json(const senders::Outcome& outcome) {
  return {{"result", senders::to_string(outcome.result)},
          {"proof", senders::to_string(outcome.proof)},
          {"why", senders::to_string(outcome.why)}};
}

ordered_json interference_json(const senders::Interference& found) {
  ordered_json stands = ordered_json::array();
  for (const senders::Stand& stand : found.stands) {
    // What partners agree on between themselves is nothing that a domain brings about.
    if (stand.profile->for_partners()) continue;
    ordered_json undone_by = nullptr;
    if (stand.undone_by) undone_by = senders::attack(*stand.undone_by).code;
    stands.push_back({{"sender", stand.profile->code},
                      {"standing", senders::to_string(stand.standing)},
                      {"untouched", outcome_json(stand.untouched)},
                      {"undone_by", std::move(undone_by)}});
  }
  return {{"protection", senders::to_string(found.protection)}, {"senders", std::move(stands)}};
}

/// The domain's servers are in the order of the assessment's.
std::optional<std::size_t> place_of(const assess::Assessment& assessment, const std::string& host) {
  const auto wanted = dns::Name::from_text(host);
  if (!wanted) return std::nullopt;
  const auto found = std::find_if(assessment.servers.begin(), assessment.servers.end(),
                                  [&](const assess::ServerAssessment& one) { return one.server->host == *wanted; });
  if (found == assessment.servers.end()) return std::nullopt;
  return static_cast<std::size_t>(found - assessment.servers.begin());
}

/// As a sender's standing, and by which attack.
std::string standing_text(const ordered_json& sender, const Words& words) {
  std::string standing = words.say("cli.what-if.standing." + text_of_member(sender, "standing"));
  const std::string attack = text_of_member(sender, "undone_by");
  // Who asks for nothing needs no attack in particular.
  if (attack.empty() || text_of_member(sender, "standing") != "undone") return standing;
  return words.say("cli.what-if.by", {{"standing", standing}, {"attack", words.say("cli.what-if.attack." + attack)}});
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
                                                const Otherwise& otherwise, const Words& words) {
  const assess::Assessment assessment = assess::assess(check, &roots);
  const auto protection = assess::protection_of(check, assessment.servers, &roots);
  if (!protection) return words.say("cli.error.what-if");
  senders::Domain domain = protection->domain;
  std::vector<bool> stays(domain.servers.size(), true);
  for (const std::string& host : otherwise.without) {
    const auto place = place_of(assessment, host);
    if (!place) {
      return words.say("cli.error.without",
                       {{"host", steady_text(host)}, {"domain", steady_text(check.domain().to_text())}});
    }
    stays[*place] = false;
  }
  std::vector<senders::Server> left;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (stays[i]) left.push_back(domain.servers[i]);
  }
  if (left.empty()) return words.say("cli.error.without-all");
  domain.servers = std::move(left);
  for (const std::string& text : otherwise.settings) {
    const senders::Setting* setting = senders::find_setting(text);
    if (!setting) return words.say("cli.error.setting", {{"typed", steady_text(text)}, {"settings", setting_names()}});
    setting->apply(domain);
  }
  return ordered_json{{"domain", check.domain().to_text()},
                      {"settings", otherwise.settings},
                      {"without", otherwise.without},
                      {"now", interference_json(protection->interference)},
                      {"then", interference_json(senders::interference(senders::profiles(), domain))}};
}

std::string what_if_text(const ordered_json& answer, Style style, const Words& words) {
  Paper paper(style, words);
  const ordered_json &now = answer.at("now"), &then = answer.at("then");
  const auto sentence = [&](const ordered_json& side) {
    return words.say("cli.what-if.protection." + text_of_member(side, "protection"));
  };
  paper.text(0, words.say("cli.what-if.heading", {{"domain", printable_text(text_of_member(answer, "domain"))}}),
             Ink::Strong);
  paper.blank();
  paper.row(0, words.say("cli.what-if.now"), sentence(now), ink_of(now));
  paper.row(0, words.say("cli.what-if.then"), sentence(then), ink_of(then));
  paper.blank();
  paper.text(0, words.say("cli.what-if.senders"), Ink::Strong);
  for (std::size_t i = 0; i < then.at("senders").size(); ++i) {
    const ordered_json& sender = then.at("senders").at(i);
    const std::string before = standing_text(now.at("senders").at(i), words), after = standing_text(sender, words);
    const bool same = before == after;
    paper.row(2, text_of_member(sender, "sender"),
              same ? after : words.say("cli.what-if.changed", {{"now", before}, {"then", after}}),
              same ? Ink::Quiet : Ink::Plain);
  }
  return paper.take();
}

int what_if_exit_code(const ordered_json& answer) {
  const std::string protection = text_of_member(answer.at("then"), "protection");
  return protection == "protected" ? 0 : protection == "depends" ? 1 : 2;
}

}  // namespace mailglass::cli
