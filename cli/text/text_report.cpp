#include "cli/text/text_report.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "cli/text/certificates_text.h"
#include "cli/text/exploration_text.h"
#include "cli/text/lens_text.h"
#include "cli/text/members.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

/// How a word of the report is said, and in which colour.
struct Word {
  std::string_view code, label;
  Ink ink;
};
constexpr std::array kVerdicts{
    Word{"yes", "", Ink::Good},
    Word{"partly", "", Ink::Warning},
    Word{"no", "", Ink::Bad},
    Word{"unknown", "", Ink::Warning},
};
constexpr std::array kAxisStates{
    Word{"protected", "Protected.", Ink::Good},
    Word{"partly", "Partly protected.", Ink::Warning},
    Word{"exposed", "Not protected.", Ink::Bad},
    Word{"unknown", "Can't tell.", Ink::Warning},
};
constexpr std::array kOutcomes{
    Word{"encrypted", "", Ink::Good},   Word{"no-starttls", "", Ink::Bad}, Word{"no-ehlo", "", Ink::Bad},
    Word{"proof-failed", "", Ink::Bad}, Word{"", "", Ink::Warning},
};
constexpr std::array kSeverities{
    Word{"bad", "Problem", Ink::Bad},
    Word{"warning", "Worth fixing", Ink::Warning},
    Word{"info", "Good to know", Ink::Plain},
    Word{"good", "Well done", Ink::Good},
};
/// The last row stands for every other code.
const Word& word_for(std::span<const Word> words, const ordered_json& code) {
  const auto row = std::find_if(words.begin(), words.end(), [&](const Word& word) { return code == word.code; });
  return row == words.end() ? words.back() : *row;
}

struct Axis {
  std::string_view key, label;
};
constexpr std::array kAxes{Axis{"passive", "Against listening"}, Axis{"active", "Against interference"}};

void write_answer(const ordered_json& report, Paper& paper) {
  const ordered_json& verdict = member(report, "verdict");
  paper.text(0, text_of_member(verdict, "sentence"), word_for(kVerdicts, member(verdict, "word")).ink);
  for (const Axis& row : kAxes) {
    const ordered_json& axis = member(member(report, "axes"), row.key);
    const std::string sentence = text_of_member(axis, "sentence");
    if (sentence.empty()) continue;
    const Word& state = word_for(kAxisStates, member(axis, "state"));
    paper.row(2, row.label, std::string(state.label) + " " + sentence, state.ink);
  }
}

/// Of a file: that nobody was asked now, and whose word its date is.
void write_reading(const ordered_json& report, Paper& paper) {
  if (member(report, "reading") != "opened") return;
  const std::int64_t started = member(report, "started_unix_ms").get<std::int64_t>() / 1000;
  paper.text(
      2,
      "Replayed from a file; nobody was contacted now. By the word of whoever saved it, the check took place on " +
          time_text(started) + ".",
      Ink::Warning);
  const ordered_json& not_before = member(report, "not_before");
  if (not_before.is_null()) return;
  const std::int64_t signed_at = member(not_before, "unix_seconds").get<std::int64_t>();
  const std::string_view by = member(not_before, "by") == "ocsp" ? "an OCSP answer" : "a log's time stamp";
  std::string words = "It was not before " + time_text(signed_at) + ": of then is " + std::string(by) +
                      " that a server sent under its signature.";
  if (signed_at > started) words += " So the file's date is wrong.";
  paper.text(2, words, signed_at > started ? Ink::Bad : Ink::Plain);
}

/// What the network between here and the mail servers may have to do with the answer.
void write_network(const ordered_json& report, Paper& paper) {
  const ordered_json& relay = member(report, "relay");
  std::set<std::string> outcomes;
  for (const ordered_json& server : member(report, "servers")) {
    for (const ordered_json& address : member(server, "addresses")) outcomes.insert(text_of_member(address, "outcome"));
  }
  const bool some_without_way = outcomes.erase("no-route") > 0;
  if (is_true(relay, "lab"))
    paper.text(2, "LAB: connections to loopback, private and other special addresses are allowed.", Ink::Warning);
  if (member(relay, "port25") == "blocked") {
    paper.text(2, "Outgoing connections to port 25 were found blocked where the check ran.", Ink::Warning);
  } else if (some_without_way && outcomes.empty()) {
    paper.text(2, "Where the check ran there is no way to these addresses. Not every network has IPv6.", Ink::Warning);
  } else if (outcomes == std::set<std::string>{"unreachable"} && !is_true(relay, "lab")) {
    paper.text(2,
               "No address could be reached at all. Many networks block outgoing connections to port 25; if it is so "
               "for every domain, check from another network, or through a relay in one (--relay URL).",
               Ink::Warning);
  }
}

