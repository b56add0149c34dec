#pragma once
// Pieces that several parts of the report share: lists, and places of evidence.

#include <nlohmann/json.hpp>

#include "check/bytes_at.h"

namespace mailglass::report {

template <class List, class Writer>
nlohmann::ordered_json list_json(const List& list, Writer&& writer) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const auto& item : list) out.push_back(writer(item));
  return out;
}

nlohmann::ordered_json evidence_json(const check::BytesAt& at);

}  // namespace mailglass::report
