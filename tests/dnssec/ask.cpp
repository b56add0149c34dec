#include "dnssec/ask.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "dns/canonical.h"

namespace mailglass::test {
namespace {

constexpr unsigned kMaxRounds = 200;

constexpr std::array<const char*, 3> kAnswers{"data", "no-data", "no-name"};
constexpr std::array<const char*, 6> kInsecure{
    "no-anchor", "unsigned-delegation", "opt-out", "unsupported-algorithm", "unsupported-digest", "many-iterations"};
constexpr std::array<const char*, 19> kBogus{"unanswered",
                                             "signature-missing",
                                             "signature-expired",
                                             "signature-not-yet-valid",
                                             "signature-invalid",
                                             "signature-unsupported",
                                             "signature-malformed",
                                             "key-missing",
                                             "signer-not-zone",
                                             "keys-missing",
                                             "no-entry",
                                             "denial-missing",
                                             "denial-insufficient",
                                             "wildcard-unproven",
                                             "contradiction",
                                             "alias-endless",
                                             "alias-forged",
                                             "too-much-work",
                                             ""};

struct Word {
  std::string operator()(const dnssec::Need&) const { return "need"; }
  std::string operator()(const dnssec::Secure& r) const {
    return std::string("secure ") + kAnswers.at(static_cast<std::size_t>(r.answer));
  }
  std::string operator()(const dnssec::Insecure& r) const {
    return std::string("insecure ") + kInsecure.at(static_cast<std::size_t>(r.why));
  }
  std::string operator()(const dnssec::Bogus& r) const {
    return std::string("bogus ") + kBogus.at(static_cast<std::size_t>(r.why));
  }
};

}  // namespace

dnssec::Question question_of(std::string_view name, std::string_view type) {
  return {name_of(name), type_of(type)};
}

std::string outcome_of(const dnssec::Validation& validation) {
  return std::visit(Word{}, validation.result);
}

Asked ask(const Source& source, const dnssec::Question& question, const Trust& trust, dnssec::Memo* memo) {
  Asked asked;
  std::deque<dns::Message> messages;
  std::vector<dnssec::Lookup> lookups;
  for (;;) {
    asked.validation = dnssec::validate(lookups, question, trust.time, trust.anchors, trust.settings, memo);
    const auto* need = std::get_if<dnssec::Need>(&asked.validation.result);
    if (!need) return asked;
    if (++asked.rounds > kMaxRounds) throw std::logic_error("the validator asks without end");
    for (const dnssec::Question& one : need->questions) {
      if (std::find(asked.questions.begin(), asked.questions.end(), one) != asked.questions.end())
        throw std::logic_error("the validator asks for what it was given");
      asked.questions.push_back(one);
      asked.bytes.push_back(source(one));
      const dns::Message* message = nullptr;
      if (auto parsed = dns::parse_message(asked.bytes.back())) {
        messages.push_back(std::move(*parsed));
        message = &messages.back();
      }
      lookups.push_back({static_cast<std::uint32_t>(lookups.size()), one, asked.bytes.back(), message});
    }
  }
}

std::uint16_t tag_of(ByteView dnskey) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < dnskey.size(); ++i) sum += (i & 1) != 0 ? dnskey[i] : dnskey[i] * 256U;
  return static_cast<std::uint16_t>(sum + (sum >> 16));
}

dnssec::Anchor anchor_of(const dns::Name& zone, ByteView dnskey, std::uint8_t digest_type) {
  ByteWriter out;
  dns::append_canonical(out, zone);
  out.append(dnskey);
  return {zone, {tag_of(dnskey), dnskey[3], digest_type, dnssec::digest(digest_type, out.bytes())}};
}

}  // namespace mailglass::test
