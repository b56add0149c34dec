#pragma once
// What systemd and the relay tell each other: sockets that listen already (sd_listen_fds(3)), and words on how it goes
// (sd_notify(3)). Both protocols are a few lines of environment and datagrams, documented to be spoken without a
// library.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailglass::relay::systemd {

/// What the service manager passed on to this process.
struct Passed {
  std::vector<int> listeners;                         ///< descriptors of sockets, close-on-exec
  std::string notify_socket;                          ///< empty: nobody listens
  std::optional<std::chrono::microseconds> watchdog;  ///< it wants to hear from the relay at least so often
};
/// Takes it out of the environment, so that no other process takes it for itself. Before any thread begins.
Passed take_environment();

/// Tells `state`, lines of KEY=VALUE, to the socket. Whether anybody hears it does not matter.
void notify(const std::string& notify_socket, std::string_view state);

}  // namespace mailglass::relay::systemd
