#pragma once
// What the two programs' command lines have in common: how they end before they began, and with which exit code.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace mailglass::relay {

// BSD sysexits.
inline constexpr int kExitUsage = 64;        // EX_USAGE: a mistake on the command line
inline constexpr int kExitNoInput = 66;      // EX_NOINPUT: a file cannot be read
inline constexpr int kExitUnavailable = 69;  // EX_UNAVAILABLE: something needed does not work
inline constexpr int kExitSoftware = 70;     // EX_SOFTWARE: a fault of the program
inline constexpr int kExitCannotWrite = 73;  // EX_CANTCREAT: a file cannot be written
inline constexpr int kExitConfig = 78;       // EX_CONFIG: a mistake in the settings

/// The program ends at once with this text and exit code.
struct Leave {
  int code;
  std::string text;
};

/// "NAME: text"
Leave complaint(const CLI::App& app, int code, const std::string& text);
/// Nothing when the program shall go on; help, version or what is wrong otherwise.
std::optional<Leave> parse(CLI::App& app, int argc, const char* const* argv);

}  // namespace mailglass::relay
