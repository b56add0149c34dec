// The text of an exploration, piece by piece; tests/cli/command.test.mjs holds whole texts to their reports.
#include "cli/text/text_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/text/exploration_text.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string explored(const char* json) {
  Paper paper({400, false});  // wide: what is said matters here, not where lines break
  write_exploration(ordered_json::parse(json), 0, paper);
  return paper.take();
}

struct Piece {
  const char* about;
  const char* json;
  std::vector<const char*> lines;
};

TEST(ExplorationText, SaysWhatIsThere) {
  const Piece table[] = {
      {"the budget, the pace and what brought no answer",
       R"({"depth": "full", "done": false, "budget": {"used": 7, "allowed": 120, "turned_away": 1, "lost": 2, "running": 1},
           "pace": {"slowed": true, "spacing_us": 31500000}})",
       {"Explored at full depth: 7 of 120 connections used. 1 more brought no answer. 2 more were lost, not by the "
        "server’s doing. "
        "Slowed to one every 31.50 s. It had not ended. These facts"}},
      {"versions by what is known, SSL 2.0 among them",
       R"({"versions": [{"version": "TLS 1.3", "support": "yes"}, {"version": "TLS 1.2", "support": "yes"},
                        {"version": "TLS 1.1", "support": "no"}, {"version": "SSL 3.0", "support": "unknown"}],
           "properties": [{"code": "ssl2", "label": "SSL 2.0", "support": "no"}]})",
       {"Versions                TLS 1.3, TLS 1.2\n", "  refused               TLS 1.1, SSL 2.0\n",
        "  not established       SSL 3.0\n"}},
      {"suites in the server's order, those without a place behind them",
       R"({"versions": [{"version": "TLS 1.2", "support": "yes", "preference": "server", "order": ["c030", "c02f"],
           "order_complete": false, "groups": [{"id": "001d", "name": "x25519", "support": "yes"}, {"id": "0017", "name": "secp256r1", "support": "no"}],
           "suites": [{"id": "002f", "name": "TLS_C", "support": "yes"}, {"id": "c02f", "name": "TLS_B", "support": "yes"},
                      {"id": "c030", "name": "TLS_A", "support": "yes"}, {"id": "0005", "name": "TLS_D", "support": "no"}]}]})",
       {"TLS 1.2 suites seen     1. TLS_A\n                        2. TLS_B\n                        TLS_C\n",
        "  order                 the server’s order decides, the order is known for the numbered ones\n",
        "  refused               1 other suite\n", "  groups seen           x25519\n",
        "  groups refused        secp256r1\n"}},
      {"weaknesses: present, absent and open apart",
       R"({"weaknesses": [
           {"title": "RC4", "verdict": "present", "because": "accepts RC4", "reference": "RFC 7465"},
           {"title": "FREAK", "verdict": "absent", "because": "refused", "reference": "x"},
           {"title": "SSL 2.0", "verdict": "open", "because": "not asked", "reference": "x"}]})",
       {"Weaknesses              RC4: accepts RC4 (RFC 7465)\n", "  absent                FREAK\n",
        "  not established       SSL 2.0: not asked\n"}},
      {"a prime that is small and common is told once, and a common one alone by itself",
       R"({"weaknesses": [
           {"code": "tls.dh.small", "title": "Small prime", "verdict": "present", "because": "1024 bits", "reference": "a"},
           {"code": "tls.dh.common", "title": "Common prime", "verdict": "present", "because": "1024 bits", "reference": "b"},
           {"code": "tls.suites.rc4", "title": "RC4", "verdict": "absent", "because": "", "reference": "c"}]})",
       {"Weaknesses              Small prime: 1024 bits (a)\n  absent                RC4\n"}},
      {"no weakness, all asked",
       R"({"weaknesses": [{"title": "RC4", "verdict": "absent", "because": "", "reference": "x"}]})",
       {"Weaknesses              none\n"}},
      {"no weakness, not all asked",
       R"({"weaknesses": [{"title": "RC4", "verdict": "open", "because": "", "reference": "x"}]})",
       {"Weaknesses              none was found\n"}},
      {"primes, signatures and the server name",
       R"({"dh": [{"bits": 1024, "known_prime": "RFC 2409, Oakley group 2", "suite": "TLS_DHE"}, {"bits": 2048, "known_prime": "", "suite": "TLS_DHE"}],
           "signature_schemes": [{"name": "rsa_pkcs1_sha1"}, {"name": "rsa_pss_rsae_sha256"}], "sni": "other-certificate"})",
       {"1024 bits, RFC 2409, Oakley group 2 (TLS_DHE)", "2048 bits (TLS_DHE)",
        "Signs with              rsa_pkcs1_sha1, rsa_pss_rsae_sha256",
        "Server name (SNI)       without it, another certificate is sent"}},
      {"properties and sizes by what is known",
       R"({"properties": [{"code": "sct", "label": "SCTs", "support": "yes"}, {"code": "alpn", "label": "ALPN", "support": "no"},
                          {"code": "heartbeat", "label": "Heartbeat", "support": "unknown"},
                          {"code": "compression", "label": "Compression", "support": "not-applicable", "why": "only TLS 1.3"},
                          {"code": "fallback-scsv", "label": "Fallback", "support": "not-applicable", "why": "one version"},
                          {"code": "encrypt-then-mac", "label": "EtM", "support": "not-applicable", "why": "only TLS 1.3"}],
           "sizes": [{"bytes": 300, "support": "yes"}, {"bytes": 1600, "support": "no"}, {"bytes": 600, "support": "unknown"}]})",
       {"Properties: yes         SCTs\n", "  no                    ALPN\n", "  not established       Heartbeat\n",
        "  not applicable        Compression; EtM (only TLS 1.3)\n                        Fallback (one version)\n",
        "ClientHello sizes       300 bytes\n", "  not taken             1600 bytes\n",
        "  not established       600 bytes\n"}},
      {"what is open, once for each reason, with the server's words",
       R"({"not_established": [{"what": "A", "reason": "asked at full depth only", "server_words": null},
                               {"what": "B", "reason": "the server turned us away", "server_words": "421 \u001b[31mslow down"},
                               {"what": "C", "reason": "asked at full depth only", "server_words": null}]})",
       {"Not established         A; C (asked at full depth only)\n",
        "B (the server turned us away The server said: 421 \\x1b[31mslow down)\n"}},
  };
  for (const Piece& piece : table) {
    const std::string text = explored(piece.json);
    for (const char* line : piece.lines) EXPECT_THAT(text, HasSubstr(line)) << piece.about;
  }
}

