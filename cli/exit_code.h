#pragma once
// The exit codes of `mailglass`: they tell the verdict, so that a script need not read the report.

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "main/command_line.h"

namespace mailglass::cli {

/// In words/ by their numbers: cli.exit.NUMBER.
inline constexpr std::array<int, 10> kExitCodes{{
    0,                        // yes
    1,                        // partly
    2,                        // no
    3,                        // can't tell, or takes no mail
    relay::kExitUsage,        // of the command line
    relay::kExitNoInput,      // of a file
    relay::kExitUnavailable,  // no check
    relay::kExitSoftware,
    relay::kExitCannotWrite,
    relay::kExitConfig,
}};

/// Of a report.
int exit_code(const nlohmann::ordered_json& report);

/// Of several domains, by the worse one of two: what could not be told is better than what travels readable, and both
/// are better than a check that was not carried out, which leaves the answer open.
int worse(int one, int other);

}  // namespace mailglass::cli
