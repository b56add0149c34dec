// socket(), connect() and TCP's fast open as libunbound calls them: these stand before the C library's, since the
// dynamic linker looks into the program first.

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "resolver/program/broker_messages.h"
#include "resolver/program/socket_address.h"
#include "resolver/program/sockets.h"

namespace mailglass::relay::resolver {
namespace {

constexpr std::size_t kMaxDescriptors = 65536;

std::atomic<int> broker_socket{-1};
std::mutex one_at_a_time;
/// Which of the broker's sockets a descriptor is.
std::array<std::uint32_t, kMaxDescriptors> ids{};

/// Nothing: the broker is gone, and this process soon, too. `given` takes a descriptor.
bool exchange(const BrokerRequest& request, BrokerReply& reply, int* given) {
  const int broker = broker_socket;
  if (::send(broker, &request, sizeof request, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof request)) return false;
  iovec piece{&reply, sizeof reply};
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(int))> space{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  ssize_t count = 0;
  do {
    count = ::recvmsg(broker, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count != static_cast<ssize_t>(sizeof reply)) return false;
  const cmsghdr* control = CMSG_FIRSTHDR(&message);
  if (given && control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
    std::memcpy(given, CMSG_DATA(control), sizeof *given);
  return true;
}

int brokered_socket(int domain, int type) {
  const std::lock_guard guard(one_at_a_time);
  BrokerRequest request;
  request.what = BrokerRequest::kSocket;
  request.v6 = domain == AF_INET6 ? 1 : 0;
  request.stream = (type & 0xf) == SOCK_STREAM ? 1 : 0;
  BrokerReply reply;
  int given = -1;
  errno = EIO;
  if (!exchange(request, reply, &given)) return -1;
  if (given < 0 || static_cast<std::size_t>(given) >= kMaxDescriptors) {
    errno = reply.error != 0 ? reply.error : EMFILE;  // the descriptor could not be taken
    return -1;
  }
  ids[static_cast<std::size_t>(given)] = reply.id;
  return given;
}

int brokered_connect(int fd, const sockaddr* address, socklen_t size) {
  const auto to = SocketAddress::read(address, size);
  errno = EAFNOSUPPORT;
  if (!to || fd < 0 || static_cast<std::size_t>(fd) >= kMaxDescriptors) return -1;
  const std::lock_guard guard(one_at_a_time);
  BrokerRequest request;
  request.what = BrokerRequest::kConnect;
  request.v6 = to->address.is_v6() ? 1 : 0;
  request.id = ids[static_cast<std::size_t>(fd)];
  request.port = to->port;
  const ByteView bytes = to->address.bytes();
  std::copy(bytes.begin(), bytes.end(), request.address.begin());
  BrokerReply reply;
  errno = EIO;
  if (!exchange(request, reply, nullptr)) return -1;
  errno = reply.error;
  return reply.error == 0 ? 0 : -1;
}

}  // namespace

void ask_broker(int broker) {
  broker_socket = broker;
}

}  // namespace mailglass::relay::resolver

namespace resolver = mailglass::relay::resolver;

extern "C" {

int socket(int domain, int type, int protocol) noexcept {
  if (resolver::broker_socket >= 0 && (domain == AF_INET || domain == AF_INET6))
    return resolver::brokered_socket(domain, type);
  return static_cast<int>(::syscall(SYS_socket, domain, type, protocol));
}

int connect(int fd, const sockaddr* address, socklen_t size) {
  if (resolver::broker_socket >= 0) return resolver::brokered_connect(fd, address, size);
  return static_cast<int>(::syscall(SYS_connect, fd, address, size));
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  if (resolver::broker_socket >= 0 && (flags & MSG_FASTOPEN) != 0) {
    // Connects only; the bytes come when the connection stands.
    const auto* to = static_cast<const sockaddr*>(message->msg_name);
    if (resolver::brokered_connect(fd, to, message->msg_namelen) == 0) errno = EINPROGRESS;
    return -1;
  }
  return ::syscall(SYS_sendmsg, fd, message, flags);
}
}
