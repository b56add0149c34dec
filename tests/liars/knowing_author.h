#pragma once
// The author of an evidence file: he chose the seed, so he has every key of the page's side, and writes what a server
// would have said. TLS 1.2 with AES-128-GCM and SHA-256.

#include <memory>

#include "flight.h"
#include "handshake/client.h"

namespace mailglass::liars {

class KnowingAuthor {
 public:
  /// As the page's client has it: the same seed, so the same bytes and the same secrets.
  explicit KnowingAuthor(const handshake::ClientConfig& config);
  ~KnowingAuthor();
  KnowingAuthor(const KnowingAuthor&) = delete;
  KnowingAuthor& operator=(const KnowingAuthor&) = delete;

  /// The page's ClientHello in records.
  [[nodiscard]] const Bytes& client_hello() const;
  /// A ServerHello of his own.
  static Message server_hello(std::uint16_t suite, const Bytes& random);
  /// What the server is to have said up to its ServerHelloDone; from it follow the secrets.
  void make_up(const Flight& first_flight);
  /// The server's ChangeCipherSpec and Finished that go with it.
  [[nodiscard]] Bytes server_end() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mailglass::liars