TEST(ExplorationText, SaysNothingAboutWhatIsNotThere) {
  EXPECT_EQ(explored("null"), "");
  const std::string bare = explored(R"({"depth": "quick", "done": true, "budget": {"used": 1, "allowed": 6}})");
  EXPECT_THAT(bare, HasSubstr("quick depth: 1 of 6"));
  for (const char* heading : {"Versions", "suites", "Properties", "no answer", "Slowed", "Weaknesses"})
    EXPECT_THAT(bare, Not(HasSubstr(heading)));
}

/// A report of one address that was not reached.
ordered_json unreached(bool lab, const char* port25) {
  return {
      {"verdict", {{"word", "unknown"}, {"sentence", "Can't tell."}}},
      {"started_unix_ms", 0},
      {"relay", {{"ehlo", "relay.example"}, {"lab", lab}, {"port25", port25}}},
      {"servers", {{{"host", "mx.example"}, {"addresses", {{{"address", "192.0.2.1"}, {"outcome", "unreachable"}}}}}}}};
}

TEST(TextReport, BeginsAndEndsWithTheAnswerInTheWordsOfAListOfSeveral) {
  const struct {
    const char *word, *because, *active, *answer;
  } table[] = {{"yes", "all-encrypted", "protected", "Yes, and it holds. It does.\n"},
               {"yes", "all-encrypted", "exposed", "Yes, unless someone interferes. It does.\n"},
               {"partly", "some-encrypted", "exposed", "Partly. It does.\n"},
               {"no", "none-encrypted", "exposed", "No. It does.\n"},
               {"unknown", "not-established", "unknown", "Can’t tell. It does.\n"},
               {"unknown", "null-mx", "unknown", "It takes no mail. It does.\n"},
               {"unknown", "no-domain", "unknown", "There is no such domain. It does.\n"},
               {"unknown", "session-failed", "unknown", "Not checked. It does.\n"},
               {"unknown", "pending", "unknown", "It does.\n"}};
  for (const auto& row : table) {
    const std::string text =
        text_report({{"verdict", {{"word", row.word}, {"because", row.because}, {"sentence", "It does."}}},
                     {"axes", {{"passive", {{"state", "protected"}}}, {"active", {{"state", row.active}}}}},
                     {"started_unix_ms", 0}},
                    {});
    EXPECT_THAT(text, AllOf(StartsWith(row.answer), EndsWith(std::string("\n\n") + row.answer))) << row.because;
  }
}

