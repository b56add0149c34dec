#include "flight.h"

#include <algorithm>

namespace mailglass::liars {
namespace {

constexpr std::uint8_t kHandshake = 22;
constexpr std::size_t kRandom = 32;

/// The two-byte numbers of a list that are kept.
Bytes filtered(ByteView list, const std::function<bool(std::uint16_t)>& keep) {
  ByteReader reader(list);
  ByteWriter out;
  while (const auto number = reader.u16()) {
    if (keep(*number)) out.u16(*number);
  }
  return std::move(out).bytes();
}
Bytes bytes_of(ByteView view) {
  return {view.begin(), view.end()};
}

struct ServerHelloParts {
  Bytes before;  ///< version, random, session id
  std::uint16_t suite = 0;
  std::uint8_t compression = 0;
  Bytes extensions;
};
ServerHelloParts parts_of(const Bytes& body) {
  ByteReader reader{ByteView(body)};
  reader.bytes(2 + kRandom);
  reader.prefixed(1);
  ServerHelloParts parts;
  parts.before = bytes_of(ByteView(body).first(reader.offset()));
  parts.suite = reader.u16().value_or(0);
  parts.compression = reader.u8().value_or(0);
  if (const auto extensions = reader.prefixed(2)) parts.extensions = bytes_of(extensions->rest());
  return parts;
}
Bytes written(const ServerHelloParts& parts) {
  ByteWriter out;
  out.append(parts.before).u16(parts.suite).u8(parts.compression);
  if (!parts.extensions.empty()) out.prefixed(2, [&](ByteWriter& inner) { inner.append(parts.extensions); });
  return std::move(out).bytes();
}

}  // namespace

Message* Flight::find(tls::HandshakeType type) {
  const auto found =
      std::find_if(messages.begin(), messages.end(), [&](const Message& message) { return message.type == type; });
  return found == messages.end() ? nullptr : &*found;
}

Flight take_apart(ByteView records) {
  Flight flight;
  ByteReader reader(records);
  Bytes clear;
  ByteView rest = records;
  while (true) {
    const auto type = reader.u8();
    const auto version = reader.u16();
    auto fragment = reader.prefixed(2);
    if (!fragment || *type != kHandshake) break;
    flight.record_version = *version;
    const ByteView bytes = fragment->rest();
    clear.insert(clear.end(), bytes.begin(), bytes.end());
    rest = reader.rest();
  }
  ByteReader messages{ByteView(clear)};
  while (true) {
    const auto type = messages.u8();
    const auto body = messages.prefixed(3);
    if (!body) break;
    flight.messages.push_back({static_cast<tls::HandshakeType>(*type), bytes_of(body->rest())});
  }
  // What is left over is no whole message: encrypted, or cut. Such flights pass as they are.
  if (!messages.empty()) return {flight.record_version, {}, bytes_of(records)};
  flight.rest = bytes_of(rest);
  return flight;
}

Bytes put_together(const Flight& flight) {
  ByteWriter out;
  for (const Message& message : flight.messages) {
    ByteWriter whole;
    whole.u8(static_cast<std::uint8_t>(message.type)).prefixed(3, [&](ByteWriter& body) { body.append(message.body); });
    constexpr std::size_t kMost = 16384;
    for (ByteView rest = whole.bytes(); !rest.empty();) {
      const ByteView piece = rest.first(std::min(rest.size(), kMost));
      out.u8(kHandshake).u16(flight.record_version).prefixed(2, [&](ByteWriter& body) { body.append(piece); });
      rest = rest.subspan(piece.size());
    }
  }
  return std::move(out.append(flight.rest)).bytes();
}

Bytes certificate_body(const std::vector<Bytes>& chain) {
  ByteWriter out;
  out.prefixed(3, [&](ByteWriter& list) {
    for (const Bytes& der : chain) list.prefixed(3, [&](ByteWriter& entry) { entry.append(der); });
  });
  return std::move(out).bytes();
}

std::vector<Bytes> chain_in(ByteView body) {
  ByteReader reader(body);
  std::vector<Bytes> chain;
  auto list = reader.prefixed(3);
  while (list) {
    const auto entry = list->prefixed(3);
    if (!entry) break;
    chain.push_back(bytes_of(entry->rest()));
  }
  return chain;
}

Bytes status_body(const Bytes& ocsp) {
  ByteWriter out;
  out.u8(1).prefixed(3, [&](ByteWriter& answer) { answer.append(ocsp); });
  return std::move(out).bytes();
}

Bytes request_body() {
  ByteWriter out;
  out.u8(1).u8(1).u16(4).u16(0x0401).u16(0x0804).u16(0);  // rsa_sign; two schemes; no authorities named
  return std::move(out).bytes();
}

Bytes with_suite(const Bytes& server_hello, std::uint16_t suite) {
  ServerHelloParts parts = parts_of(server_hello);
  parts.suite = suite;
  return written(parts);
}

Bytes with_extension(const Bytes& server_hello, std::uint16_t type) {
  ServerHelloParts parts = parts_of(server_hello);
  ByteWriter out;
  out.append(parts.extensions).u16(type).u16(0);
  parts.extensions = std::move(out).bytes();
  return written(parts);
}

Bytes random_in(const Bytes& hello) {
  return bytes_of(ByteView(hello).subspan(2, kRandom));
}

std::uint16_t suite_in(const Bytes& server_hello) {
  return parts_of(server_hello).suite;
}

Bytes rewrite_hello(ByteView records, const Keep& keep) {
  const Flight said = take_apart(records);
  if (said.messages.size() != 1 || said.messages[0].type != tls::HandshakeType::ClientHello) return {};
  const ByteView body(said.messages[0].body);
  ByteReader reader(body);
  reader.bytes(2 + kRandom);
  reader.prefixed(1);
  const ByteView before = body.first(reader.offset());
  const auto suites = reader.prefixed(2);
  const auto compression = reader.prefixed(1);
  auto extensions = reader.prefixed(2);
  if (!suites || !compression || !extensions) return {};
  const Bytes kept = keep.suite ? filtered(suites->rest(), keep.suite) : bytes_of(suites->rest());
  if (kept.empty()) return {};
  ByteWriter out;
  out.append(before).prefixed(2, [&](ByteWriter& list) { list.append(kept); });
  out.prefixed(1, [&](ByteWriter& list) { list.append(compression->rest()); });
  constexpr std::uint16_t kGroups = 10, kSchemes = 13;
  out.prefixed(2, [&](ByteWriter& all) {
    while (const auto type = extensions->u16()) {
      const auto data = extensions->prefixed(2);
      if (!data || (keep.extension && !keep.extension(*type))) continue;
      const auto& filter = *type == kGroups ? keep.group : *type == kSchemes ? keep.scheme : nullptr;
      all.u16(*type).prefixed(2, [&](ByteWriter& value) {
        if (!filter) {
          value.append(data->rest());
          return;
        }
        value.prefixed(2, [&](ByteWriter& list) { list.append(filtered(data->rest().subspan(2), filter)); });
      });
    }
  });
  return put_together({said.record_version, {{said.messages[0].type, std::move(out).bytes()}}, said.rest});
}

}  // namespace mailglass::liars
