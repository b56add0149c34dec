#include "check/trust.h"

#include <algorithm>

#include "bytes/overload.h"
#include "check/lookup_run.h"

namespace mailglass::check {
namespace {

using wire::DnsStatus;

dnssec::Question question_of(const LookupRun& lookup) {
  return {lookup.name, static_cast<std::uint16_t>(lookup.type)};
}

/// What came to its end: also what was refused or lost, which then has no message.
std::vector<dnssec::Lookup> ended(const std::deque<LookupRun>& lookups) {
  std::vector<dnssec::Lookup> answers;
  for (const LookupRun& lookup : lookups) {
    if (lookup.pending()) continue;
    const LookupRun::Answered* answered = lookup.answered();
    dnssec::Lookup answer{lookup.id, question_of(lookup), {}, nullptr};
    if (answered && answered->message) {
      answer.bytes = answered->answer.message;
      answer.message = &*answered->message;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

/// What could not be looked up refutes nothing.
Trust trust_of(dnssec::Validation validation) {
  return std::visit(Overload{
                        [](dnssec::Need&) -> Trust { return Unproven{}; },
                        [](dnssec::Bogus& bogus) -> Trust {
                          if (bogus.why == dnssec::WhyBogus::Unanswered) return Unproven{};
                          return std::move(bogus);
                        },
                        [](dnssec::Secure& secure) -> Trust { return std::move(secure); },
                        [](dnssec::Insecure& insecure) -> Trust { return std::move(insecure); },
                    },
                    validation.result);
}

}  // namespace

bool is_for_chains(const LookupRun& lookup) {
  return lookup.type == dns::Type::DS || lookup.type == dns::Type::DNSKEY;
}

// RFC 7672 2.1.1 [2, 3]: one of four, whatever the reason.
DnsStatus status_of(const Trust& trust) {
  return std::visit(Overload{
                        [](const Unsettled&) { return DnsStatus::Indeterminate; },
                        [](const RelaysWord& word) { return word.status; },
                        [](const Unproven&) { return DnsStatus::Indeterminate; },
                        [](const dnssec::Secure&) { return DnsStatus::Secure; },
                        [](const dnssec::Insecure&) { return DnsStatus::Insecure; },
                        [](const dnssec::Bogus&) { return DnsStatus::Bogus; },
                    },
                    trust);
}

bool is_proven(const Trust& trust) {
  return std::holds_alternative<dnssec::Secure>(trust) || std::holds_alternative<dnssec::Insecure>(trust) ||
         std::holds_alternative<dnssec::Bogus>(trust);
}

std::vector<dnssec::Question> Validator::foreseen(const dns::Name& domain) {
  std::vector<dnssec::Question> questions;
  for (dns::Name name = domain; !name.is_root(); name = name.parent()) {
    questions.push_back({name, static_cast<std::uint16_t>(dns::Type::DS)});
    questions.push_back({name, static_cast<std::uint16_t>(dns::Type::DNSKEY)});
  }
  questions.push_back({dns::Name(), static_cast<std::uint16_t>(dns::Type::DNSKEY)});
  return questions;
}

std::vector<dnssec::Question> Validator::settle(std::deque<LookupRun>& lookups) {
  std::vector<dnssec::Question> needs;
  const std::vector<dnssec::Lookup> answers = ended(lookups);
  const auto find = [&](const dnssec::Question& question) {
    return std::find_if(lookups.begin(), lookups.end(),
                        [&](const LookupRun& lookup) { return question_of(lookup) == question; });
  };
  for (LookupRun& lookup : lookups) {
    if (lookup.pending() || !lookup.awaited()) continue;
    if (const auto waits = waits_for_.find(lookup.id); waits != waits_for_.end()) {
      const auto awaited = find(waits->second);
      if (awaited == lookups.end() || awaited->pending()) continue;
    }
    // RFC 7672 2.1.1 [1]: no resolver is believed, and the signatures are checked here.
    dnssec::Validation validation =
        dnssec::validate(answers, question_of(lookup), time_, anchors_, dnssec::Settings{}, &memo_);
    const auto* need = std::get_if<dnssec::Need>(&validation.result);
    // What stands in chains only is judged by what is there: it asks for nothing of its own.
    const bool waits =
        need && !need->questions.empty() && (!is_for_chains(lookup) || find(need->questions.front()) != lookups.end());
    if (!waits) {
      lookup.settle(trust_of(std::move(validation)));
      waits_for_.erase(lookup.id);
      continue;
    }
    waits_for_.insert_or_assign(lookup.id, need->questions.front());
    if (is_for_chains(lookup)) continue;
    for (const dnssec::Question& question : need->questions) {
      if (find(question) == lookups.end() && std::find(needs.begin(), needs.end(), question) == needs.end())
        needs.push_back(question);
    }
  }
  return needs;
}

}  // namespace mailglass::check
