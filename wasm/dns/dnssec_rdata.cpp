#include "dns/dnssec_rdata.h"

#include <algorithm>

namespace mailglass::dns {
namespace {

ByteReader data_of(const Record& record, ByteView message) {
  return ByteReader(message.subspan(record.data.offset, record.data.length), record.data.offset);
}

Bytes left_in(const ByteReader& reader) {
  return {reader.rest().begin(), reader.rest().end()};
}

/// RFC 4034 section 4.1.2: blocks in order, each with its number, 1 to 32 octets, and one bit a type.
Parsed<TypeSet> read_types(ByteReader& reader) {
  TypeSet set;
  int last = -1;
  while (!reader.empty()) {
    const std::size_t at = reader.offset();
    const auto window = reader.u8();
    const auto block = reader.prefixed(1);
    if (!window || !block) return ParseError{at, "RFC 4034 4.1.2: type bit map ends too early"};
    if (*window <= last) return ParseError{at, "RFC 4034 4.1.2: type bit map blocks are out of order"};
    if (block->empty() || block->remaining() > 32) return ParseError{at, "RFC 4034 4.1.2: type bit map block length"};
    last = *window;
    unsigned type = static_cast<unsigned>(*window) << 8;
    for (const std::uint8_t octet : block->rest()) {
      for (unsigned bit = 0; bit < 8; ++bit, ++type) {
        if ((octet & (0x80U >> bit)) != 0) set.types.push_back(static_cast<std::uint16_t>(type));
      }
    }
  }
  return set;
}

}  // namespace

std::uint16_t key_tag(ByteView rdata) {
  std::uint32_t sum = 0;
  bool high = true;
  for (const std::uint8_t octet : rdata) {
    sum += high ? static_cast<std::uint32_t>(octet) << 8 : octet;
    high = !high;
  }
  sum += (sum >> 16) & 0xffff;
  return static_cast<std::uint16_t>(sum);
}

bool TypeSet::has(std::uint16_t type) const {
  return std::binary_search(types.begin(), types.end(), type);
}

Parsed<Dnskey> read_dnskey(const Record& record, ByteView message) {
  ByteReader reader = data_of(record, message);
  const std::uint16_t tag = key_tag(reader.rest());
  const auto flags = reader.u16();
  const auto protocol = reader.u8();
  const auto algorithm = reader.u8();
  if (!flags || !protocol || !algorithm) return ParseError{reader.offset(), "RFC 4034 2.1: DNSKEY ends too early"};
  return Dnskey{*flags, *protocol, *algorithm, left_in(reader), tag};
}

Parsed<Ds> read_ds(const Record& record, ByteView message) {
  ByteReader reader = data_of(record, message);
  const auto tag = reader.u16();
  const auto algorithm = reader.u8();
  const auto digest_type = reader.u8();
  if (!tag || !algorithm || !digest_type) return ParseError{reader.offset(), "RFC 4034 5.1: DS ends too early"};
  return Ds{*tag, *algorithm, *digest_type, left_in(reader)};
}

Parsed<Nsec> read_nsec(const Record& record, ByteView message) {
  ByteReader reader = data_of(record, message);
  Parsed<Name> next = Name::from_wire(reader, message);
  if (!next) return next.error();
  Parsed<TypeSet> types = read_types(reader);
  if (!types) return types.error();
  return Nsec{std::move(*next), std::move(*types)};
}

Parsed<Nsec3> read_nsec3(const Record& record, ByteView message) {
  ByteReader reader = data_of(record, message);
  const auto algorithm = reader.u8();
  const auto flags = reader.u8();
  const auto iterations = reader.u16();
  const auto salt = reader.prefixed(1);
  const auto next = reader.prefixed(1);
  if (!algorithm || !flags || !iterations || !salt || !next || next->empty())
    return ParseError{reader.offset(), "RFC 5155 3.2: NSEC3 ends too early"};
  Parsed<TypeSet> types = read_types(reader);
  if (!types) return types.error();
  return Nsec3{*algorithm, *flags, *iterations, left_in(*salt), left_in(*next), std::move(*types)};
}

std::optional<Bytes> hash_of_owner(const Name& owner) {
  if (owner.is_root()) return std::nullopt;
  Bytes out;
  unsigned bits = 0, held = 0;
  for (const char c : owner.labels().front()) {
    unsigned value = 0;
    if (c >= '0' && c <= '9') {
      value = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'v') {
      value = static_cast<unsigned>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'V') {
      value = static_cast<unsigned>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    bits = bits << 5 | value;
    held += 5;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> held));
      bits &= (1U << held) - 1;
    }
  }
  if (held >= 5 || bits != 0) return std::nullopt;
  return out;
}

}  // namespace mailglass::dns
