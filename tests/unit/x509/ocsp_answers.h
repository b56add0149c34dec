#pragma once
// OCSP answers of real programs (data/README.md), read.

#include <gtest/gtest.h>

#include "captured.h"
#include "x509/ocsp.h"

namespace mailglass::x509 {

/// Null for a refusal and for what cannot be read.
inline const OcspAnswer* answer_in(const Parsed<OcspResponse>& response) {
  return response ? std::get_if<OcspAnswer>(&*response) : nullptr;
}

inline OcspAnswer captured_answer(const std::string& name) {
  const Parsed<OcspResponse> response = parse_ocsp(captured(name));
  const OcspAnswer* answer = answer_in(response);
  if (!answer) ADD_FAILURE() << name << ": " << (response ? "a refusal" : response.error().rule);
  return answer ? *answer : OcspAnswer{};
}

}  // namespace mailglass::x509
