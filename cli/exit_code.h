#pragma once
// The exit codes of `mailglass`: they tell the verdict, so that a script need not read the report.

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "main/command_line.h"

namespace mailglass::cli {

struct ExitCode {
  int code;
  std::string_view meaning;
};
inline constexpr std::array<ExitCode, 10> kExitCodes{{
    {0, "yes: every mail server address that takes mail now encrypts it"},
    {1, "partly: some mail servers encrypt, and others do not or could not be checked"},
    {2, "no: none was seen to encrypt, and mail to at least one travels readable"},
    {3, "can't tell, or the domain takes no mail: the report says why"},
    {relay::kExitUsage, "a mistake on the command line"},
    {relay::kExitNoInput, "a file cannot be read, or is not what it should be"},
    {relay::kExitUnavailable,
     "the check was not carried out: no relay, no resolver, no way out by port 25, or no session"},
    {relay::kExitSoftware, "a fault of this program"},
    {relay::kExitCannotWrite, "the evidence cannot be written"},
    {relay::kExitConfig, "a mistake in the settings"},
}};

/// Of a report.
int exit_code(const nlohmann::ordered_json& report);

}  // namespace mailglass::cli
