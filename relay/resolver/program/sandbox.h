#pragma once
// What holds the resolver's two processes: no files, no other programs, and sockets as sockets.h says. Everything is
// kept by the kernel, for root and for ordinary users, in a container and outside.

#include <cstdint>
#include <string>
#include <vector>

namespace mailglass::relay::resolver {

enum class Role : std::uint8_t {
  Broker,  ///< makes sockets and connects them
  Worker,  ///< libunbound: uses what it is given
};

/// Descriptors that may be open at once; as many as asked for, or as this process may have.
std::uint32_t limit_descriptors(std::uint32_t wanted);
/// A user that owns nothing, if this process is root's. First of all: it undoes parts of the others.
void leave_root();
/// Memory, files written, core dumps; no new rights by running programs; nobody may look into it.
bool limit_resources();
/// Landlock (Linux 5.13): no file can be opened any more, and no TCP port but these be connected to (Linux 6.7). For
/// this thread and those it starts. Returns what holds, in words; empty where the kernel has none.
std::string close_files(const std::vector<std::uint16_t>& tcp_ports);
/// No new process, and seccomp for all threads: nothing but what the role needs. False: it does not hold.
bool limit_calls(Role role);

}  // namespace mailglass::relay::resolver
