#include "main/command_line.h"

#include <sstream>

namespace mailglass::relay {

Leave complaint(const CLI::App& app, int code, const std::string& text) {
  return {code, app.get_name() + ": " + text + "\n"};
}

std::optional<Leave> parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    if (app.exit(error, out, err) == 0) return Leave{0, out.str()};
    return complaint(app, kExitUsage, error.what());
  }
  return std::nullopt;
}

}  // namespace mailglass::relay
