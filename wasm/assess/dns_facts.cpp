#include "assess/dns_facts.h"

#include <variant>

namespace mailglass::assess {

using check::BytesAt;
using check::Source;

Assured assured_by(const check::Check& check, const check::LookupRun& lookup) {
  const auto* answered = lookup.answered();
  const bool proven = answered && std::holds_alternative<dnssec::Secure>(answered->trust);
  return proven && check.anchors_are_readers() ? Assured{Assurance::Verified, Reason::ZoneSigned} : kTold;
}

BytesAt whole_answer(const check::LookupRun& lookup) {
  return {Source::Answer, lookup.id, {0, lookup.answered()->answer.message.size()}};
}

BytesAt place_of_record(const check::LookupRun& lookup, const dns::Record& record) {
  return {Source::Answer, lookup.id, record.range};
}

}  // namespace mailglass::assess
