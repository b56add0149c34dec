#pragma once
// Whole TLS conversations between the analyzer's client and an OpenSSL server over memory, turn by turn.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bytes/reader.h"
#include "guard/client_hello_rules.h"
#include "handshake/client.h"
#include "support/memory_server.h"

namespace mailglass::test {

inline constexpr const char* kHost = "mx.example.test";
inline constexpr const char* kEhloName = "relay.example.test";

inline relay::guard::Addressee mail_server(std::string host = kHost) {
  return {wire::ServiceId::Smtp, std::move(host)};
}
inline relay::guard::Addressee policy_host(std::string host = kHost) {
  return {wire::ServiceId::MtaSts, std::move(host)};
}

struct Turn {
  bool from_server;
  Bytes bytes;
};
struct Conversation {
  std::string name;
  Bytes client_hello;
  std::vector<Turn> turns;  ///< behind the ClientHello, the server first, to the end of the handshake
  bool through = false;     ///< both ends are
  Bytes write_key = {};     ///< the client's, for words of the relay
  std::uint16_t version = 0, suite = 0;
  bool encrypt_then_mac = false;
};

struct ConversationSpec {
  const char* name = nullptr;
  ServerSpec server;
  bool ec_key = false;
  enum class Session : std::uint8_t { New, TakenBack, Refused } session = Session::New;
  /// Asked for by the client, and without a name if `nameless`.
  std::optional<handshake::Tls13Only> tls13_only = {};
  bool nameless = false;
};
const std::vector<ConversationSpec>& conversation_specs();
Conversation converse(const ConversationSpec& spec);

/// The two ends of such a conversation, before anything is said.
struct Ends {
  std::unique_ptr<MemoryServer> first = {};  ///< where a session is from: it keeps it as long as it lives
  std::unique_ptr<MemoryServer> server;
  std::unique_ptr<handshake::Client> client;
};
Ends ends_of(const ConversationSpec& spec);

}  // namespace mailglass::test
