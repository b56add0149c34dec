#pragma once
// What the relay knows of its own surroundings: looked at now and then, so that being asked costs nothing.

#include <chrono>
#include <optional>
#include <string>

namespace mailglass::relay {

struct Health {
  /// The last time the root's name servers were asked for.
  struct Dns {
    bool works = false;
    std::string why;  ///< when it does not
    std::chrono::steady_clock::time_point when;
  };
  std::optional<Dns> dns;     ///< nothing yet right after the start
  bool port25_tried = false;  ///< or nothing is to be tried
};

/// How many descriptors this process has and may have.
struct Descriptors {
  std::size_t open = 0, most = 0;
};
Descriptors descriptors();

}  // namespace mailglass::relay
