#pragma once
// A relay in this process, with a resolver that answers from a list: no test asks a real name server.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "dns/message.h"
#include "support/dns_answer.h"
#include "wire/control.h"

namespace mailglass::test {

struct ScriptedAnswer {
  std::string name;
  dns::Type type;
  std::vector<AnswerRecord> records;
  dns::Rcode rcode = dns::Rcode::NoError;
  wire::DnsStatus status = wire::DnsStatus::Insecure;
};

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

/// example.test with one mail server mx.example.test at `address`.
std::vector<ScriptedAnswer> one_server(const std::string& address);

}  // namespace mailglass::test
