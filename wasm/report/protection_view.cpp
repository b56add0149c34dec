#include "report/protection_view.h"

#include "bytes/json_object.h"
#include "report/evidence_view.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

ordered_json outcome_json(const senders::Outcome& outcome) {
  return json_object({{"result", senders::to_string(outcome.result)},
                      {"proof", senders::to_string(outcome.proof)},
                      {"why", senders::to_string(outcome.why)},
                      {"to_attacker", outcome.to_attacker}});
}

ordered_json stand_json(const senders::Stand& stand) {
  ordered_json undone_by = nullptr, undone = nullptr;
  if (stand.undone_by) {
    undone_by = senders::attack(*stand.undone_by).code;
    undone = outcome_json(stand.undone);
  }
  return json_object({{"sender", stand.profile->code},
                      {"partners", stand.profile->for_partners()},
                      {"standing", senders::to_string(stand.standing)},
                      {"untouched", outcome_json(stand.untouched)},
                      {"undone_by", std::move(undone_by)},
                      {"undone", std::move(undone)},
                      {"open_at_first", stand.open_at_first}});
}

bool read_texts(const ordered_json& value, std::vector<std::string>& into) {
  if (!value.is_array()) return false;
  for (const ordered_json& one : value) {
    if (!one.is_string()) return false;
    into.push_back(one.get<std::string>());
  }
  return true;
}

}  // namespace

ordered_json interference_json(const senders::Interference& found) {
  return json_object(
      {{"protection", senders::to_string(found.protection)}, {"senders", list_json(found.stands, stand_json)}});
}

ordered_json what_if_json(const assess::WhatIf& answer, const assess::Otherwise& otherwise) {
  return json_object({{"settings", otherwise.settings},
                      {"without", otherwise.without},
                      {"now", interference_json(answer.now)},
                      {"then", interference_json(answer.then)}});
}

std::optional<assess::Otherwise> read_otherwise(std::string_view text) {
  const auto value = ordered_json::parse(text, nullptr, false);
  assess::Otherwise out;
  if (!value.is_object() || !value.contains("settings") || !value.contains("without")) return std::nullopt;
  if (!read_texts(value["settings"], out.settings) || !read_texts(value["without"], out.without)) return std::nullopt;
  return out;
}

}  // namespace mailglass::report
