#pragma once
// A mail server that says what the test tells it to say, on a loopback address.

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mailglass::test {

/// One accepted connection, in a thread of its own. Closed by its destructor.
class Visitor {
 public:
  explicit Visitor(int socket) : socket_(socket) {}
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  void say(std::string_view text) const;
  /// Reads to the end of a line, or to the end of the connection.
  std::string read_line();
  /// Reads so many bytes, or to the end of the connection.
  std::string read_bytes(std::size_t count);
  /// Reads until the other side closes.
  std::string read_all();
  /// Closes with RST.
  void reset();

 private:
  int socket_;
};

class MailServer {
 public:
  using Script = std::function<void(Visitor&)>;
  /// Listens on `address`, on `port` or a free one.
  explicit MailServer(Script script, const std::string& address = "127.0.45.1", std::uint16_t port = 0);
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] int visits() const { return visits_; }
  [[nodiscard]] int visitors_now() const { return now_; }

 private:
  void accept_all();

  Script script_;
  std::string address_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> visits_{0};
  std::atomic<int> now_{0};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace mailglass::test
