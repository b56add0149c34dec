#include "cli/text/text_report.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "cli/not_asked.h"
#include "cli/text/answer.h"
#include "cli/text/as_typed.h"
#include "cli/text/certificates_text.h"
#include "cli/text/exploration_text.h"
#include "cli/text/lens_text.h"
#include "cli/text/members.h"
#include "cli/text/own.h"
#include "cli/text/place.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

/// In which colour a word of the report is said.
struct Word {
  std::string_view code;
  Ink ink;
};
constexpr std::array kAxisStates{Word{"protected", Ink::Good}, Word{"partly", Ink::Warning}, Word{"exposed", Ink::Bad},
                                 Word{"unknown", Ink::Warning}};
constexpr std::array kOutcomes{Word{"encrypted", Ink::Good}, Word{"no-starttls", Ink::Bad}, Word{"no-ehlo", Ink::Bad},
                               Word{"proof-failed", Ink::Bad}, Word{"", Ink::Warning}};
constexpr std::array kSeverities{Word{"bad", Ink::Bad}, Word{"warning", Ink::Warning}, Word{"info", Ink::Plain},
                                 Word{"good", Ink::Good}};
/// The last row stands for every other code.
const Word& word_for(std::span<const Word> words, const ordered_json& code) {
  const auto row = std::find_if(words.begin(), words.end(), [&](const Word& word) { return code == word.code; });
  return row == words.end() ? words.back() : *row;
}

void write_verdict(const ordered_json& report, Paper& paper) {
  const ordered_json& verdict = member(report, "verdict");
  const Words& words = paper.words();
  std::string sentence = text_of_member(verdict, "sentence");
  // Of a check that goes on, nothing is told before its sentence.
  if (member(verdict, "because") != "pending") {
    sentence = words.say("cli.answer", {{"word", words.say(answer_id(report))}, {"sentence", std::move(sentence)}});
  }
  paper.text(0, sentence, answer_ink(report));
}

void write_answer(const ordered_json& report, Paper& paper) {
  write_verdict(report, paper);
  // As on the page: a check that was not carried out, say, has no axes to tell of.
  if (!has_limits(report)) return;
  const Words& words = paper.words();
  const Place place{2, paper};
  for (const std::string_view key : {"passive", "active"}) {
    const ordered_json& axis = member(member(report, "axes"), key);
    const std::string said = text_of_member(axis, "sentence");
    if (said.empty()) continue;
    const Word& state = word_for(kAxisStates, member(axis, "state"));
    place.row(
        place.label(key),
        words.say("sentences", {{"first", words.say(std::string("cli.axis.").append(state.code))}, {"then", said}}),
        state.ink);
  }
}

/// Of a file: that nobody was asked now, and whose word its date is.
void write_reading(const ordered_json& report, Paper& paper) {
  if (member(report, "reading") != "opened") return;
  const std::int64_t started = member(report, "started_unix_ms").get<std::int64_t>() / 1000;
  const Words& words = paper.words();
  paper.text(2, words.say("cli.replayed", {{"time", time_text(started)}}), Ink::Warning);
  const ordered_json& not_before = member(report, "not_before");
  if (not_before.is_null()) return;
  const std::int64_t signed_at = member(not_before, "unix_seconds").get<std::int64_t>();
  std::string said = words.say("cli.not-before." + text_of_member(not_before, "by"), {{"time", time_text(signed_at)}});
  if (signed_at > started)
    said = words.say("sentences", {{"first", std::move(said)}, {"then", words.say("cli.date-wrong")}});
  paper.text(2, said, signed_at > started ? Ink::Bad : Ink::Plain);
}

/// What the network between here and the mail servers may have to do with the answer.
void write_network(const ordered_json& report, Paper& paper) {
  const ordered_json& relay = member(report, "relay");
  std::set<std::string> outcomes;
  for (const ordered_json& server : member(report, "servers")) {
    for (const ordered_json& address : member(server, "addresses")) outcomes.insert(text_of_member(address, "outcome"));
  }
  const bool some_without_way = outcomes.erase("no-route") > 0 && !has_not_asked(report);
  const auto warn = [&](const char* id) { paper.text(2, paper.words().say(id), Ink::Warning); };
  if (is_true(relay, "lab")) warn("cli.lab");
  if (member(relay, "port25") == "blocked") {
    warn("cli.blocked");
  } else if (some_without_way && outcomes.empty()) {
    warn("cli.no-way");
  } else if (outcomes == std::set<std::string>{"unreachable"} && member(relay, "port25") != "open") {
    warn("cli.none-reached");
  }
}

