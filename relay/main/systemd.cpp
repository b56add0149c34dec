#include "main/systemd.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>

namespace mailglass::relay::systemd {
namespace {

constexpr int kFirstListener = 3;    // SD_LISTEN_FDS_START
constexpr long kMostListeners = 64;  // more is no number of sockets

std::string taken(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value ? value : "";
  ::unsetenv(name);
  return text;
}

std::optional<long> number(const std::string& text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Whether what was passed on is for this process. Without a number it is for whoever reads it, where `absent` says so.
bool is_for_us(const std::string& pid, bool absent) {
  if (pid.empty()) return absent;
  return number(pid) == static_cast<long>(::getpid());
}

}  // namespace

Passed take_environment() {
  Passed passed;
  const std::string listen_pid = taken("LISTEN_PID");
  const auto count = number(taken("LISTEN_FDS"));
  taken("LISTEN_FDNAMES");
  if (is_for_us(listen_pid, false) && count && *count > 0 && *count <= kMostListeners) {
    for (int i = 0; i < static_cast<int>(*count); ++i) {
      passed.listeners.push_back(kFirstListener + i);
      ::fcntl(kFirstListener + i, F_SETFD, FD_CLOEXEC);
    }
  }
  passed.notify_socket = taken("NOTIFY_SOCKET");
  const std::string watchdog_pid = taken("WATCHDOG_PID");
  const auto watchdog = number(taken("WATCHDOG_USEC"));
  if (is_for_us(watchdog_pid, true) && watchdog && *watchdog > 0)
    passed.watchdog = std::chrono::microseconds(*watchdog);
  return passed;
}

void notify(const std::string& notify_socket, std::string_view state) {
  sockaddr_un address{};
  if (notify_socket.empty() || notify_socket.size() >= sizeof address.sun_path) return;
  if (notify_socket.front() != '/' && notify_socket.front() != '@') return;
  address.sun_family = AF_UNIX;
  std::copy(notify_socket.begin(), notify_socket.end(), std::begin(address.sun_path));
  if (notify_socket.front() == '@') address.sun_path[0] = '\0';
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + notify_socket.size());
  ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&address), size);
  ::close(descriptor);
}

}  // namespace mailglass::relay::systemd
