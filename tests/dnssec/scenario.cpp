#include "dnssec/scenario.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "dnssec/record_text.h"

namespace mailglass::test {
namespace {

/// Lines without what goes on over several in parentheses.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  std::string line, whole;
  int open = 0;
  while (std::getline(in, line)) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"') quoted = !quoted;
      if (line[i] == ';' && !quoted) line.resize(i);
      if (i < line.size() && !quoted) open += line[i] == '(' ? 1 : line[i] == ')' ? -1 : 0;
    }
    whole += line + " ";
    if (open > 0) continue;
    lines.push_back(std::exchange(whole, {}));
  }
  return lines;
}

std::string value_of(const std::string& line) {
  std::string value = line.substr(line.find(':') + 1);
  std::erase(value, '"');
  return value.substr(0, value.find('#'));
}

dnssec::Anchor read_anchor(const std::string& line) {
  const WireRecord record = record_of(value_of(line));
  if (record.type == 48) return anchor_of(record.owner, record.data);
  ByteReader reader(record.data);
  const std::uint16_t tag = *reader.u16();
  const std::uint8_t algorithm = *reader.u8();
  const std::uint8_t digest_type = *reader.u8();
  return {record.owner, {tag, algorithm, digest_type, {reader.rest().begin(), reader.rest().end()}}};
}

std::uint16_t rcode_of(const std::set<std::string>& reply) {
  constexpr std::array<const char*, 6> kNames{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (reply.contains(kNames.at(i))) return static_cast<std::uint16_t>(i);
  }
  return 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(lines_of(text)) {}

  Scenario read() {
    while (at_ < lines_.size()) {
      const std::string line = lines_[at_++];
      const std::vector<std::string> words = words_of(line);
      if (words.empty()) continue;
      if (words[0] == "trust-anchor:") {
        scenario_.trust.anchors.push_back(read_anchor(line));
      } else if (words[0] == "val-override-date:") {
        const std::string value = words_of(value_of(line)).at(0);
        scenario_.trust.time = value.size() == 14 ? time_of(value) : std::stoll(value);
      } else if (words[0] == "stub-addr:") {
        scenario_.roots.push_back(words_of(value_of(line)).at(0));
      } else if (words[0] == "RANGE_BEGIN") {
        range(words);
      } else if (words[0] == "STEP") {
        step(words);
      }
    }
    return std::move(scenario_);
  }

 private:
  void range(const std::vector<std::string>& begin) {
    Range range{static_cast<unsigned>(std::stoul(begin.at(1))), static_cast<unsigned>(std::stoul(begin.at(2))), {}, {}};
    while (at_ < lines_.size()) {
      const std::vector<std::string> words = words_of(lines_[at_++]);
      if (words.empty()) continue;
      if (words[0] == "RANGE_END") break;
      if (words[0] == "ADDRESS") range.addresses.push_back(words.at(1));
      if (words[0] == "ENTRY_BEGIN") range.entries.push_back(entry());
    }
    scenario_.ranges.push_back(std::move(range));
  }

  void step(const std::vector<std::string>& words) {
    Step step{static_cast<unsigned>(std::stoul(words.at(1))), words.at(2), {}};
    if (step.what == "QUERY" || step.what == "CHECK_ANSWER") {
      while (at_ < lines_.size() && words_of(lines_[at_]).empty()) ++at_;
      ++at_;
      step.entry = entry();
    }
    scenario_.steps.push_back(std::move(step));
  }

  Entry entry() {
    Entry entry;
    std::string section;
    while (at_ < lines_.size()) {
      const std::string line = lines_[at_++];
      const std::vector<std::string> words = words_of(line);
      if (words.empty()) continue;
      const std::set<std::string> rest(words.begin() + 1, words.end());
      if (words[0] == "ENTRY_END") break;
      if (words[0] == "MATCH") {
        entry.match.insert(rest.begin(), rest.end());
      } else if (words[0] == "ADJUST") {
        entry.adjust = rest;
      } else if (words[0] == "MANDATORY") {
        continue;
      } else if (words[0] == "REPLY") {
        entry.reply = rest;
        entry.message.rcode = rcode_of(rest);
      } else if (words[0] == "SECTION") {
        section = words.at(1);
      } else if (section == "QUESTION") {
        entry.message.name = name_of(words[0]);
        entry.message.type = type_of(words.back());
      } else {
        auto& records = section == "ANSWER"      ? entry.message.answers
                        : section == "AUTHORITY" ? entry.message.authorities
                                                 : entry.message.additionals;
        records.push_back(record_of(line));
      }
    }
    return entry;
  }

  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  Scenario scenario_;
};

