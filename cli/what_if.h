#pragma once
// `mailglass what-if`: what senders would do about saved evidence if something were otherwise (senders/what_if.h).

#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "assess/what_if.h"
#include "check/check.h"
#include "cli/text/paper.h"
#include "x509/trust.h"

namespace mailglass::cli {

/// "certificate=trusted, certificate=untrusted, …"
std::string setting_names();

/// `{"domain", "settings", "without", "now", "then"}`, as report::what_if_json writes them. Or a complaint.
std::variant<nlohmann::ordered_json, std::string> what_if(const check::Check& check, const x509::TrustStore& roots,
                                                          const assess::Otherwise& otherwise, const Words& words);

std::string what_if_text(const nlohmann::ordered_json& answer, Style style, const Words& words = english());

/// By what would be: 0 protected, 1 depends, 2 not protected.
int what_if_exit_code(const nlohmann::ordered_json& answer);

}  // namespace mailglass::cli
