#include "assess/smtp_facts.h"

#include <algorithm>

#include "assess/inside_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/registry.h"

namespace mailglass::assess {
namespace {

using check::ProbeRun;
using senders::Command;
using senders::Exchange;

/// What a strict reader would not take.
void add_breaks(const ProbeRun& probe, AddressAssessment& out, FactList& facts) {
  std::vector<smtp::Break> found;
  std::vector<BytesAt> evidence;
  for (const Exchange& exchange : probe.dialogue().exchanges()) {
    const std::vector<smtp::Break> breaks = smtp::breaks_of(exchange.reply);
    if (!breaks.empty()) evidence.emplace_back(from_server(probe, exchange.reply.range));
    found.insert(found.end(), breaks.begin(), breaks.end());
  }
  if (found.empty()) return;
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  nlohmann::ordered_json codes = nlohmann::ordered_json::array();
  words::List said;
  for (const smtp::Break kind : found) {
    const std::string_view code = smtp::to_string(kind);
    codes.push_back(code);
    said.emplace_back(words::Phrase{std::string("breaks.").append(code)});
  }
  out.fact.breaks = facts.add({0, "smtp.breaks_standard", words::clauses(std::move(said)), std::move(codes), kDelivered,
                               out.subject, std::move(evidence)});
  out.facts.push_back(out.fact.breaks);
}

}  // namespace

bool refuses(const smtp::Reply& reply) {
  return !reply.positive() && senders::after_ehlo(reply) != senders::Next::Starttls;
}

std::string said_in(const smtp::Reply& reply) {
  std::string all = std::to_string(reply.code);
  for (const smtp::ReplyLine& line : reply.lines) all += ' ' + printable(view_of(line.text), kWordsShown);
  return all.size() > 2 * kWordsShown ? all.substr(0, 2 * kWordsShown) : all;
}

words::Value alert_words(std::uint8_t alert) {
  const std::string_view name = tls::alert_name(alert);
  if (name.empty()) return words::Phrase{"alert-number", {{"number", alert}}};
  return name;
}

BytesAt from_server(const ProbeRun& probe, ByteRange range) {
  return {Source::FromServer, probe.plan().id, range};
}

void add_smtp_facts(const ProbeRun& probe, AddressAssessment& out, FactList& facts) {
  const auto remember = [&](Fact fact) {
    fact.subject = out.subject;
    const std::uint32_t id = facts.add(std::move(fact));
    out.facts.push_back(id);
    return id;
  };
  add_breaks(probe, out, facts);
  if (const Exchange* greeting = probe.dialogue().reply_to(Command::None)) {
    out.greeting_us = probe.greeting_us();
    out.fact.greeting = remember({0,
                                  "smtp.greeting",
                                  said_in(greeting->reply),
                                  json_object({{"code", greeting->reply.code}, {"us", out.greeting_us}}),
                                  kDelivered,
                                  {},
                                  {from_server(probe, greeting->reply.range)}});
  }
  const Exchange* ehlo = probe.dialogue().reply_to(Command::Ehlo);
  if (!ehlo) return;
  if (refuses(ehlo->reply)) {
    out.fact.ehlo = remember({0,
                              "smtp.ehlo_refused",
                              said_in(ehlo->reply),
                              json_object({{"code", ehlo->reply.code}}),
                              kDelivered,
                              {},
                              {from_server(probe, ehlo->reply.range)}});
    return;
  }
  const smtp::EhloResponse response = smtp::parse_ehlo(ehlo->reply);
  for (const smtp::Capability& capability : response.capabilities) {
    // A firewall that "inspects" SMTP overwrites the keyword with X's, or all but its last letter, keeping its length.
    const bool blanked = capability.keyword.size() == std::string_view("STARTTLS").size() &&
                         capability.keyword.find_first_not_of('X') >= capability.keyword.size() - 1;
    out.stripped = out.stripped || blanked;
  }
  Keywords keywords = keywords_of(response);
  out.fact.ehlo = remember({0,
                            "smtp.capabilities",
                            std::move(keywords.text),
                            std::move(keywords.list),
                            kDelivered,
                            {},
                            {from_server(probe, ehlo->reply.range)}});
  const bool offered = senders::after_ehlo(ehlo->reply) == senders::Next::Starttls;
  const smtp::Capability* starttls = response.find("STARTTLS");
  out.fact.starttls = remember({0,
                                "smtp.starttls_offered",
                                words::Phrase{offered ? "said.yes" : "said.no"},
                                offered,
                                kDelivered,
                                {},
                                {from_server(probe, starttls ? starttls->range : ehlo->reply.range)}});
  if (const Exchange* reply = probe.dialogue().reply_to(Command::Starttls)) {
    out.fact.starttls_reply = remember({0,
                                        "smtp.starttls_reply",
                                        said_in(reply->reply),
                                        json_object({{"code", reply->reply.code}}),
                                        kDelivered,
                                        {},
                                        {from_server(probe, reply->reply.range)}});
  }
}

}  // namespace mailglass::assess
