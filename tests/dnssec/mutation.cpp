#include "dnssec/mutation.h"

#include <algorithm>
#include <array>
#include <optional>

#include "dns/canonical.h"

namespace mailglass::test {
namespace {

SignedTree tree() {
  return SignedTree({{".", {}},
                     {"com.", {}, 13, 2, true, true},
                     {"signed.com.",
                      {"signed.com. MX 10 mx.signed.com.", "mx.signed.com. A 192.0.2.1", "a.b.signed.com. A 192.0.2.2",
                       "*.wild.signed.com. TXT \"w\"", "there.signed.com. CNAME mx.hashed.com.",
                       "tree.signed.com. DNAME hashed.com.", "out.signed.com. CNAME www.plain.com."}},
                     {"hashed.com.",
                      {"mx.hashed.com. A 192.0.2.3", "a.b.hashed.com. A 192.0.2.4", "*.wild.hashed.com. TXT \"w\""},
                      15,
                      2,
                      true,
                      false,
                      5,
                      "salt"},
                     {"plain.com.", {"www.plain.com. A 192.0.2.5"}, 0},
                     {"slow.com.", {"www.slow.com. A 192.0.2.6"}, 13, 2, true, false, 150}});
}

constexpr std::array<std::pair<const char*, const char*>, 20> kQuestions{
    {{"signed.com.", "MX"},         {"mx.signed.com.", "A"},     {"mx.signed.com.", "AAAA"},
     {"none.signed.com.", "A"},     {"b.signed.com.", "A"},      {"x.wild.signed.com.", "TXT"},
     {"x.wild.signed.com.", "A"},   {"there.signed.com.", "A"},  {"mx.tree.signed.com.", "A"},
     {"out.signed.com.", "A"},      {"signed.com.", "DS"},       {"hashed.com.", "DNSKEY"},
     {"mx.hashed.com.", "AAAA"},    {"none.hashed.com.", "A"},   {"b.hashed.com.", "A"},
     {"x.wild.hashed.com.", "TXT"}, {"x.wild.hashed.com.", "A"}, {"www.plain.com.", "A"},
     {"none.com.", "MX"},           {"none.slow.com.", "A"}}};

/// What the message says in answer to the question, as signed, in an order of its own.
std::vector<Bytes> meaning_of(ByteView bytes, const dnssec::Question& question) {
  std::vector<Bytes> out;
  const auto message = dns::parse_message(bytes);
  if (!message) return out;
  const dns::Resolution found = dns::resolve(*message, question.name, static_cast<dns::Type>(question.type));
  const auto add = [&](const dns::Record& record) {
    ByteWriter all;
    dns::append_canonical(all, record.owner);
    all.u16(record.type).append(dns::canonical_rdata(record, bytes));
    out.push_back(all.bytes());
  };
  for (const dns::Record* record : found.cnames) add(*record);
  for (const dns::Record* record : found.records) add(*record);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<WireRecord>& section_of(WireMessage& message, std::size_t which) {
  return which == 0 ? message.answers : message.authorities;
}

void flip(Bytes& bytes, Choices& choices) {
  if (bytes.empty()) return;
  bytes[choices.below(bytes.size())] ^= static_cast<std::uint8_t>(1U << choices.below(8));
}

}  // namespace

std::size_t Choices::below(std::size_t bound) {
  if (state_ != 0) {  // splitmix64 (Steele, Lea, Flood 2014)
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return static_cast<std::size_t>((z ^ z >> 31) % bound);
  }
  std::size_t value = 0;
  for (int i = 0; i < (bound > 256 ? 2 : 1) && !bytes_.empty(); ++i) {
    value = value << 8 | bytes_.front();
    bytes_ = bytes_.subspan(1);
  }
  return value % bound;
}

Target::Target() : world_(tree()), trust_(world_.trust()) {
  for (const auto& [name, type] : kQuestions) {
    Honest honest{question_of(name, type), {}, {}, {}};
    const Asked asked =
        ask([&](const dnssec::Question& one) { return wire_of(message(one)); }, honest.question, trust_);
    honest.outcome = outcome_of(asked.validation);
    honest.lookups = asked.questions;
    honest.meaning = meaning_of(wire_of(message(honest.question)), honest.question);
    honest_.push_back(std::move(honest));
  }
  for (const auto& [question, known] : messages_) {
    for (const auto* section : {&known.answers, &known.authorities}) {
      for (const WireRecord& record : *section) pool_.push_back(&record);
    }
  }
}

const WireMessage& Target::message(const dnssec::Question& question) {
  const auto known = messages_.find({question.name, question.type});
  if (known != messages_.end()) return known->second;
  return messages_.emplace(std::pair{question.name, question.type}, world_.message(question)).first->second;
}

const WireRecord* Target::some_record(Choices& choices) {
  return pool_[choices.below(pool_.size())];
}

void Target::change(WireMessage& message, Choices& choices) {
  auto& section = section_of(message, choices.below(2));
  const std::size_t action = choices.below(10);
  if (section.empty() || action == 0) {
    section.push_back(*some_record(choices));
    return;
  }
  const std::size_t at = choices.below(section.size());
  WireRecord& record = section[at];
  const auto place = section.begin() + static_cast<std::ptrdiff_t>(at);
  switch (action) {
    case 1:
    case 2: section.erase(place); break;
    case 3: record = *some_record(choices); break;
    case 4:
    case 5: flip(record.data, choices); break;
    case 6: record.owner = some_record(choices)->owner; break;
    case 7: record.type = some_record(choices)->type; break;
    case 8: message.rcode = message.rcode == 0 ? 3 : 0; break;
    default: section_of(message, 0).swap(section_of(message, 1)); break;
  }
}

Bytes Target::mutated(WireMessage honest, Choices& choices) {
  for (std::size_t changes = choices.below(4); changes > 0; --changes) change(honest, choices);
  Bytes wire = wire_of(honest);
  switch (choices.below(16)) {
    case 0: wire.clear(); break;
    case 1: wire.resize(choices.below(wire.size())); break;
    case 2:
    case 3: flip(wire, choices); break;
    default: break;
  }
  return wire;
}

Target::Case Target::some_case(Choices& choices) {
  Case one{choices.below(honest_.size()), {}};
  const Honest& honest = honest_[one.honest];
  for (std::size_t count = 1 + choices.below(3); count > 0; --count) {
    const dnssec::Question& lookup = honest.lookups[choices.below(honest.lookups.size())];
    one.tampered[{lookup.name, lookup.type}] = mutated(message(lookup), choices);
  }
  return one;
}

Source Target::source(const Case& one) {
  return [this, &one](const dnssec::Question& question) {
    const auto found = one.tampered.find({question.name, question.type});
    if (found != one.tampered.end()) return found->second;
    const auto known = messages_.find({question.name, question.type});
    return wire_of(known != messages_.end() ? known->second : world_.message(question));
  };
}

Target::Run Target::run(const Case& one) {
  const Honest& honest = honest_[one.honest];
  const Asked asked = this->asked(one);
  Run run{outcome_of(asked.validation), asked.validation.work, true};
  const dnssec::Settings& bounds = trust_.settings;
  run.holds = run.work.checks <= bounds.max_checks && run.work.failures <= bounds.max_failures &&
              run.work.hashes <= bounds.max_hashes;
  if (run.outcome.starts_with("secure")) {
    const auto place = std::find(asked.questions.begin(), asked.questions.end(), honest.question);
    const Bytes& bytes = asked.bytes[static_cast<std::size_t>(place - asked.questions.begin())];
    run.holds = run.holds && run.outcome == honest.outcome && meaning_of(bytes, honest.question) == honest.meaning;
  }
  return run;
}

}  // namespace mailglass::test
