#include "guard/server_flight.h"

namespace mailglass::relay::guard {

using tls::ContentType;
using tls::HandshakeType;

void ServerFlight::feed(ByteView bytes) {
  while (!broken_) {
    const auto record = records_.feed(bytes);
    if (!record) {
      broken_ = true;
      return;
    }
    if (!record->has_value()) return;
    take(**record);
  }
}

void ServerFlight::take(const tls::Record& record) {
  if (cipher_changed_) {
    finished_ = finished_ || record.type == ContentType::Handshake;
    return;
  }
  switch (record.type) {
    case ContentType::Handshake: {
      // In TLS 1.3 nothing but an (already taken) hello travels in the clear.
      if (is_tls13()) {
        broken_ = true;
        return;
      }
      const auto messages = messages_.feed(record);
      if (!messages) {
        broken_ = true;
        return;
      }
      for (const tls::HandshakeMessage& message : *messages) take(message);
      return;
    }
    case ContentType::ChangeCipherSpec:
      // In TLS 1.3 an empty gesture behind a hello (RFC 8446 appendix D.4); before, encryption begins here.
      broken_ = record.fragment != Bytes{1} || (!hello_ && !retry_);
      cipher_changed_ = hello_ && !is_tls13();
      return;
    case ContentType::Alert: {
      // A warning (unrecognized_name, most of all) does not end a handshake of TLS 1.2 and older.
      const auto alert = tls::parse_alert(record);
      broken_ = !alert || alert->level != 1;
      return;
    }
    case ContentType::ApplicationData: broken_ = !is_tls13(); return;
  }
}

void ServerFlight::take(const tls::HandshakeMessage& message) {
  // RFC 5246 section 7.4: messages come in their order, and the first is ServerHello. HelloRequest may stand anywhere,
  // is empty, and is passed over (section 7.4.1.1).
  const bool request = message.type == HandshakeType::HelloRequest && message.body.empty();
  if (!hello_ && message.type != HandshakeType::ServerHello && !request) {
    broken_ = true;
    return;
  }
  switch (message.type) {
    case HandshakeType::ServerHello: {
      auto hello = tls::parse_server_hello(message.body);
      if (!hello || hello_ || (hello->hello_retry_request && retry_)) {
        broken_ = true;
        return;
      }
      (hello->hello_retry_request ? retry_ : hello_) = std::move(*hello);
      return;
    }
    case HandshakeType::CertificateRequest: certificate_requested_ = true; return;
    case HandshakeType::ServerHelloDone: hello_done_ = true; return;
    default: return;
  }
}

}  // namespace mailglass::relay::guard
