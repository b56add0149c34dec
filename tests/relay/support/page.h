#pragma once
// The page's end of a session, for tests: a WebSocket that waits at most so long.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::test {

/// The relay closed the WebSocket.
struct Gone {
  std::string why;
};
/// No message came in time.
struct Nothing {};
using Heard = std::variant<wire::FromRelay, wire::Frame, Gone, Nothing>;

/// All that a stream brought until it was closed.
struct StreamStory {
  std::string from_server, to_server;
  std::vector<wire::Stage> stages;
  std::vector<wire::Refused> refusals;
  std::optional<wire::Closed> closed;
  std::optional<wire::Refused> refused;  ///< the request itself
};

class Page {
 public:
  /// Connects. Headers as a browser sends them; `origin` empty: none. `forwarded_for`: one X-Forwarded-For field each.
  explicit Page(std::uint16_t port, const std::string& origin = "", const std::string& subprotocol = "mailglass.v1",
                const std::vector<std::string>& forwarded_for = {});
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  [[nodiscard]] bool connected() const;
  void say(const wire::FromPage& message);
  void say_text(const std::string& text);
  void say_binary(const Bytes& bytes);
  Heard hear(std::chrono::milliseconds wait = std::chrono::seconds(10));

  /// The next control message of this kind; others are left out. Fails the test when none comes.
  template <class Message>
  Message expect() {
    while (true) {
      Heard heard = hear();
      if (auto* control = std::get_if<wire::FromRelay>(&heard)) {
        if (auto* message = std::get_if<Message>(control)) return std::move(*message);
        continue;
      }
      if (std::holds_alternative<wire::Frame>(heard)) continue;
      fail(heard);
      return Message{};
    }
  }

  /// Opens the domain and looks up MX and its one host's A.
  void open(const std::string& domain, const std::string& host);
  std::uint32_t start_probe(const std::string& host, const std::string& address, const Bytes& hello);
  StreamStory follow(std::uint32_t stream);
  StreamStory probe(const std::string& host, const std::string& address, const Bytes& hello) {
    return follow(start_probe(host, address, hello));
  }
  std::uint32_t next_id() { return next_id_++; }

 private:
  static void fail(const Heard& heard);
  struct Socket;
  std::unique_ptr<Socket> socket_;
  std::uint32_t next_id_ = 1;
};

/// A ClientHello for `host` as a client of TLS 1.2 says it.
Bytes client_hello_for(const std::string& host);

}  // namespace mailglass::test