/// The facts about exactly this, which may be the domain itself (empty).
void write_facts(const ordered_json& report, const ordered_json& subject, std::size_t indent, Paper& paper) {
  for (const ordered_json& fact : member(report, "facts")) {
    if (member(fact, "subject") != subject) continue;
    paper.row(indent, text_of_member(fact, "label"),
              text_of_member(fact, "text") + " [" + text_of_member(fact, "assurance") + "]");
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
  paper.text(2, text_of_member(address, "address") + ": " + (sentence.empty() ? "not finished" : sentence),
             word_for(kOutcomes, member(address, "outcome")).ink);
  if (const ordered_json& proof = member(address, "proof"); !proof.is_null()) {
    paper.row(4, "What is proven",
              "A server that holds the key for " + text_of_member(proof, "name") + " answered [" +
                  text_of_member(proof, "assurance") + "]; " +
                  text_of_member(member(context.report, "routing"), "name_words") +
                  ". Not proven are the address, the port, and that STARTTLS led there.");
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
      heading += " (preference " + text_of_member(server, "preference") + ")";
    paper.text(0, heading, Ink::Strong);
    if (!text_of_member(server, "sentence").empty()) paper.text(2, text_of_member(server, "sentence"), Ink::Warning);
    write_facts(context.report, {{"host", member(server, "host")}}, 4, paper);
    for (const ordered_json& address : member(server, "addresses")) write_address(context, server, address, paper);
  }
}

std::string subject_text(const ordered_json& subject) {
  std::string text = text_of_member(subject, "host");
  append(text, text_of_member(subject, "address"), text.empty() ? "" : " ");
  return text;
}

/// Whom a finding is about; nothing for the whole domain.
std::string subjects_text(const ordered_json& finding) {
  constexpr std::size_t kShown = 4;
  ordered_json texts = ordered_json::array();
  for (const ordered_json& subject : member(finding, "subjects")) texts.push_back(subject_text(subject));
  return listed(texts, kShown);
}

void write_findings(const ordered_json& report, Paper& paper) {
  const ordered_json& findings = member(report, "findings");
  if (findings.empty()) return;
  paper.blank();
  paper.text(0, "Findings", Ink::Strong);
  for (const ordered_json& finding : findings) {
    const Word& severity = word_for(kSeverities, member(finding, "severity"));
    paper.row(2, severity.label, text_of_member(finding, "title"), severity.ink);
    const std::string subjects = subjects_text(finding);
    if (!subjects.empty()) paper.row(2, "", "At " + subjects + ".", Ink::Quiet);
    paper.row(2, "", text_of_member(finding, "text"));
    const std::string advice = text_of_member(finding, "advice");
    if (!advice.empty()) paper.row(2, "", "Advice: " + advice);
  }
}

void write_open(const ordered_json& report, Paper& paper) {
  const ordered_json& open = member(report, "not_established");
  if (open.empty()) return;
  paper.blank();
  paper.text(0, "What could not be established", Ink::Strong);
  for (const ordered_json& item : open) {
    std::string words = text_of_member(item, "what") + ": " + text_of_member(item, "why") + ".";
    if (!member(item, "server_words").is_null()) words += " The server said: " + text_of_member(item, "server_words");
    paper.text(2, words);
  }
}

void write_limits(const ordered_json& report, Paper& paper) {
  paper.blank();
  paper.text(0, "What this answer cannot promise", Ink::Strong);
  for (const ordered_json& limit : member(report, "limits")) {
    paper.text(2, text_of_member(limit, "title") + ". " + text_of_member(limit, "text") + " " +
                      text_of_member(limit, "offer"));
  }
}

struct Meaning {
  std::string_view assurance, words;
};
/// One sentence each, which can be said on the telephone.
constexpr std::array kMeanings{
    Meaning{"verified", "Anybody can check it: the server signed this very conversation."},
    Meaning{"authenticated",
            "Proven to whoever makes the check, by keys that only he and the server have, and to nobody whom he sends "
            "the file."},
    Meaning{"observed", "Seen in the bytes, which the relay or anybody on the way could have changed."},
    Meaning{"reported", "The relay says so: its resolver asked DNS, and its connections are what ended."},
};
constexpr std::string_view kAsSaved =
    "As the one who saved the file saw it, by keys that he and the server had: his word, since he could have made it "
    "up.";

void write_meanings(const ordered_json& report, Paper& paper) {
  paper.blank();
  paper.text(0, "How sure each line is", Ink::Strong);
  const bool opened = member(report, "reading") == "opened";
  for (const Meaning& row : kMeanings)
    paper.row(2, row.assurance, opened && row.assurance == "authenticated" ? kAsSaved : row.words);
}

void write_costs(const ordered_json& report, Paper& paper) {
  paper.blank();
  const ordered_json& usage = member(report, "usage");
  std::string words = count_text(number_of_member(usage, "connections"), "connection", "connections") + " and " +
                      count_text(number_of_member(usage, "lookups"), "DNS lookup", "DNS lookups") + " in " +
                      seconds_text(number_of_member(report, "elapsed_us"));
  if (member(report, "headline_us").is_number())
    words += ", the answer after " + seconds_text(number_of_member(report, "headline_us"));
  if (!is_true(report, "complete")) words += "; the check had not ended";
  const std::string ehlo = text_of_member(member(report, "relay"), "ehlo");
  const std::int64_t started = member(report, "started_unix_ms").get<std::int64_t>() / 1000;
  words = (member(report, "reading") == "opened" ? "By the file, checked on " : "Checked on ") + time_text(started) +
          ": " + words;
  paper.text(0, words + "." + (ehlo.empty() ? "" : " Said EHLO as " + ehlo + "."), Ink::Quiet);
  if (!ehlo.empty() && ehlo.find('.') == std::string::npos) {
    paper.text(0, "That is not a full host name, and some mail servers will not talk to it: give one with --ehlo.",
               Ink::Warning);
  }
}

}  // namespace

std::string text_report(const ordered_json& report, Style style, std::string_view lens_code) {
  Paper paper(style);
  const ordered_json& lens = lens_in(report, lens_code);
  write_answer(report, paper);
  write_reading(report, paper);
  write_network(report, paper);
  paper.blank();
  paper.text(0, text_of_member(member(report, "routing"), "sentence"));
  write_facts(report, ordered_json::object(), 4, paper);
  write_lens(lens, 2, paper);
  write_servers({report, lens}, paper);
  write_findings(report, paper);
  write_open(report, paper);
  write_limits(report, paper);
  write_meanings(report, paper);
  write_costs(report, paper);
  return paper.take();
}

}  // namespace mailglass::cli
