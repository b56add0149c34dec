#pragma once
// `mailglass what-if`: what senders would do about saved evidence if something were otherwise (senders/what_if.h).

#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "check/check.h"
#include "cli/text/paper.h"
#include "x509/trust.h"

namespace mailglass::cli {

/// What is to be otherwise, in this order: servers that are left out, then settings.
struct Otherwise {
  std::vector<std::string> settings;  ///< "name=value", of senders::settings()
  std::vector<std::string> without;   ///< host names of mail servers
};

/// "certificate=trusted, certificate=untrusted, …"
std::string setting_names();

/// `{"domain", "settings", "without", "now", "then"}`; each of the last two has `protection` and `senders`, with their
/// `standing`, what they do `untouched`, and the attack they are `undone_by`. Or a complaint.
std::variant<nlohmann::ordered_json, std::string> what_if(const check::Check& check, const x509::TrustStore& roots,
                                                          const Otherwise& otherwise, const Words& words);

std::string what_if_text(const nlohmann::ordered_json& answer, Style style, const Words& words = english());

/// By what would be: 0 protected, 1 depends, 2 not protected.
int what_if_exit_code(const nlohmann::ordered_json& answer);

}  // namespace mailglass::cli