TEST(TextReport, SaysWhatTheNetworkMayHaveToDoWithIt) {
  constexpr const char* kPerhaps = "Many networks block";
  EXPECT_THAT(text_report(unreached(false, "unknown"), {}), HasSubstr(kPerhaps));
  EXPECT_THAT(text_report(unreached(false, "blocked"), {}), HasSubstr("were found blocked"));
  EXPECT_THAT(text_report(unreached(false, "open"), {}), Not(HasSubstr(kPerhaps)));
  EXPECT_THAT(text_report(unreached(true, "open"), {}), AllOf(HasSubstr("LAB"), Not(HasSubstr(kPerhaps))));
  ordered_json one_answered = unreached(false, "unknown");
  one_answered["servers"][0]["addresses"].push_back({{"address", "192.0.2.2"}, {"outcome", "silent"}});
  EXPECT_THAT(text_report(one_answered, {}), Not(HasSubstr(kPerhaps)));
}

TEST(TextReport, AdvisesAFullHostNameForEhlo) {
  ordered_json report = unreached(false, "unknown");
  EXPECT_THAT(text_report(report, {}), Not(HasSubstr("--ehlo")));
  report["relay"]["ehlo"] = "laptop";
  EXPECT_THAT(text_report(report, {}), HasSubstr("--ehlo"));
}

TEST(TextReport, OfACheckThatWasNotCarriedOutHasNoAxes) {
  ordered_json report = unreached(false, "blocked");
  for (const char* axis : {"passive", "active"})
    report["axes"][axis] = {{"state", "unknown"}, {"sentence", "It could not be established."}};
  report["verdict"]["because"] = "not-established";
  EXPECT_THAT(text_report(report, {}), HasSubstr("Against listening"));
  report["verdict"]["because"] = "relay-without-port25";
  EXPECT_THAT(text_report(report, {}), Not(HasSubstr("Against")));
}

