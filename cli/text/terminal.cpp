#include "cli/text/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace mailglass::cli {
namespace {

constexpr std::size_t kUsualColumns = 80;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets one
  return value ? value : "";
}

}  // namespace

bool is_terminal(Stream stream) {
  return ::isatty(static_cast<int>(stream)) == 1 && !variable("TERM").empty() && variable("TERM") != "dumb";
}

bool wants_colour(Stream stream) {
  return is_terminal(stream) && variable("NO_COLOR").empty();
}

std::size_t columns(Stream stream) {
  winsize size{};
  const bool known = ::ioctl(static_cast<int>(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsualColumns;
}

}  // namespace mailglass::cli
