#include "support/mail_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace mailglass::test {
namespace {

void must(bool done, const char* what) {
  if (done) return;
  std::perror(what);
  std::abort();
}

}  // namespace

Visitor::~Visitor() {
  if (socket_ >= 0) ::close(socket_);
}

void Visitor::say(std::string_view text) const {
  while (!text.empty()) {
    const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string Visitor::read_line() {
  std::string line;
  char c = 0;
  while (::recv(socket_, &c, 1, 0) == 1) {
    line += c;
    if (c == '\n') break;
  }
  return line;
}

std::string Visitor::read_bytes(std::size_t count) {
  std::string bytes;
  char c = 0;
  while (bytes.size() < count && ::recv(socket_, &c, 1, 0) == 1) bytes += c;
  return bytes;
}

std::string Visitor::read_all() {
  std::string all;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return all;
    all.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

void Visitor::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(socket_);
  socket_ = -1;
}

MailServer::MailServer(Script script, const std::string& address, std::uint16_t port)
    : script_(std::move(script)), address_(address) {
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  must(listener_ >= 0, "socket");
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  must(::inet_pton(AF_INET, address.c_str(), &at.sin_addr) == 1, "address");
  must(::bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0, "bind");
  must(::listen(listener_, 64) == 0, "listen");
  socklen_t length = sizeof at;
  must(::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &length) == 0, "getsockname");
  port_ = ntohs(at.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

MailServer::~MailServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (std::thread& thread : threads_) thread.join();
}

void MailServer::accept_all() {
  while (true) {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    ++visits_;
    ++now_;
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, socket] {
      Visitor visitor(socket);
      script_(visitor);
      --now_;
    });
  }
}

}  // namespace mailglass::test