constexpr std::uint16_t kA = 1, kNs = 2, kCname = 5, kSoa = 6, kAaaa = 28, kDname = 39, kDs = 43, kRrsig = 46,
                        kNsec = 47, kNsec3 = 50;
constexpr int kMaxDepth = 6;
constexpr unsigned kMaxAsked = 1000;  // for one answer
constexpr int kMaxReferrals = 20;
constexpr int kMaxAliases = 12;

/// What a record is about: an RRSIG about the type that it covers.
std::uint16_t about(const WireRecord& record) {
  return record.type == kRrsig ? static_cast<std::uint16_t>(record.data.at(0) << 8 | record.data.at(1)) : record.type;
}

bool has(const std::vector<WireRecord>& records, const dns::Name& owner, std::uint16_t type) {
  return std::any_of(records.begin(), records.end(),
                     [&](const WireRecord& record) { return record.owner == owner && record.type == type; });
}

void add(std::vector<WireRecord>& out, const WireRecord& record) {
  if (std::find(out.begin(), out.end(), record) == out.end()) out.push_back(record);
}

dns::Name target_of(const WireRecord& record) {
  ByteReader reader(record.data);
  return *dns::Name::from_wire(reader, record.data);
}

/// The answer section as far as it speaks of the name, its aliases, and the zone of who says it. The last alias's
/// target is left in `name`.
void take_answers(const WireMessage& got, const dns::Name& zone, const dnssec::Question& question, dns::Name& name,
                  std::vector<WireRecord>& out) {
  for (int i = 0; i < kMaxAliases && name.is_within(zone); ++i) {
    for (const WireRecord& record : got.answers) {
      const bool dname = about(record) == kDname && name.is_within(record.owner);
      if (record.owner == name || dname) add(out, record);
    }
    if (has(got.answers, name, question.type)) return;
    const auto alias = std::find_if(got.answers.begin(), got.answers.end(), [&](const WireRecord& record) {
      return record.owner == name && record.type == kCname;
    });
    if (alias == got.answers.end()) return;
    name = target_of(*alias);
  }
}

/// What an authority section says of what there is not; and of a DS, which a referral to the name itself has there.
void take_denials(const WireMessage& got, const dnssec::Question& question, WireMessage& out) {
  for (const WireRecord& record : got.authorities) {
    const std::uint16_t type = about(record);
    if (type == kSoa || type == kNsec || type == kNsec3) add(out.authorities, record);
    if (type == kDs && question.type == kDs && record.owner == question.name) add(out.answers, record);
  }
}

}  // namespace

Scenario read_scenario(std::string_view text) {
  return Reader(text).read();
}

