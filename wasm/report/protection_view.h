#pragma once
// What senders do, and what somebody who interferes makes of it, as the report tells it.

#include <nlohmann/json.hpp>
#include <string>

#include "assess/what_if.h"

namespace mailglass::report {

/// `{"protection", "senders": [{"sender", "partners", "standing", "untouched", "undone_by", "undone",
/// "open_at_first"}]}`, with outcomes as `{"result", "proof", "why", "to_attacker"}`. `undone` and `undone_by` are null
/// where nothing undoes it. `partners`: a setting for chosen partners, which says nothing of the domain's protection.
nlohmann::ordered_json interference_json(const senders::Interference& found);

/// `{"settings", "without", "now", "then"}`.
nlohmann::ordered_json what_if_json(const assess::WhatIf& answer, const assess::Otherwise& otherwise);

/// Reads `{"settings": ["tlsa=matches", …], "without": ["mx.example.org", …]}`; none where it is not that.
std::optional<assess::Otherwise> read_otherwise(std::string_view text);

}  // namespace mailglass::report
