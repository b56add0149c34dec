#pragma once
// A relay in this process, with a resolver that answers from a list: no test asks a real name server.

#include <cstdint>
#include <memory>
#include <vector>

#include "config/config.h"
#include "support/scripted_resolver.h"

namespace mailglass::test {

/// A lab relay with short deadlines, for tests to change.
relay::Config test_config(std::uint16_t smtp_port);

class RunningRelay {
 public:
  RunningRelay(relay::Config config, std::vector<ScriptedAnswer> answers);
  ~RunningRelay();
  RunningRelay(const RunningRelay&) = delete;
  RunningRelay& operator=(const RunningRelay&) = delete;
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mailglass::test
