#include "resolver/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace mailglass::relay::resolver {
namespace {

/// What is told to the process and to nobody else: no variable of the relay's but those of the dynamic linker.
std::vector<char*> environment() {
  std::vector<char*> kept;
  for (char** one = environ; one && *one; ++one) {
    if (std::string_view(*one).starts_with("LD_")) kept.push_back(*one);
  }
  kept.push_back(nullptr);
  return kept;
}

class SpawnSettings {
 public:
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  /// 0, or its errno.
  int spawn(const std::string& program, int socket, pid_t& process) {
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    // A group of its own: Ctrl-C is for the relay, which ends it.
    int error = ::posix_spawnattr_setflags(&attributes_,
                                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (error == 0) error = ::posix_spawnattr_setsigmask(&attributes_, &none);
    if (error == 0) error = ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // Nothing of the relay's but this socket: no connection, no listening socket.
    if (error == 0) error = ::posix_spawn_file_actions_adddup2(&actions_, socket, kRelaySocket);
    if (error == 0) error = ::posix_spawn_file_actions_addclosefrom_np(&actions_, kRelaySocket + 1);
    if (error != 0) return error;
    std::string name = "mailglass-resolver";
    std::array<char*, 2> arguments{name.data(), nullptr};
    return ::posix_spawn(&process, program.c_str(), &actions_, &attributes_, arguments.data(), environment().data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

std::string program_beside_this_one() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (error ? std::filesystem::path() : self.parent_path()) / "mailglass-resolver";
}

std::variant<std::unique_ptr<Child>, std::string> Child::start(const std::string& program, const Settings& settings) {
  const auto failed = [&](int error) { return program + ": " + std::strerror(error); };
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) return failed(errno);
  // If the other end has the very number that it shall have there, it would be closed there, not copied.
  const int theirs = ::fcntl(pair[1], F_DUPFD_CLOEXEC, kRelaySocket + 1);
  int error = theirs < 0 ? errno : 0;
  ::close(pair[1]);
  pid_t process = 0;
  if (error == 0) error = SpawnSettings().spawn(program, theirs, process);
  if (theirs >= 0) ::close(theirs);
  if (error != 0) {
    ::close(pair[0]);
    return failed(error);
  }
  std::unique_ptr<Child> child(new Child(pair[0], process));
  const int room = 1024 * 1024;
  ::setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  if (!child->send(settings)) return program + ": it does not take its settings (deny may be too long)";
  return child;
}

Child::~Child() {
  ::close(socket_);
  // Its group is the two processes. The lower one is this process's to wait for, too, where it is a container's first.
  ::kill(-process_, SIGKILL);
  while (::waitpid(-process_, nullptr, 0) > 0 || errno == EINTR) {
  }
}

bool Child::send(const ToResolver& message) const {
  const Bytes bytes = encode(message);
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
}

Child::Heard Child::receive() {
  const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT | MSG_TRUNC);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return Nothing{};
  if (count <= 0 || static_cast<std::size_t>(count) > buffer_.size()) return Gone{};
  auto message = decode_from_resolver(ByteView(buffer_.data(), static_cast<std::size_t>(count)));
  if (!message) return Gone{};
  return std::move(*message);
}

bool Child::wait(int milliseconds) const {
  pollfd ready{socket_, POLLIN, 0};
  return ::poll(&ready, 1, milliseconds) > 0;
}

}  // namespace mailglass::relay::resolver