/// The facts about exactly this, which may be the domain itself (empty).
void write_facts(const ordered_json& report, const ordered_json& subject, std::size_t indent, Paper& paper) {
  for (const ordered_json& fact : member(report, "facts")) {
    if (member(fact, "subject") != subject) continue;
    paper.row(indent, text_of_member(fact, "label"),
              paper.words().say("cli.fact", {{"text", text_of_member(fact, "text")},
                                             {"assurance", text_of_member(fact, "assurance")}}));
  }
}

/// What every part about an address needs beside it.
struct Context {
  const ordered_json& report;
  const ordered_json& lens;  ///< null for none
};

void write_address(const Context& context, const ordered_json& server, const ordered_json& address, Paper& paper) {
  paper.blank();
  const std::string sentence = text_of_member(address, "sentence");
  const Words& words = paper.words();
  paper.text(2,
             words.say("cli.address", {{"address", text_of_member(address, "address")},
                                       {"sentence", sentence.empty() ? words.say("cli.not-finished") : sentence}}),
             word_for(kOutcomes, member(address, "outcome")).ink);
  if (const ordered_json& proof = member(address, "proof"); !proof.is_null()) {
    const Place place{4, paper};
    place.row(place.label("proven"),
              words.say("cli.proven", {{"name", text_of_member(proof, "name")},
                                       {"assurance", text_of_member(proof, "assurance")},
                                       {"source", text_of_member(member(context.report, "routing"), "name_words")}}));
  }
  write_facts(context.report, {{"host", member(server, "host")}, {"address", member(address, "address")}}, 4, paper);
  write_certificates(member(address, "certificates"), 4, paper);
  write_exploration(member(address, "exploration"), 4, paper);
  write_judgements(address, context.lens, 4, paper);
}

void write_servers(const Context& context, Paper& paper) {
  for (const ordered_json& server : member(context.report, "servers")) {
    paper.blank();
    std::string heading = text_of_member(server, "host");
    if (member(server, "preference").is_number())
      heading = paper.words().say("cli.server", {{"host", heading}, {"n", text_of_member(server, "preference")}});
    paper.text(0, heading, Ink::Strong);
    if (!text_of_member(server, "sentence").empty()) paper.text(2, text_of_member(server, "sentence"), Ink::Warning);
    write_facts(context.report, {{"host", member(server, "host")}}, 4, paper);
    for (const ordered_json& address : member(server, "addresses")) write_address(context, server, address, paper);
  }
}

std::string subject_text(const ordered_json& subject, const Words& words) {
  const std::string host = text_of_member(subject, "host"), address = text_of_member(subject, "address");
  if (host.empty() || address.empty()) return host + address;
  return words.say("cli.subject", {{"host", host}, {"address", address}});
}

/// Whom a finding is about; nothing for the whole domain.
std::string subjects_text(const ordered_json& finding, const Words& words) {
  constexpr std::size_t kShown = 4;
  ordered_json texts = ordered_json::array();
  for (const ordered_json& subject : member(finding, "subjects")) texts.push_back(subject_text(subject, words));
  return words.list(first_of(texts, kShown, words));
}

void write_findings(const ordered_json& report, Paper& paper) {
  const ordered_json& findings = member(report, "findings");
  if (findings.empty()) return;
  paper.blank();
  const Words& words = paper.words();
  paper.text(0, words.say("cli.heading.findings"), Ink::Strong);
  for (const ordered_json& finding : findings) {
    const Word& severity = word_for(kSeverities, member(finding, "severity"));
    paper.row(2, words.say(std::string("severity.").append(severity.code)), text_of_member(finding, "title"),
              severity.ink);
    const std::string subjects = subjects_text(finding, words);
    if (!subjects.empty()) paper.row(2, "", words.say("cli.at", {{"subjects", subjects}}), Ink::Quiet);
    paper.row(2, "", text_of_member(finding, "text"));
    for (const ordered_json& line : member(finding, "lines")) paper.whole(2, line.get<std::string>());
    const std::string advice = text_of_member(finding, "advice");
    if (!advice.empty()) paper.row(2, "", words.say("cli.advice", {{"advice", advice}}));
  }
}