/// As one line, so that it does not matter where lines break.
std::string flowing(const ordered_json& report) {
  return text_report(report, {10'000, false});
}

/// A report with all that the analyzer says of a relay.
ordered_json told_by_relay() {
  ordered_json report = unreached(true, "open");
  report["relay"]["ehlo"] = "here.example";
  report["servers"].push_back({{"host", "mx2.example"}, {"sentence", {{"phrase", "address.relay-refused"}}}});
  for (const char* id :
       {"dns.refused", "why.relay-busy", "why.no-turn", "why.relay-refused", "end.unreachable", "end.no-route",
        "unasked.relay", "unasked.connections", "unasked.ticket-too-large", "reply.not-asked", "address.relay-busy",
        "verdict.relay-without-dns", "verdict.relay-without-port25"}) {
    const ordered_json why = {{"phrase", id}, {"args", {{"rule", "R"}, {"n", 7}, {"domain", "D"}}}};
    report["not_established"].push_back(
        {{"what", "A"}, {"why", {{"phrase", "unasked.with-words"}, {"args", {{"what", why}, {"words", "W"}}}}}});
  }
  for (const char* id : {"name-source.mx", "name-source.mx-signed"})
    report["facts"].push_back({{"subject", ordered_json::object()}, {"text", {{"phrase", id}}}});
  report["limits"].push_back({{"title", "T"},
                              {"text", {{"phrase", "limit.names-from-dns.text"}}},
                              {"offer", {{"phrase", "limit.names-from-dns.offer"}}}});
  return report;
}

TEST(TextReport, WithoutARelayTellsOfNone) {
  const ordered_json report = told_by_relay();
  ordered_json of_itself = report;
  of_itself["relay"]["here"] = true;
  const std::pair<const char*, const char*> named[] = {
      {"en", "elay"}, {"de", "elais"}, {"fr", "relais"}, {"es", "ntermediario"}, {"ar", "وسيط"}};
  for (const auto& [language, relay] : named) {
    const Words words(language);
    const std::string own = text_report(of_itself, {10'000, false}, {}, words);
    EXPECT_THAT(own, AllOf(Not(HasSubstr(relay)), HasSubstr(words.say("cli.own.reported")))) << language;
    EXPECT_THAT(text_report(report, {10'000, false}, {}, words), HasSubstr(relay)) << language;
  }
  EXPECT_THAT(
      flowing(of_itself),
      AllOf(HasSubstr("This program’s own resolver asked DNS"), HasSubstr("which anybody on the way could have"),
            HasSubstr("The 7 connections that the settings allow were used. This program says: W")));
  EXPECT_THAT(flowing(report), HasSubstr("The relay says so: its resolver asked DNS"));
}

TEST(TextReport, OfAFileSaysThatItReplaysAndWhoseWordTheDateIs) {
  ordered_json report = unreached(false, "open");
  report["reading"] = "live";
  EXPECT_THAT(flowing(report), AllOf(Not(HasSubstr("Replayed")), HasSubstr("Checked on 1970-01-01")));
  EXPECT_THAT(flowing(report), HasSubstr("Proven to whoever makes the check"));
  report["reading"] = "opened";
  EXPECT_THAT(flowing(report), HasSubstr("Replayed from a file; nobody was contacted now. By the word of whoever saved "
                                         "it, the check took place on 1970-01-01 00:00 UTC."));
  EXPECT_THAT(flowing(report), HasSubstr("By the file, checked on 1970-01-01"));
  EXPECT_THAT(flowing(report), HasSubstr("As it was seen by whoever saved the file"));
  EXPECT_THAT(flowing(report), Not(HasSubstr("It was not before")));
}

TEST(TextReport, OfAFileSaysWhatBoundsItsDate) {
  ordered_json report = unreached(false, "open");
  report["reading"] = "opened";
  report["started_unix_ms"] = 1'790'000'000'000;
  report["not_before"] = {{"unix_seconds", 1'789'900'000}, {"by", "ocsp"}};
  EXPECT_THAT(flowing(report),
              AllOf(HasSubstr("It was not before 2026-09-20 10:26 UTC: the server sent an OCSP answer"),
                    Not(HasSubstr("date is wrong"))));
  report["not_before"] = {{"unix_seconds", 1'790'000'001}, {"by", "timestamp"}};
  EXPECT_THAT(flowing(report),
              AllOf(HasSubstr("a public log’s time stamp"), HasSubstr("So the file’s date is wrong.")));
}

TEST(TextReport, SaysOfAProofWhatItBindsAndWhereTheNameCameFrom) {
  ordered_json report = unreached(false, "open");
  report["routing"] = {{"sentence", ""}, {"name_words", "The name came from unsigned DNS, by the relay's word."}};
  EXPECT_THAT(flowing(report), Not(HasSubstr("What is proven")));
  report["servers"][0]["addresses"][0]["proof"] = {{"name", "mx.example"}, {"assurance", "verified"}};
  EXPECT_THAT(
      flowing(report),
      HasSubstr("A server that holds the key for mx.example answered [verified]. The name came from unsigned "
                "DNS, by the relay's word. Not proven are the address, the port, and that STARTTLS led there."));
}

}  // namespace
}  // namespace mailglass::cli
