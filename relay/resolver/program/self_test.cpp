// What a stranger could try who has taken over libunbound's process.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "resolver/program/sandbox.h"
#include "resolver/program/socket_address.h"
#include "resolver/program/sockets.h"
#include "resolver/program/worker.h"

namespace mailglass::relay::resolver {
namespace {

/// 0 for what was possible, its errno otherwise.
int outcome(long result) {
  return result < 0 ? errno : 0;
}

SocketAddress at(const char* address, std::uint16_t port) {
  return {*IpAddress::parse(address), port};
}

/// As libunbound does it: by the broker.
int connected(const char* address, std::uint16_t port, int type) {
  const auto to = at(address, port);
  const int made = ::socket(to.get()->sa_family, type, 0);
  if (made < 0) return errno;
  const int error = ::connect(made, to.get(), to.size()) == 0 ? 0 : errno;
  ::close(made);
  return error == EINPROGRESS ? 0 : error;
}

/// By the kernel, with a socket that the broker gave.
int connected_without_broker(const char* address) {
  const auto to = at(address, 53);
  const int made = ::socket(AF_INET, SOCK_DGRAM, 0);
  const int error = outcome(::syscall(SYS_connect, made, to.get(), to.size()));
  ::close(made);
  return error;
}

int sent_to(const char* address) {
  const auto to = at(address, 53);
  const int made = ::socket(AF_INET, SOCK_DGRAM, 0);
  const int error = outcome(::syscall(SYS_sendto, made, "x", 1, 0, to.get(), to.size()));
  ::close(made);
  return error;
}

int sent_message() {
  const auto to = at("198.51.100.1", 53);
  const int made = ::socket(AF_INET, SOCK_DGRAM, 0);
  msghdr message{};
  message.msg_name = const_cast<sockaddr*>(to.get());  // NOLINT(cppcoreguidelines-pro-type-const-cast): msghdr's type
  message.msg_namelen = to.size();
  const int error = outcome(::syscall(SYS_sendmsg, made, &message, 0));
  ::close(made);
  return error;
}

int listened() {
  const int made = ::socket(AF_INET, SOCK_STREAM, 0);
  const int error = outcome(::listen(made, 1));
  ::close(made);
  return error;
}

int run_program() {
  char* const none[] = {nullptr};
  return outcome(::execve("/bin/true", none, none));
}

struct Attempt {
  const char* what;
  int (*carry_out)();
};

constexpr std::array kAttempts{
    Attempt{"read a file", [] { return outcome(::open("/etc/passwd", O_RDONLY)); }},
    Attempt{"write a file", [] { return outcome(::open("/tmp/mailglass-resolver", O_WRONLY | O_CREAT, 0600)); }},
    Attempt{"list a folder", [] { return outcome(::open("/", O_RDONLY | O_DIRECTORY)); }},
    Attempt{"see whether a file is there", [] { return outcome(::access("/etc/passwd", F_OK)); }},
    Attempt{"remove a file", [] { return outcome(::unlink("/nowhere")); }},
    Attempt{"start a process", [] { return outcome(::fork()); }},
    Attempt{"run a program", run_program},
    Attempt{"signal its parent", [] { return outcome(::kill(::getppid(), 0)); }},
    Attempt{"look into its parent", [] { return outcome(::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr)); }},
    Attempt{"make code",
            [] {
              void* const page =
                  ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return page == MAP_FAILED ? errno : 0;
            }},
    Attempt{"open a socket itself", [] { return outcome(::syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)); }},
    Attempt{"open a local socket", [] { return outcome(::socket(AF_UNIX, SOCK_STREAM, 0)); }},
    Attempt{"open a raw socket", [] { return outcome(::syscall(SYS_socket, AF_INET, SOCK_RAW, 1)); }},
    Attempt{"open a kernel socket", [] { return outcome(::socket(AF_NETLINK, SOCK_RAW, 0)); }},
    Attempt{"listen", listened},
    Attempt{"connect a socket itself", [] { return connected_without_broker("198.41.0.4"); }},
    Attempt{"send to an address", [] { return sent_to("198.41.0.4"); }},
    Attempt{"send a message to an address", sent_message},
    Attempt{"reach a mail server", [] { return connected("198.41.0.4", 25, SOCK_STREAM); }},
    Attempt{"reach a web server", [] { return connected("198.41.0.4", 443, SOCK_STREAM); }},
    Attempt{"reach this machine", [] { return connected("127.0.0.1", 53, SOCK_DGRAM); }},
    Attempt{"reach this machine by IPv6", [] { return connected("::1", 53, SOCK_DGRAM); }},
    Attempt{"reach a private network", [] { return connected("10.0.0.1", 53, SOCK_STREAM); }},
    Attempt{"reach a cloud's metadata", [] { return connected("169.254.169.254", 53, SOCK_DGRAM); }},
    Attempt{"reach a private network by NAT64", [] { return connected("64:ff9b::10.0.0.1", 53, SOCK_DGRAM); }},
    Attempt{"reach a mapped address", [] { return connected("::ffff:127.0.0.1", 53, SOCK_DGRAM); }},
};

bool is_refusal(int error) {
  return error == EPERM || error == EACCES;
}

}  // namespace

bool try_worker_sandbox(int broker, int lines) {
  limit_descriptors(256);
  leave_root();
  if (!limit_resources()) return false;
  const std::string files = close_files({});
  ask_broker(broker);
  if (!limit_calls(Role::Worker)) return false;
  bool all = true;
  const auto tell = [lines](const std::string& line) {
    static_cast<void>(::write(lines, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
  };
  tell("seccomp" + (files.empty() ? std::string() : ", " + files) + "\n");
  for (const Attempt& attempt : kAttempts) {
    const int error = attempt.carry_out();
    all = all && is_refusal(error);
    tell(std::string(attempt.what) + ": " +
         (error == 0          ? "POSSIBLE"
          : is_refusal(error) ? "refused"
                              : "failed otherwise, errno " + std::to_string(error)) +
         "\n");
  }
  // And what it is for: a name server may be asked. Without a route to it the answer is another, but no refusal.
  const int asked = connected("198.41.0.4", 53, SOCK_DGRAM);
  all = all && !is_refusal(asked);
  tell(std::string("ask a name server: ") + (is_refusal(asked) ? "REFUSED" : "possible") + "\n");
  return all;
}

}  // namespace mailglass::relay::resolver