const Entry* Iterator::ask_server(const std::string& address, const dnssec::Question& question) {
  if (++asked_ > kMaxAsked) return nullptr;
  for (const Range& range : scenario_.ranges) {
    const auto& addresses = range.addresses;
    if (step_ < range.first || step_ > range.last ||
        std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      continue;
    for (const Entry& entry : range.entries) {
      const auto wants = [&](const char* word) { return entry.match.contains(word); };
      if (wants("subdomain") && !question.name.is_within(entry.message.name)) continue;
      if ((wants("qname") || wants("question")) && question.name != entry.message.name) continue;
      if ((wants("qtype") || wants("question")) && question.type != entry.message.type) continue;
      return &entry;
    }
  }
  return nullptr;
}

std::vector<std::string> Iterator::addresses_of(const dns::Name& server, const WireMessage& got, int depth) {
  std::vector<std::string> out;
  const auto take = [&](const std::vector<WireRecord>& records) {
    for (const WireRecord& record : records) {
      if (record.owner != server || (record.type != kA && record.type != kAaaa)) continue;
      if (record.type == kA) {
        IpAddress::V4 address{};
        std::copy(record.data.begin(), record.data.end(), address.begin());
        out.push_back(IpAddress(address).to_string());
      } else {
        IpAddress::V6 address{};
        std::copy(record.data.begin(), record.data.end(), address.begin());
        out.push_back(IpAddress(address).to_string());
      }
    }
  };
  take(got.additionals);
  const bool circle = std::find(looking_up_.begin(), looking_up_.end(), server) != looking_up_.end();
  if (!out.empty() || depth >= kMaxDepth || circle) return out;
  looking_up_.push_back(server);
  for (const std::uint16_t type : {kA, kAaaa}) {
    WireMessage looked_up;
    if (resolve({server, type}, looked_up, depth + 1)) take(looked_up.answers);
  }
  looking_up_.pop_back();
  return out;
}

/// Whether `got` refers to servers of a zone that is closer to the name.
bool Iterator::follow(const dnssec::Question& question, const WireMessage& got, Servers& servers, int depth) {
  if (!got.answers.empty() || got.rcode != 0 || has(got.authorities, question.name, kSoa)) return false;
  Servers next;
  for (const WireRecord& record : got.authorities) {
    if (record.type == kSoa) return false;
    if (record.type != kNs || !question.name.is_within(record.owner) || record.owner == servers.zone ||
        !record.owner.is_within(servers.zone))
      continue;
    // The DS is the parent's.
    if (question.type == kDs && record.owner == question.name) return false;
    next.zone = record.owner;
    for (std::string& address : addresses_of(target_of(record), got, depth))
      next.addresses.push_back(std::move(address));
  }
  if (next.addresses.empty()) return false;
  referrals_.push_back({next.zone, kDs, 0, {}, got.authorities, {}});
  servers = std::move(next);
  return true;
}

std::vector<Iterator::Servers> Iterator::known(const dnssec::Question& question) const {
  std::vector<Servers> out{{dns::Name(), scenario_.roots}};
  for (const Servers& servers : met_) {
    const bool above = question.type != kDs || servers.zone != question.name;
    if (above && question.name.is_within(servers.zone)) out.push_back(servers);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Servers& a, const Servers& b) { return a.zone.labels().size() > b.zone.labels().size(); });
  return out;
}

const Entry* Iterator::descend(const dnssec::Question& question, Servers& servers, int depth) {
  for (int referrals = 0; referrals < kMaxReferrals; ++referrals) {
    const Entry* entry = nullptr;
    for (const std::string& address : servers.addresses) {
      const Entry* got = ask_server(address, question);
      if (!got || (got->message.rcode != 0 && got->message.rcode != 3)) continue;
      entry = got;
      break;
    }
    if (!entry || !follow(question, entry->message, servers, depth)) return entry;
    const auto known_already = [&](const Servers& one) {
      return one.zone == servers.zone && one.addresses == servers.addresses;
    };
    if (std::none_of(met_.begin(), met_.end(), known_already)) met_.push_back(servers);
  }
  return nullptr;
}

bool Iterator::resolve(const dnssec::Question& question, WireMessage& out, int depth) {
  dns::Name name = question.name;
  for (int aliases = 0; aliases <= kMaxAliases; ++aliases) {
    const dnssec::Question asked{name, question.type};
    const Entry* entry = nullptr;
    Servers servers;
    for (const Servers& start : known(asked)) {
      servers = start;
      entry = descend(asked, servers, depth);
      if (entry) break;
    }
    if (!entry) return aliases > 0 || remembered(question, out);
    const WireMessage& got = entry->message;
    const dns::Name before = name;
    take_answers(got, servers.zone, question, name, out.answers);
    take_denials(got, question, out);
    out.rcode = got.rcode;
    if (name == before || has(out.answers, name, question.type)) return true;
  }
  return true;
}

bool Iterator::remembered(const dnssec::Question& question, WireMessage& out) const {
  if (const auto known = remembered_.find({question.name, question.type}); known != remembered_.end()) {
    out = known->second;
    return true;
  }
  const auto referral = std::find_if(referrals_.begin(), referrals_.end(), [&](const WireMessage& one) {
    return question.type == kDs && one.name == question.name;
  });
  if (referral == referrals_.end()) return false;
  take_denials(*referral, question, out);
  return true;
}

Bytes Iterator::answer(const dnssec::Question& question) {
  WireMessage out;
  asked_ = 0;
  if (!resolve(question, out, 0)) return {};
  out.name = question.name;
  out.type = question.type;
  remembered_[{question.name, question.type}] = out;
  return wire_of(out);
}

}  // namespace mailglass::test
