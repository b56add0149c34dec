#include "cli/text/own.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/text/members.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

struct Own {
  std::string_view of_relay, of_program;
};
constexpr std::array kOwn{
    Own{"verdict.relay-without-dns", "cli.verdict.own-dns"},
    Own{"verdict.relay-without-port25", "cli.verdict.own-port25"},
    Own{"name-source.mx-signed", "cli.own.mx-signed"},
    Own{"name-source.mx", "cli.own.mx"},
    Own{"limit.names-from-dns.text", "cli.own.names-from-dns"},
    Own{"limit.names-from-dns.offer", "cli.own.names-from-dns.offer"},
    Own{"dns.refused", "cli.own.dns-refused"},
    Own{"address.relay-busy", "cli.own.busy"},
    Own{"address.relay-refused", "cli.own.refused"},
    Own{"why.relay-busy", "cli.own.why-busy"},
    Own{"why.no-turn", "cli.own.why-no-turn"},
    Own{"why.relay-refused", "cli.own.why-refused"},
    Own{"end.unreachable", "cli.own.unreachable"},
    Own{"end.no-route", "cli.own.no-route"},
    Own{"unasked.relay", "cli.own.not-on"},
    Own{"unasked.with-words", "cli.own.with-words"},
    Own{"unasked.connections", "cli.own.connections"},
};

void tell(ordered_json& part) {
  if (!part.is_structured()) return;
  for (ordered_json& inner : part) tell(inner);
  if (!part.is_object()) return;
  const auto phrase = part.find("phrase");
  if (phrase == part.end() || !phrase->is_string()) return;
  const auto row = std::find_if(kOwn.begin(), kOwn.end(), [&](const Own& own) { return *phrase == own.of_relay; });
  if (row != kOwn.end()) *phrase = row->of_program;
}

}  // namespace

bool is_own(const ordered_json& report) {
  return is_true(member(report, "relay"), "here");
}

ordered_json told_of_this_program(ordered_json report) {
  if (is_own(report)) tell(report);
  return report;
}

void tell_own_verdict(ordered_json& report) {
  if (is_own(report)) tell(report.at("verdict").at("sentence"));
}

}  // namespace mailglass::cli
