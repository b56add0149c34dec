#include "cli/progress.h"

#include <algorithm>
#include <iostream>

#include "cli/text/terminal.h"
#include "wire/control.h"

namespace mailglass::cli {
namespace {

constexpr std::size_t kMostLines = 12;
constexpr std::string_view kUpAndErase = "\x1b[A\x1b[2K";  // ECMA-48 CUU, EL

/// To so many columns, without cutting a character.
void shorten(std::string& line, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t columns = 0; end < line.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(line[end]) & 0xc0) != 0x80;
    if (begins && columns++ == width) break;
  }
  line.resize(end);
}

std::string explored(const probe::Explorer& explorer, const Words& words) {
  const probe::Usage usage = explorer.usage();
  std::vector<std::string> parts = {
      words.say("cli.progress.used", {{"n", std::int64_t{usage.used}}, {"allowed", std::to_string(usage.budget)}})};
  if (usage.turned_away > 0)
    parts.push_back(words.say("cli.progress.turned-away", {{"n", std::int64_t{usage.turned_away}}}));
  if (explorer.finished()) {
    parts.push_back(words.say("cli.progress.done"));
  } else if (explorer.pace().slowed()) {
    const std::uint64_t seconds = explorer.pace().spacing_us() / 1'000'000 + 1;
    parts.push_back(words.say("cli.progress.slowed", {{"n", std::to_string(seconds)}}));
  }
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string state_of(const check::Check& check, const check::AddressRun& address, const Words& words) {
  if (const probe::Explorer* explorer = address.explorer()) return explored(*explorer, words);
  const check::ProbeRun* last = address.probes.empty() ? nullptr : check.probe(address.probes.back());
  if (!last) return words.say("cli.progress.waits");
  if (last->end()) return words.say("cli.progress.one");
  const wire::Stage stage = last->stages().empty() ? wire::Stage::Connecting : last->stages().back().stage;
  return words.say(std::string("cli.progress.").append(wire::to_string(stage)));
}

}  // namespace

std::vector<std::string> progress_lines(const check::Check& check, std::size_t width, std::size_t most,
                                        const Words& words) {
  std::vector<std::string> lines;
  for (const check::ServerRun& server : check.servers()) {
    for (const check::AddressRun& address : server.addresses) {
      lines.push_back(server.host.to_text() + "  " + address.address.to_string() + "  " +
                      state_of(check, address, words));
    }
  }
  if (lines.empty()) lines.push_back(words.say("cli.progress.looking-up", {{"domain", check.domain().to_text()}}));
  if (lines.size() > most) {
    const std::size_t rest = lines.size() - (most - 1);
    lines.resize(most - 1);
    lines.push_back(words.say("cli.progress.more", {{"n", static_cast<std::int64_t>(rest)}}));
  }
  for (std::string& line : lines) shorten(line, width);
  return lines;
}

Progress::Progress(const Words& words) : words_(words), terminal_(is_terminal(Stream::Error)) {}

void Progress::draw(const check::Check& check) {
  if (!terminal_) return;
  std::vector<std::string> lines = progress_lines(check, columns(Stream::Error) - 1, kMostLines, words_);
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
