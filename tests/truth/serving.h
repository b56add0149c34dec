#pragma once
// What every TLS server here needs beside a TLS library: words of the command line, a listening socket, one connection
// after the other.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mailglass::truth {

/// `--name value` of the command line.
class Options {
 public:
  Options(int count, char** words);
  [[nodiscard]] std::string text(const std::string& name) const;
  /// Whether the value is "yes".
  [[nodiscard]] bool on(const std::string& name) const { return text(name) == "yes"; }
  /// Parts between commas.
  [[nodiscard]] std::vector<std::string> list(const std::string& name) const;
  /// Hexadecimal numbers between commas.
  [[nodiscard]] std::vector<std::uint16_t> numbers(const std::string& name) const;

 private:
  std::map<std::string, std::string> values_;
};

/// The first of the server's own protocols, `--alpn`, that is among those offered (RFC 7301 section 3.1): where it
/// stands there. False where none is.
bool choose_protocol(const Options& options, const unsigned char** chosen, unsigned char* length,
                     const unsigned char* offered, std::size_t offered_length);

/// A client's socket; closed at the end.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  [[nodiscard]] int socket() const { return socket_; }
  /// How much was read; 0 where the client is gone or silent for seconds.
  std::size_t read(void* out, std::size_t room) const;
  /// Whether all of it was written.
  bool write(const void* bytes, std::size_t count) const;

 private:
  int socket_;
};

/// What a server says to whatever it is told inside TLS.
inline constexpr char kGoodbye[] = "221 2.0.0 Bye\r\n";
inline constexpr std::size_t kGoodbyeSize = sizeof kGoodbye - 1;

/// Takes connections at 127.0.0.1, one after the other, as long as the process lives. Returns where it cannot listen.
int serve_each(const Options& options, const std::function<void(Peer&)>& serve);

}  // namespace mailglass::truth
