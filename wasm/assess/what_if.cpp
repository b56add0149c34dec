#include "assess/what_if.h"

#include <algorithm>
#include <optional>

#include "assess/assessment.h"
#include "assess/protection.h"
#include "dns/name.h"
#include "senders/what_if.h"

namespace mailglass::assess {
namespace {

/// The simulation's servers are in the order of the assessment's.
std::optional<std::size_t> place_of(const Assessment& assessment, const std::string& host) {
  const auto wanted = dns::Name::from_text(host);
  if (!wanted) return std::nullopt;
  const auto found = std::find_if(assessment.servers.begin(), assessment.servers.end(),
                                  [&](const ServerAssessment& one) { return one.server->host == *wanted; });
  if (found == assessment.servers.end()) return std::nullopt;
  return static_cast<std::size_t>(found - assessment.servers.begin());
}

}  // namespace

std::variant<WhatIf, NoWhatIf> what_if(const check::Check& check, const x509::TrustStore* roots,
                                       const Otherwise& otherwise) {
  using Why = NoWhatIf::Why;
  Assessment assessment = assess(check, roots);
  auto protection = take_protection(check, assessment, roots);
  if (!protection) return NoWhatIf{Why::NotSimulated};
  senders::Domain domain = protection->domain;
  std::vector<bool> stays(domain.servers.size(), true);
  for (const std::string& host : otherwise.without) {
    const auto place = place_of(assessment, host);
    if (!place) return NoWhatIf{Why::NoSuchServer, host};
    stays[*place] = false;
  }
  std::vector<senders::Server> left;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (stays[i]) left.push_back(domain.servers[i]);
  }
  if (left.empty()) return NoWhatIf{Why::NoServerLeft};
  domain.servers = std::move(left);
  for (const std::string& text : otherwise.settings) {
    const senders::Setting* setting = senders::find_setting(text);
    if (!setting) return NoWhatIf{Why::NoSuchSetting, text};
    setting->apply(domain);
  }
  return WhatIf{std::move(protection->interference), senders::interference(senders::profiles(), domain)};
}

}  // namespace mailglass::assess
