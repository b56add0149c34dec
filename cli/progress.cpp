#include "cli/progress.h"

#include <algorithm>
#include <iostream>

#include "cli/text/terminal.h"
#include "wire/control.h"

namespace mailglass::cli {
namespace {

constexpr std::size_t kMostLines = 12;
constexpr std::string_view kUpAndErase = "\x1b[A\x1b[2K";  // ECMA-48 CUU, EL

std::string explored(const probe::Explorer& explorer) {
  const probe::Usage usage = explorer.usage();
  std::string text = std::to_string(usage.used) + " of " + std::to_string(usage.budget) + " connections";
  if (usage.turned_away > 0) text += ", " + std::to_string(usage.turned_away) + " more without an answer";
  if (explorer.finished()) return text + ", done";
  if (explorer.pace().slowed()) {
    text += ", one every " + std::to_string(explorer.pace().spacing_us() / 1'000'000 + 1) + " s at most";
  }
  return text;
}

std::string state_of(const check::Check& check, const check::AddressRun& address) {
  if (const probe::Explorer* explorer = address.explorer()) return explored(*explorer);
  const check::ProbeRun* last = address.probes.empty() ? nullptr : check.probe(address.probes.back());
  if (!last) return "waits for its turn";
  if (last->end()) return "1 connection, done";
  return last->stages().empty() ? "connecting" : std::string(wire::to_string(last->stages().back().stage));
}

}  // namespace

std::vector<std::string> progress_lines(const check::Check& check, std::size_t width, std::size_t most) {
  std::vector<std::string> lines;
  for (const check::ServerRun& server : check.servers()) {
    for (const check::AddressRun& address : server.addresses) {
      lines.push_back(server.host.to_text() + "  " + address.address.to_string() + "  " + state_of(check, address));
    }
  }
  if (lines.empty()) lines.push_back("looking up the mail servers of " + check.domain().to_text());
  if (lines.size() > most) {
    const std::size_t rest = lines.size() - (most - 1);
    lines.resize(most - 1);
    lines.push_back("and " + std::to_string(rest) + " more addresses");
  }
  for (std::string& line : lines) line.resize(std::min(line.size(), width));
  return lines;
}

Progress::Progress() : terminal_(is_terminal(Stream::Error)) {}

void Progress::draw(const check::Check& check) {
  if (!terminal_) return;
  std::vector<std::string> lines = progress_lines(check, columns(Stream::Error) - 1, kMostLines);
  if (lines == drawn_) return;
  clear();
  for (const std::string& line : lines) std::cerr << line << '\n';
  std::cerr.flush();
  drawn_ = std::move(lines);
}

void Progress::clear() {
  for (std::size_t i = 0; i < drawn_.size(); ++i) std::cerr << kUpAndErase;
  std::cerr.flush();
  drawn_.clear();
}

}  // namespace mailglass::cli
