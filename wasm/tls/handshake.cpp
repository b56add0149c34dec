#include "tls/handshake.h"

namespace mailglass::tls {

std::string_view to_string(HandshakeType type) {
  switch (type) {
    case HandshakeType::HelloRequest: return "HelloRequest";
    case HandshakeType::ClientHello: return "ClientHello";
    case HandshakeType::ServerHello: return "ServerHello";
    case HandshakeType::NewSessionTicket: return "NewSessionTicket";
    case HandshakeType::EndOfEarlyData: return "EndOfEarlyData";
    case HandshakeType::EncryptedExtensions: return "EncryptedExtensions";
    case HandshakeType::Certificate: return "Certificate";
    case HandshakeType::ServerKeyExchange: return "ServerKeyExchange";
    case HandshakeType::CertificateRequest: return "CertificateRequest";
    case HandshakeType::ServerHelloDone: return "ServerHelloDone";
    case HandshakeType::CertificateVerify: return "CertificateVerify";
    case HandshakeType::ClientKeyExchange: return "ClientKeyExchange";
    case HandshakeType::Finished: return "Finished";
    case HandshakeType::CertificateStatus: return "CertificateStatus";
    case HandshakeType::KeyUpdate: return "KeyUpdate";
    case HandshakeType::MessageHash: return "MessageHash";
  }
  return {};
}

Parsed<std::vector<HandshakeMessage>> HandshakeReader::feed(const Record& record) {
  const std::size_t end = record.range.offset + record.range.length;
  if (pending_.empty()) start_ = end - record.fragment.size();
  pending_.insert(pending_.end(), record.fragment.begin(), record.fragment.end());
  std::vector<HandshakeMessage> out;
  ByteReader reader(pending_);
  const std::size_t carried = pending_.size() - record.fragment.size();
  std::size_t consumed = 0;
  while (true) {
    const auto type = reader.u8();
    const auto length = reader.u24();
    if (!length) break;
    if (*length > kMaxHandshake) return ParseError{start_, "handshake message longer than this reader's bound"};
    const auto body = reader.bytes(*length);
    if (!body) break;
    const std::size_t begin_in_pending = consumed;
    consumed = pending_.size() - reader.remaining();
    // The first message may have begun in an earlier record; later ones lie within this record's fragment.
    const std::size_t begin = begin_in_pending < carried ? start_ : end - (pending_.size() - begin_in_pending);
    const std::size_t stop = end - (pending_.size() - consumed);
    out.push_back({static_cast<HandshakeType>(*type), Bytes(body->begin(), body->end()), {begin, stop - begin}});
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(consumed));
  if (consumed > 0) start_ = end - pending_.size();
  return out;
}

Parsed<std::vector<Extension>> parse_extensions(ByteReader block) {
  std::vector<Extension> out;
  while (!block.empty()) {
    const std::size_t at = block.offset();
    const auto type = block.u16();
    auto data = type ? block.prefixed(2) : std::nullopt;
    if (!data) return ParseError{at, "RFC 8446 4.2: extension runs past the end"};
    if (find_extension(out, *type)) return ParseError{at, "RFC 8446 4.2: extension twice"};
    const ByteView bytes = data->rest();
    out.push_back({*type, Bytes(bytes.begin(), bytes.end())});
  }
  return out;
}

const Extension* find_extension(const std::vector<Extension>& extensions, std::uint16_t type) {
  for (const Extension& extension : extensions) {
    if (extension.type == type) return &extension;
  }
  return nullptr;
}

Parsed<std::vector<Bytes>> parse_certificate_tls12(ByteView body) {
  ByteReader reader(body);
  auto list = reader.prefixed(3);
  if (!list || !reader.empty()) return ParseError{reader.offset(), "RFC 5246 7.4.2: certificate list length"};
  std::vector<Bytes> out;
  while (!list->empty()) {
    auto certificate = list->prefixed(3);
    if (!certificate) return ParseError{list->offset(), "RFC 5246 7.4.2: certificate length"};
    const ByteView der = certificate->rest();
    out.emplace_back(der.begin(), der.end());
  }
  return out;
}

Parsed<std::vector<CertificateEntry>> parse_certificate_tls13(ByteView body) {
  ByteReader reader(body);
  const auto context = reader.prefixed(1);
  if (!context) return ParseError{reader.offset(), "RFC 8446 4.4.2: certificate_request_context"};
  auto list = reader.prefixed(3);
  if (!list || !reader.empty()) return ParseError{reader.offset(), "RFC 8446 4.4.2: certificate list length"};
  std::vector<CertificateEntry> out;
  while (!list->empty()) {
    auto certificate = list->prefixed(3);
    if (!certificate) return ParseError{list->offset(), "RFC 8446 4.4.2: certificate length"};
    const auto block = list->prefixed(2);
    if (!block) return ParseError{list->offset(), "RFC 8446 4.4.2: certificate extensions"};
    Parsed<std::vector<Extension>> extensions = parse_extensions(*block);
    if (!extensions) return extensions.error();
    const ByteView der = certificate->rest();
    out.push_back({Bytes(der.begin(), der.end()), std::move(*extensions)});
  }
  return out;
}

Parsed<Bytes> parse_certificate_status(ByteView body) {
  constexpr std::uint8_t kOcsp = 1;
  ByteReader reader(body);
  const auto type = reader.u8();
  if (type != kOcsp) return ParseError{0, "RFC 6066 8: another status than OCSP"};
  const auto answer = reader.prefixed(3);
  if (!answer || !reader.empty() || answer->empty())
    return ParseError{reader.offset(), "RFC 6066 8: length of the answer"};
  const ByteView der = answer->rest();
  return Bytes(der.begin(), der.end());
}

}  // namespace mailglass::tls