void write_open(const ordered_json& report, Paper& paper) {
  const ordered_json& open = member(report, "not_established");
  if (open.empty()) return;
  paper.blank();
  const Words& words = paper.words();
  paper.text(0, words.say("cli.heading.open"), Ink::Strong);
  for (const ordered_json& item : open) {
    std::string said =
        words.say("cli.open", {{"what", text_of_member(item, "what")}, {"why", text_of_member(item, "why")}});
    if (!member(item, "server_words").is_null()) {
      const std::string quoted = words.say("cli.server-said", {{"words", text_of_member(item, "server_words")}});
      said = words.say("sentences", {{"first", std::move(said)}, {"then", quoted}});
    }
    paper.text(2, said);
  }
}

void write_limits(const ordered_json& report, Paper& paper) {
  if (!has_limits(report)) return;
  paper.blank();
  paper.text(0, paper.words().say("cli.heading.limits"), Ink::Strong);
  for (const ordered_json& limit : member(report, "limits")) {
    paper.text(2, paper.words().say("cli.limit", {{"title", text_of_member(limit, "title")},
                                                  {"text", text_of_member(limit, "text")},
                                                  {"offer", text_of_member(limit, "offer")}}));
  }
}

void write_meanings(const ordered_json& report, Paper& paper) {
  paper.blank();
  paper.text(0, paper.words().say("cli.heading.assurance"), Ink::Strong);
  const bool own = is_own(report);
  const bool opened = member(report, "reading") == "opened";
  const auto row = [&](const char* word, const char* id) { paper.row(2, word, paper.words().say(id)); };
  row("verified", "cli.assurance.verified");
  row("authenticated", opened ? "cli.assurance.saved" : "cli.assurance.authenticated");
  row("observed", own ? "cli.own.observed" : "cli.assurance.observed");
  row("reported", own ? "cli.own.reported" : "cli.assurance.reported");
}

void write_costs(const ordered_json& report, Paper& paper) {
  paper.blank();
  const ordered_json& usage = member(report, "usage");
  const Words& words = paper.words();
  const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  std::string cost = words.say("cli.cost", {{"connections", number(number_of_member(usage, "connections"))},
                                            {"lookups", number(number_of_member(usage, "lookups"))},
                                            {"time", seconds_text(number_of_member(report, "elapsed_us"), words)}});
  if (member(report, "headline_us").is_number()) {
    const std::string answered =
        words.say("cli.cost.answer", {{"time", seconds_text(number_of_member(report, "headline_us"), words)}});
    cost = words.say("clauses", {{"first", std::move(cost)}, {"then", answered}});
  }
  if (!is_true(report, "complete"))
    cost = words.say("clauses", {{"first", std::move(cost)}, {"then", words.say("cli.cost.unfinished")}});
  const std::string ehlo = text_of_member(member(report, "relay"), "ehlo");
  const std::int64_t started = member(report, "started_unix_ms").get<std::int64_t>() / 1000;
  const bool opened = member(report, "reading") == "opened";
  std::string said =
      words.say(opened ? "cli.checked-file" : "cli.checked", {{"time", time_text(started)}, {"cost", std::move(cost)}});
  if (!ehlo.empty())
    said = words.say("sentences", {{"first", std::move(said)}, {"then", words.say("cli.ehlo", {{"name", ehlo}})}});
  paper.text(0, said, Ink::Quiet);
  if (!ehlo.empty() && ehlo.find('.') == std::string::npos) paper.text(0, words.say("cli.ehlo-short"), Ink::Warning);
}

}  // namespace

std::string text_report(const ordered_json& phrases, Style style, Wish wish, const Words& words) {
  const ordered_json report = as_typed(words.in_words(told_of_this_program(phrases)), wish.shown);
  Paper paper(style, words);
  const ordered_json& lens = lens_in(report, wish.lens);
  write_answer(report, paper);
  write_reading(report, paper);
  write_network(report, paper);
  write_findings(report, paper);
  paper.blank();
  paper.text(0, text_of_member(member(report, "routing"), "sentence"));
  write_facts(report, ordered_json::object(), 4, paper);
  write_lens(lens, 2, paper);
  write_servers({report, lens}, paper);
  write_open(report, paper);
  write_limits(report, paper);
  write_meanings(report, paper);
  write_costs(report, paper);
  paper.blank();
  write_verdict(report, paper);
  return paper.take();
}

}  // namespace mailglass::cli
