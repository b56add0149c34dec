#include "policy/mta_sts_policy.h"

#include <algorithm>
#include <array>

#include "bytes/address.h"
#include "policy/grammar.h"

namespace mailglass::policy {
namespace {

constexpr std::array<RuleText, 19> kPolicyRules{{
    {"not-ok", "RFC 8461 3.3"},        {"not-plain-text", "RFC 8461 3.2"}, {"unknown-charset", "RFC 8461 3.2"},
    {"too-long", "RFC 8461 3.3"},      {"blank-line", "RFC 8461 3.2"},     {"no-colon", "RFC 8461 3.2"},
    {"field-name", "RFC 8461 3.2"},    {"field-value", "RFC 8461 3.2"},    {"version", "RFC 8461 3.2"},
    {"mode", "RFC 8461 3.2"},          {"max-age", "RFC 8461 3.2"},        {"mx", "RFC 8461 3.2"},
    {"no-version", "RFC 8461 3.2"},    {"no-mode", "RFC 8461 3.2"},        {"no-max-age", "RFC 8461 3.2"},
    {"no-mx", "RFC 8461 3.2"},         {"repeated", "RFC 8461 3.2"},       {"max-age-capped", "RFC 8461 3.2"},
    {"mx-is-address", "RFC 8461 4.1"},
}};

bool covers(std::string_view pattern, std::string_view host) {
  constexpr std::string_view kWildcard = "*.";
  if (!pattern.starts_with(kWildcard)) return same_letters(pattern, host);
  // RFC 8461 4.1: a wildcard matches the left-most label only, and one whole label.
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 &&
         same_letters(pattern.substr(kWildcard.size()), host.substr(dot + 1));
}

}  // namespace

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::Enforce: return "enforce";
    case Mode::Testing: return "testing";
    case Mode::None: return "none";
  }
  return {};
}

const RuleText& rule_text(PolicyRule rule) {
  return kPolicyRules.at(static_cast<std::size_t>(rule));
}

bool makes_invalid(PolicyRule rule) {
  return rule < PolicyRule::Repeated;
}

std::optional<std::size_t> covers(const Policy& policy, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  // RFC 8461 4.1: what is compared are the names of MX hosts.
  if (host.empty() || IpAddress::parse(host)) return std::nullopt;
  const auto found = std::find_if(policy.mx.begin(), policy.mx.end(), [&](const MxPattern& pattern) {
    return covers(std::string_view(pattern.text), host);
  });
  if (found == policy.mx.end()) return std::nullopt;
  return static_cast<std::size_t>(found - policy.mx.begin());
}

}  // namespace mailglass::policy
