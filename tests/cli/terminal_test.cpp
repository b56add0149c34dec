// What only a terminal shows, on a pseudoterminal.
#include "cli/text/terminal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "cli/progress.h"

namespace mailglass::cli {
namespace {

/// Standard error is a terminal of 40 columns as long as this lives.
class Pseudoterminal {
 public:
  Pseudoterminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY)), kept_(::dup(STDERR_FILENO)) {
    ::grantpt(master_);
    ::unlockpt(master_);
    const int slave = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);  // NOLINT(concurrency-mt-unsafe)
    const winsize size{24, 40, 0, 0};
    ::ioctl(slave, TIOCSWINSZ, &size);
    ::dup2(slave, STDERR_FILENO);
    ::close(slave);
  }
  ~Pseudoterminal() {
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
    ::close(master_);
  }
  Pseudoterminal(const Pseudoterminal&) = delete;
  Pseudoterminal& operator=(const Pseudoterminal&) = delete;

  /// What was written to it since. It may come in pieces, which the kernel hands over when it gets to it.
  [[nodiscard]] std::string shown() const {
    constexpr int kQuietMs = 100;
    std::string all;
    std::array<char, 4096> buffer{};
    for (pollfd waiting{master_, POLLIN, 0}; ::poll(&waiting, 1, kQuietMs) > 0;) {
      const ssize_t count = ::read(master_, buffer.data(), buffer.size());
      if (count <= 0) break;
      all.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  int master_;
  int kept_;
};

struct Environment {
  const char *term, *no_color;
  bool terminal, colour;
};
TEST(Terminal, IsBelievedUnlessItIsDumbAndColouredUnlessAskedNotTo) {
  const Environment table[] = {
      {"xterm-256color", nullptr, true, true}, {"xterm-256color", "1", true, false},
      {"xterm-256color", "", true, true},  // https://no-color.org: not empty
      {"dumb", nullptr, false, false},         {nullptr, nullptr, false, false},
  };
  const Pseudoterminal terminal;
  for (const Environment& row : table) {
    row.term ? ::setenv("TERM", row.term, 1) : ::unsetenv("TERM");
    row.no_color ? ::setenv("NO_COLOR", row.no_color, 1) : ::unsetenv("NO_COLOR");
    EXPECT_EQ(is_terminal(Stream::Error), row.terminal) << (row.term ? row.term : "none");
    EXPECT_EQ(wants_colour(Stream::Error), row.colour) << (row.no_color ? row.no_color : "none");
  }
  EXPECT_EQ(columns(Stream::Error), 40U);
}

TEST(Progress, IsDrawnOverWhatItDrewBeforeAndGoneInTheEnd) {
  ::setenv("TERM", "xterm", 1);
  check::Setup setup{};
  setup.domain = "a-rather-long-name-for-a-domain.example.test";
  const check::Check check(std::move(setup));
  const Pseudoterminal terminal;
  {
    Progress progress;
    progress.draw(check);
    EXPECT_EQ(terminal.shown(), "looking up the mail servers of a-rather\r\n");
    progress.draw(check);  // nothing new, so nothing is drawn
  }
  EXPECT_EQ(terminal.shown(), "\x1b[A\x1b[2K");
}

TEST(Progress, IsSilentWithoutATerminal) {
  ::setenv("TERM", "dumb", 1);
  check::Setup setup{};
  setup.domain = "example.test";
  const check::Check check(std::move(setup));
  testing::internal::CaptureStderr();
  {
    Progress progress;
    progress.draw(check);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace mailglass::cli
