#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "resolver/program/broker_messages.h"
#include "resolver/program/socket_address.h"
#include "resolver/program/sockets.h"

namespace mailglass::relay::resolver {
namespace {

/// libunbound connects a socket right after it has it: more than a few are never between the two.
constexpr std::size_t kMaxUnconnected = 8;

class Broker {
 public:
  Broker(int socket, const Reachable& reachable) : socket_(socket), reachable_(reachable) { mine_.fill(-1); }

  void run() {
    BrokerRequest request{};
    for (;;) {
      const ssize_t count = ::recv(socket_, &request, sizeof request, 0);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return;
      BrokerReply reply{EINVAL, 0};
      int given = -1;
      if (static_cast<std::size_t>(count) == sizeof request) {
        if (request.what == BrokerRequest::kSocket) given = open(request, reply);
        if (request.what == BrokerRequest::kConnect) reply.error = connect(request);
      }
      if (!send(reply, given)) return;
    }
  }

 private:
  /// The asker's end of it is the same socket; this one's is kept until it is connected.
  int open(const BrokerRequest& request, BrokerReply& reply) {
    const int type = request.stream != 0 ? SOCK_STREAM : SOCK_DGRAM;
    const int made = ::socket(request.v6 != 0 ? AF_INET6 : AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    reply.error = made < 0 ? errno : 0;
    if (made < 0) return -1;
    reply.id = ++last_;
    int& place = mine_[last_ % kMaxUnconnected];
    if (place >= 0) ::close(place);
    place = made;
    return made;
  }

  int connect(const BrokerRequest& request) {
    int& place = mine_[request.id % kMaxUnconnected];
    if (place < 0 || request.id > last_ || last_ - request.id >= kMaxUnconnected) return EBADF;
    const int mine = place;
    place = -1;
    int error = EACCES;
    const IpAddress address = address_in(request);
    if (may_reach(reachable_, address, request.port)) {
      const SocketAddress to(address, request.port);
      error = ::connect(mine, to.get(), to.size()) == 0 ? 0 : errno;
    }
    ::close(mine);
    return error;
  }

  [[nodiscard]] bool send(const BrokerReply& reply, int given) const {
    BrokerReply copy = reply;
    iovec piece{&copy, sizeof copy};
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(int))> space{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (given >= 0) {
      message.msg_control = space.data();
      message.msg_controllen = space.size();
      cmsghdr* control = CMSG_FIRSTHDR(&message);
      control->cmsg_level = SOL_SOCKET;
      control->cmsg_type = SCM_RIGHTS;
      control->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(control), &given, sizeof given);
    }
    return ::sendmsg(socket_, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof copy);
  }

  int socket_;
  const Reachable& reachable_;
  std::uint32_t last_ = 0;
  std::array<int, kMaxUnconnected> mine_{};
};

}  // namespace

void run_broker(int socket, const Reachable& reachable) {
  Broker(socket, reachable).run();
}

}  // namespace mailglass::relay::resolver
