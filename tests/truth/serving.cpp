#include "serving.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstring>
#include <sstream>
#include <string_view>

namespace mailglass::truth {

Options::Options(int count, char** words) {
  for (int i = 1; i + 1 < count; i += 2) values_[std::string(words[i]).substr(2)] = words[i + 1];
}

std::string Options::text(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::vector<std::string> Options::list(const std::string& name) const {
  std::vector<std::string> parts;
  std::istringstream words(text(name));
  for (std::string part; std::getline(words, part, ',');) parts.push_back(part);
  return parts;
}

std::vector<std::uint16_t> Options::numbers(const std::string& name) const {
  constexpr int kHexadecimal = 16;
  std::vector<std::uint16_t> all;
  for (const std::string& part : list(name)) {
    std::uint16_t number = 0;
    std::from_chars(part.data(), part.data() + part.size(), number, kHexadecimal);
    all.push_back(number);
  }
  return all;
}

bool choose_protocol(const Options& options, const unsigned char** chosen, unsigned char* length,
                     const unsigned char* offered, std::size_t offered_length) {
  const std::string_view theirs(reinterpret_cast<const char*>(offered), offered_length);
  for (const std::string& name : options.list("alpn")) {
    const std::size_t at = theirs.find(static_cast<char>(name.size()) + name);
    if (at == std::string_view::npos) continue;
    *chosen = offered + at + 1;
    *length = static_cast<unsigned char>(name.size());
    return true;
  }
  return false;
}

Peer::~Peer() {
  ::close(socket_);
}

std::size_t Peer::read(void* out, std::size_t room) const {
  const ssize_t count = ::recv(socket_, out, room, 0);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

bool Peer::write(const void* bytes, std::size_t count) const {
  return ::send(socket_, bytes, count, 0) == static_cast<ssize_t>(count);
}

namespace {

int listen_on(const std::string& port) {
  unsigned number = 0;
  std::from_chars(port.data(), port.data() + port.size(), number);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_port = htons(static_cast<std::uint16_t>(number));
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr general{};
  std::memcpy(&general, &here, sizeof here);
  if (::bind(socket, &general, sizeof general) != 0 || ::listen(socket, 64) != 0) return -1;
  return socket;
}

}  // namespace

int serve_each(const Options& options, const std::function<void(Peer&)>& serve) {
  std::signal(SIGPIPE, SIG_IGN);
  const int listening = listen_on(options.text("port"));
  if (listening < 0) return 1;
  while (true) {
    const int socket = ::accept(listening, nullptr, nullptr);
    if (socket < 0) continue;
    const timeval patience{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Peer peer(socket);
    serve(peer);
  }
}

}  // namespace mailglass::truth
