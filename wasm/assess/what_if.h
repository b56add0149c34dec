#pragma once
// What senders would do about a check's domain if something were otherwise (senders/what_if.h): from what the check
// found, without another lookup or connection.

#include <string>
#include <variant>
#include <vector>

#include "check/check.h"
#include "senders/interference.h"
#include "x509/trust.h"

namespace mailglass::assess {

/// What is to be otherwise, in this order: servers that are left out, then settings, one after another.
struct Otherwise {
  std::vector<std::string> settings;  ///< "name=value", of senders::settings()
  std::vector<std::string> without;   ///< host names of mail servers
};

struct WhatIf {
  senders::Interference now, then;
};

/// Why there is no answer.
struct NoWhatIf {
  enum class Why : std::uint8_t {
    NotSimulated,  ///< the check has no simulation (assess::protection_of)
    NoSuchServer,  ///< `named` is none of the domain's mail servers
    NoServerLeft,  ///< all are left out
    NoSuchSetting  ///< `named` is none of senders::settings()
  };
  Why why{};
  std::string named = {};
};

std::variant<WhatIf, NoWhatIf> what_if(const check::Check& check, const x509::TrustStore* roots,
                                       const Otherwise& otherwise);

}  // namespace mailglass::assess
