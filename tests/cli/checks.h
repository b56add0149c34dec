#pragma once
// A check of example.test through a transport, run to its end.

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/pump.h"
#include "report/report.h"

namespace mailglass::test {

inline check::Check new_check() {
  check::Setup setup{};
  setup.domain = "example.test";
  setup.seed.fill(7);
  setup.started_unix_ms = 1'790'000'000'000;
  return check::Check(std::move(setup));
}

struct Outcome {
  check::Check check = new_check();
  std::string lost;
  nlohmann::ordered_json report;
};

template <class MakeTransport>
Outcome run(MakeTransport&& make_transport) {
  boost::asio::io_context context(1);
  const std::unique_ptr<cli::Transport> transport = make_transport(context);
  Outcome outcome;
  outcome.lost = cli::run_check(context, *transport, outcome.check, [](const check::Check&) {});
  EXPECT_TRUE(outcome.check.finished());
  outcome.report = nlohmann::ordered_json::parse(report::write_report(outcome.check, nullptr));
  return outcome;
}

}  // namespace mailglass::test
