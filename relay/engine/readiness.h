#pragma once
// Whether the relay can do its work now, part by part, in words.

#include <chrono>
#include <string>
#include <vector>

#include "session/session.h"

namespace mailglass::relay {

struct Readiness {
  struct Part {
    std::string name;  ///< "dns", "port25", "descriptors", "sessions"
    bool ready;
    std::string words;
  };
  std::vector<Part> parts;
  [[nodiscard]] bool ready() const;
  /// "ready" or "not ready", then a line for each part.
  [[nodiscard]] std::string text() const;
};
Readiness readiness(const session::Services& services, const Descriptors& descriptors,
                    std::chrono::steady_clock::time_point now);

}  // namespace mailglass::relay
