#include "check/lookup_run.h"

#include <algorithm>

#include "bytes/encoding.h"

namespace mailglass::check {
namespace {

using words::Phrase;

/// Without the resolver's own words, which stand with the lookup: a sentence for everybody is made of this.
const char* failure_words(wire::DnsStatus status) {
  switch (status) {
    case wire::DnsStatus::Bogus: return "dns.bogus";
    case wire::DnsStatus::Failed: return "dns.failed";
    default: return "dns.error";
  }
}

}  // namespace

LookupResult LookupRun::result_as_it_stands() const {
  if (pending()) return Waiting{};
  if (const auto* refused = std::get_if<Refused>(&state_)) {
    return Unknown{Phrase{"dns.refused", {{"rule", printable(view_of(refused->refused.rule), 80)}}}};
  }
  const Answered* answered = this->answered();
  if (!answered) return Unknown{Phrase{"dns.lost"}};
  // A bogus answer names nobody.
  const wire::DnsStatus status = status_of(answered->trust);
  if (status == wire::DnsStatus::Bogus || status == wire::DnsStatus::Failed) {
    return Unknown{Phrase{failure_words(status)}};
  }
  if (!answered->message) return Unknown{Phrase{"dns.unreadable"}};
  const dns::Message& message = *answered->message;
  const bool our_question =
      std::any_of(message.questions.begin(), message.questions.end(),
                  [&](const dns::Question& q) { return q.name == name && q.type == static_cast<std::uint16_t>(type); });
  const bool failed = message.rcode != static_cast<std::uint16_t>(dns::Rcode::NoError);
  const auto failure = [&] { return Unknown{Phrase{"dns.rcode", {{"rcode", dns::rcode_text(message.rcode)}}}}; };
  // A resolver's own word that it failed may come without the question.
  if (failed && message.questions.empty()) return failure();
  if (!our_question) return Unknown{Phrase{"dns.other-question"}};
  dns::Resolution resolution = dns::resolve(message, name, type);
  if (resolution.chain_too_long) return Unknown{Phrase{"dns.endless-alias"}};
  // Nobody signs the rcode: what is proven is in the signatures.
  const auto* secure = std::get_if<dnssec::Secure>(&answered->trust);
  if (secure && secure->answer == dnssec::Answer::NoData) return NotThere{true};
  const bool no_name = secure ? secure->answer == dnssec::Answer::NoName
                              : message.rcode == static_cast<std::uint16_t>(dns::Rcode::NXDomain);
  if (no_name) {
    if (resolution.cnames.empty()) return NotThere{false};
    return NotThere{false, std::move(resolution.final_name)};
  }
  if (!secure && failed) return failure();
  if (resolution.records.empty()) return NotThere{true};
  return Found{std::move(resolution)};
}

void LookupRun::end(State state) {
  state_ = std::move(state);
  if (!awaited()) result_ = result_as_it_stands();
}

void LookupRun::settle(Trust trust) {
  std::get<Answered>(state_).trust = std::move(trust);
  result_ = result_as_it_stands();
}

const LookupResult& result_of(const LookupRun* lookup) {
  static const LookupResult kNotAsked = Waiting{};
  return lookup ? lookup->result() : kNotAsked;
}

}  // namespace mailglass::check
