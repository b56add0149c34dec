#include "cli/exit_code.h"

#include <algorithm>

namespace mailglass::cli {
namespace {

/// A verdict's words in the order of their exit codes.
constexpr std::array<std::string_view, 4> kWords{"yes", "partly", "no", "unknown"};

/// Reasons that are the relay's own.
constexpr std::array<std::string_view, 3> kNotCarriedOut{"session-failed", "relay-without-dns", "relay-without-port25"};

/// From the best to the worst.
constexpr std::array<int, 7> kByWorth{
    0, 3, 1, 2, relay::kExitUnavailable, relay::kExitCannotWrite, relay::kExitSoftware};

}  // namespace

int worse(int one, int other) {
  return std::find(kByWorth.begin(), kByWorth.end(), one) < std::find(kByWorth.begin(), kByWorth.end(), other) ? other
                                                                                                               : one;
}

int exit_code(const nlohmann::ordered_json& report) {
  const auto& verdict = report.at("verdict");
  const auto because = verdict.at("because").get<std::string>();
  if (std::find(kNotCarriedOut.begin(), kNotCarriedOut.end(), because) != kNotCarriedOut.end())
    return relay::kExitUnavailable;
  const auto word = std::find(kWords.begin(), kWords.end(), verdict.at("word").get<std::string>());
  return word == kWords.end() ? relay::kExitSoftware : static_cast<int>(word - kWords.begin());
}

}  // namespace mailglass::cli
