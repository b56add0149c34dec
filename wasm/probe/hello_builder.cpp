#include "probe/hello_builder.h"

#include <array>

#include "tls/extension.h"
#include "tls/handshake.h"
#include "tls/record.h"

namespace mailglass::probe {
namespace {

constexpr std::size_t kHandshakeHeader = 4;

/// RFC 8701 section 3.1: sixteen values; the seed picks.
std::uint16_t grease_value(const Seed& seed, std::size_t use) {
  const auto nibble = static_cast<std::uint16_t>(seed[use % seed.size()] >> 4);
  const auto half = static_cast<std::uint16_t>((nibble << 4) | 0x0a);
  return static_cast<std::uint16_t>((half << 8) | half);
}

void write_numbers(ByteWriter& out, const std::vector<std::uint16_t>& numbers) {
  for (const std::uint16_t number : numbers) out.u16(number);
}

template <class Body>
void write_extension(ByteWriter& out, std::uint16_t type, Body&& body) {
  out.u16(type).prefixed(2, std::forward<Body>(body));
}

void write_extensions(ByteWriter& out, const HelloSpec& spec, const Seed& seed) {
  using namespace tls::extension;
  const auto empty = [](ByteWriter&) {};
  if (spec.grease) write_extension(out, grease_value(seed, 2), empty);
  if (spec.server_name) {
    write_extension(out, kServerName, [&](ByteWriter& w) {
      w.prefixed(2, [&](ByteWriter& list) {
        list.u8(0).prefixed(2, [&](ByteWriter& name) { name.append(view_of(*spec.server_name)); });
      });
    });
  }
  if (spec.renegotiation_info) write_extension(out, kRenegotiationInfo, [](ByteWriter& w) { w.u8(0); });
  if (spec.extended_master_secret) write_extension(out, kExtendedMasterSecret, empty);
  if (spec.encrypt_then_mac) write_extension(out, kEncryptThenMac, empty);
  if (spec.session_ticket) write_extension(out, kSessionTicket, empty);
  if (!spec.groups.empty()) {
    write_extension(out, kSupportedGroups, [&](ByteWriter& w) {
      w.prefixed(2, [&](ByteWriter& list) {
        if (spec.grease) list.u16(grease_value(seed, 1));
        write_numbers(list, spec.groups);
      });
    });
    write_extension(out, kEcPointFormats, [](ByteWriter& w) { w.u8(1).u8(0); });
  }
  if (!spec.signature_algorithms.empty()) {
    write_extension(out, kSignatureAlgorithms, [&](ByteWriter& w) {
      w.prefixed(2, [&](ByteWriter& list) { write_numbers(list, spec.signature_algorithms); });
    });
  }
  if (spec.status_request) write_extension(out, kStatusRequest, [](ByteWriter& w) { w.u8(1).u16(0).u16(0); });
  if (spec.signed_certificate_timestamp) write_extension(out, kSignedCertificateTimestamp, empty);
  if (!spec.alpn.empty()) {
    write_extension(out, kAlpn, [&](ByteWriter& w) {
      w.prefixed(2, [&](ByteWriter& list) {
        for (const std::string& name : spec.alpn) list.prefixed(1, [&](ByteWriter& n) { n.append(view_of(name)); });
      });
    });
  }
  if (spec.heartbeat) write_extension(out, kHeartbeat, [](ByteWriter& w) { w.u8(2); });
  if (!spec.supported_versions.empty()) {
    write_extension(out, kSupportedVersions, [&](ByteWriter& w) {
      w.prefixed(1, [&](ByteWriter& list) {
        if (spec.grease) list.u16(grease_value(seed, 3));
        write_numbers(list, spec.supported_versions);
      });
    });
  }
  if (spec.key_shares) {
    write_extension(out, kPskKeyExchangeModes, [](ByteWriter& w) { w.u8(1).u8(1); });
    write_extension(out, kKeyShare, [&](ByteWriter& w) {
      w.prefixed(2, [&](ByteWriter& list) {
        for (const std::uint16_t group : *spec.key_shares) {
          list.u16(group).prefixed(2, [&](ByteWriter& key) { key.append(key_share_for(group, seed)); });
        }
      });
    });
  }
}

Bytes with_padding(Bytes extensions, std::size_t size_so_far, std::size_t pad_to) {
  const std::size_t total = size_so_far + extensions.size();
  if (total >= pad_to) return extensions;
  // The extension's own header takes four bytes, so a shorter gap cannot be filled exactly.
  const std::size_t zeros = pad_to - total > 4 ? pad_to - total - 4 : 1;
  ByteWriter out;
  out.append(extensions).u16(tls::extension::kPadding).prefixed(2, [&](ByteWriter& w) { w.append(Bytes(zeros, 0)); });
  return std::move(out).bytes();
}

}  // namespace

Bytes build_client_hello(const HelloSpec& spec, const Seed& seed) {
  ByteWriter body;
  body.u16(spec.legacy_version).append(bytes_from_seed(seed, "client random", 32));
  body.prefixed(1, [&](ByteWriter& w) {
    if (spec.session_id) w.append(bytes_from_seed(seed, "session id", 32));
  });
  body.prefixed(2, [&](ByteWriter& w) {
    if (spec.grease) w.u16(grease_value(seed, 0));
    write_numbers(w, spec.suites);
    if (spec.renegotiation_info && !spec.extensions) w.u16(kRenegotiationScsv);
    if (spec.fallback_scsv) w.u16(kFallbackScsv);
  });
  body.prefixed(1, [&](ByteWriter& w) {
    if (spec.compression) w.u8(1);
    w.u8(0);
  });
  if (spec.extensions) {
    ByteWriter extensions;
    write_extensions(extensions, spec, seed);
    const std::size_t before = tls::kRecordHeader + kHandshakeHeader + body.size() + 2;
    const Bytes padded = with_padding(std::move(extensions).bytes(), before, spec.pad_to);
    body.prefixed(2, [&](ByteWriter& w) { w.append(padded); });
  }
  ByteWriter record;
  record.u8(static_cast<std::uint8_t>(tls::ContentType::Handshake)).u16(spec.record_version);
  record.prefixed(2, [&](ByteWriter& fragment) {
    fragment.u8(static_cast<std::uint8_t>(tls::HandshakeType::ClientHello));
    fragment.prefixed(3, [&](ByteWriter& message) { message.append(body.bytes()); });
  });
  return std::move(record).bytes();
}

Bytes build_client_hello(const Ssl2HelloSpec&, const Seed& seed) {
  // The SSL Protocol version 2, section 2.5: RC4-128, RC4-40, RC2-128, RC2-40, IDEA-128, DES-64, 3DES-192.
  static constexpr std::array<std::uint32_t, 7> kCipherKinds = {0x010080, 0x020080, 0x030080, 0x040080,
                                                                0x050080, 0x060040, 0x0700c0};
  constexpr std::uint16_t kChallenge = 16;
  ByteWriter message;
  message.u8(1 /* CLIENT-HELLO */).u16(static_cast<std::uint16_t>(tls::Version::Ssl2));
  message.u16(static_cast<std::uint16_t>(kCipherKinds.size() * 3)).u16(0 /* no session id */).u16(kChallenge);
  for (const std::uint32_t kind : kCipherKinds) message.u24(kind);
  message.append(bytes_from_seed(seed, "challenge", kChallenge));
  ByteWriter record;
  record.u16(static_cast<std::uint16_t>(0x8000 | message.size())).append(message.bytes());
  return std::move(record).bytes();
}

}  // namespace mailglass::probe
