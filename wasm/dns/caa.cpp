#include "dns/caa.h"

#include <algorithm>
#include <array>

namespace mailglass::dns {
namespace {

constexpr std::uint8_t kCritical = 0x80;  // section 4.1
constexpr std::array<RuleText, 4> kCaaRules{{{"short", "RFC 8659 4.1"},
                                             {"no-tag", "RFC 8659 4.1"},
                                             {"tag-ends", "RFC 8659 4.1"},
                                             {"tag-sign", "RFC 8659 4.1"}}};
/// IANA "Certification Authority Restriction Properties".
constexpr std::array<std::string_view, 7> kKnown{"issue",        "issuewild", "iodef",   "contactemail",
                                                 "contactphone", "issuemail", "issuevmc"};
constexpr std::string_view kBlank = " \t";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view without_blanks(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text;
}

/// `label` and `tag` of section 4.2: letters and digits, and hyphens between them.
bool is_word(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_issuer(std::string_view text) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_word(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// `parameters`, without white space around them.
bool are_parameters(std::string_view text) {
  while (true) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view one = without_blanks(text.substr(0, end));
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || !is_word(without_blanks(one.substr(0, equals)))) return false;
    const std::string_view value = without_blanks(one.substr(equals + 1));
    if (!std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7f'; })) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

/// The issuer of an `issue-value`; empty for none, and for what does not read as one.
std::string issuer_of(std::string_view value) {
  const std::size_t semicolon = std::min(value.find(';'), value.size());
  const std::string_view issuer = without_blanks(value.substr(0, semicolon));
  const std::string_view parameters = without_blanks(value.substr(std::min(semicolon + 1, value.size())));
  // RFC 8659 4.2: what does not match the grammar MUST be treated as one without an issuer.
  if (!is_issuer(issuer) || !(parameters.empty() || are_parameters(parameters))) return {};
  return in_lower_case(issuer);
}

}  // namespace

const RuleText& rule_text(CaaRule rule) {
  return kCaaRules.at(static_cast<std::size_t>(rule));
}

std::variant<Caa, CaaFlaw> read_caa(ByteView rdata) {
  ByteReader reader(rdata);
  const auto flags = reader.u8();
  const auto length = reader.u8();
  if (!flags || !length) return CaaFlaw{rdata.size(), CaaRule::Short};
  // RFC 8659 4.1: the length of the tag MUST be at least 1.
  if (*length == 0) return CaaFlaw{1, CaaRule::NoTag};
  const std::size_t at = reader.offset();
  const auto tag = reader.bytes(*length);
  if (!tag) return CaaFlaw{1, CaaRule::TagEnds};
  // RFC 8659 4.1: a tag MUST NOT contain anything but letters and digits of ASCII.
  const auto sign =
      std::find_if_not(tag->begin(), tag->end(), [](std::uint8_t c) { return is_alphanumeric(static_cast<char>(c)); });
  if (sign != tag->end()) return CaaFlaw{at + static_cast<std::size_t>(sign - tag->begin()), CaaRule::TagSign};
  // RFC 8659 4.1: the other flags are reserved and ignored; tags match whatever their case.
  return Caa{(*flags & kCritical) != 0, in_lower_case(text_of(*tag)), text_of(reader.rest())};
}

CaaSearch climb(const Name& name, const std::vector<CaaAnswer>& answers) {
  std::size_t step = 0;
  // RFC 8659 3: the name itself, then each parent, up to but not with the root; the first with records counts.
  for (Name at = name; !at.is_root(); at = at.parent(), ++step) {
    if (step >= answers.size()) return CaaLookUp{at};
    const CaaAnswer& answer = answers[step];
    if (answer.failed) return CaaFailed{at};
    if (answer.records.empty()) continue;
    CaaSet set{at, {}, {}};
    for (const Bytes& record : answer.records) {
      auto read = read_caa(record);
      if (auto* const caa = std::get_if<Caa>(&read)) set.records.push_back(std::move(*caa));
      if (const auto* flaw = std::get_if<CaaFlaw>(&read)) set.flaws.push_back(*flaw);
    }
    return set;
  }
  return NoCaa{};
}

CaaPermission who_may_issue(const CaaSet& set, bool wildcard) {
  CaaPermission out;
  const auto has = [&](std::string_view tag) {
    return std::any_of(set.records.begin(), set.records.end(), [&](const Caa& caa) { return caa.tag == tag; });
  };
  for (const Caa& caa : set.records) {
    // RFC 8659 4.1: who does not know a critical property MUST NOT issue.
    if (caa.critical && std::find(kKnown.begin(), kKnown.end(), caa.tag) == kKnown.end())
      out.unknown_critical = caa.tag;
  }
  // RFC 8659 4.3: for a wildcard issuewild counts instead of issue, if it is there; for any other name it MUST be
  // ignored.
  const std::string_view property = wildcard && has("issuewild") ? "issuewild" : "issue";
  if (out.unknown_critical) return out;
  // RFC 8659 4.2: without such a property nothing is restricted.
  out.anyone = !has(property);
  for (const Caa& caa : set.records) {
    if (caa.tag != property) continue;
    std::string issuer = issuer_of(caa.value);
    if (!issuer.empty() && std::find(out.issuers.begin(), out.issuers.end(), issuer) == out.issuers.end())
      out.issuers.push_back(std::move(issuer));
  }
  return out;
}

}  // namespace mailglass::dns
