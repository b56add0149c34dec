#include "dns/message.h"

#include <algorithm>

namespace mailglass::dns {
namespace {

constexpr std::uint16_t kFlagAd = 0x0020;  // RFC 4035 section 3.2.3
constexpr std::uint16_t kRcodeMask = 0x000f;
constexpr std::size_t kMaxAliases = 16;
constexpr std::uint32_t kOptDo = 0x8000;

ParseError cut(const ByteReader& reader) {
  return {reader.offset(), "RFC 1035 4.1.3: record data ends too early"};
}

Bytes rest_of(ByteReader& reader) {
  const auto all = reader.bytes(reader.remaining());
  return {all->begin(), all->end()};
}

Parsed<Rdata> read_address(ByteReader& reader, std::size_t size) {
  const auto bytes = reader.bytes(size);
  if (!bytes) return cut(reader);
  if (size == 4) {
    A a{};
    std::copy(bytes->begin(), bytes->end(), a.address.begin());
    return Rdata(a);
  }
  Aaaa aaaa{};
  std::copy(bytes->begin(), bytes->end(), aaaa.address.begin());
  return Rdata(aaaa);
}

Parsed<Rdata> read_mx(ByteReader& reader, ByteView message) {
  const auto preference = reader.u16();
  if (!preference) return cut(reader);
  Parsed<Name> exchange = Name::from_wire(reader, message);
  if (!exchange) return exchange.error();
  return Rdata(Mx{*preference, std::move(*exchange)});
}

/// CNAME and PTR (RFC 1035 sections 3.3.1, 3.3.12).
template <class Kind>
Parsed<Rdata> read_one_name(ByteReader& reader, ByteView message) {
  Parsed<Name> target = Name::from_wire(reader, message);
  if (!target) return target.error();
  return Rdata(Kind{std::move(*target)});
}

Parsed<Rdata> read_txt(ByteReader& reader) {
  Txt txt;
  while (!reader.empty()) {
    auto part = reader.prefixed(1);
    if (!part) return cut(reader);
    txt.strings.push_back(text_of(part->rest()));
  }
  if (txt.strings.empty()) return ParseError{reader.offset(), "RFC 1035 3.3.14: TXT without a string"};
  return Rdata(std::move(txt));
}

Parsed<Rdata> read_soa(ByteReader& reader, ByteView message) {
  Parsed<Name> mname = Name::from_wire(reader, message);
  if (!mname) return mname.error();
  Parsed<Name> rname = Name::from_wire(reader, message);
  if (!rname) return rname.error();
  Soa soa{std::move(*mname), std::move(*rname), 0, 0, 0, 0, 0};
  for (std::uint32_t* field : {&soa.serial, &soa.refresh, &soa.retry, &soa.expire, &soa.minimum}) {
    const auto value = reader.u32();
    if (!value) return cut(reader);
    *field = *value;
  }
  return Rdata(std::move(soa));
}

Parsed<Rdata> read_rrsig(ByteReader& reader, ByteView message) {
  const auto covered = reader.u16();
  const auto algorithm = reader.u8();
  const auto labels = reader.u8();
  const auto ttl = reader.u32();
  const auto expiration = reader.u32();
  const auto inception = reader.u32();
  const auto tag = reader.u16();
  if (!covered || !algorithm || !labels || !ttl || !expiration || !inception || !tag) return cut(reader);
  Parsed<Name> signer = Name::from_wire(reader, message);
  if (!signer) return signer.error();
  return Rdata(
      Rrsig{*covered, *algorithm, *labels, *ttl, *expiration, *inception, *tag, std::move(*signer), rest_of(reader)});
}

Parsed<Rdata> read_tlsa(ByteReader& reader) {
  const auto usage = reader.u8();
  const auto selector = reader.u8();
  const auto matching = reader.u8();
  if (!usage || !selector || !matching) return cut(reader);
  return Rdata(Tlsa{*usage, *selector, *matching, rest_of(reader)});
}

/// `reader` covers exactly the record's data; what a type leaves unread is an error.
Parsed<Rdata> read_rdata(std::uint16_t type, std::uint16_t klass, std::uint32_t ttl, ByteReader& reader,
                         ByteView message) {
  switch (static_cast<Type>(type)) {
    case Type::A: return read_address(reader, 4);
    case Type::AAAA: return read_address(reader, 16);
    case Type::CNAME: return read_one_name<Cname>(reader, message);
    case Type::PTR: return read_one_name<Ptr>(reader, message);
    case Type::MX: return read_mx(reader, message);
    case Type::TXT: return read_txt(reader);
    case Type::SOA: return read_soa(reader, message);
    case Type::RRSIG: return read_rrsig(reader, message);
    case Type::TLSA: return read_tlsa(reader);
    case Type::OPT:
      // RFC 6891 section 6.1.2: class and TTL carry other things here.
      return Rdata(Opt{klass, static_cast<std::uint8_t>(ttl >> 24), static_cast<std::uint8_t>(ttl >> 16),
                       (ttl & kOptDo) != 0, rest_of(reader)});
    default: return Rdata(Opaque{rest_of(reader)});
  }
}

Parsed<Record> read_record(ByteReader& reader, ByteView message) {
  const std::size_t start = reader.offset();
  Parsed<Name> owner = Name::from_wire(reader, message);
  if (!owner) return owner.error();
  const auto type = reader.u16();
  const auto klass = reader.u16();
  const auto ttl = reader.u32();
  if (!type || !klass || !ttl) return ParseError{reader.offset(), "RFC 1035 4.1.3: record header ends too early"};
  const std::size_t length_at = reader.offset();
  auto data = reader.prefixed(2);
  if (!data) return ParseError{length_at, "RFC 1035 4.1.3: record data runs past the end"};
  const ByteRange range{data->offset(), data->remaining()};
  Parsed<Rdata> rdata = read_rdata(*type, *klass, *ttl, *data, message);
  if (!rdata) return rdata.error();
  if (!data->empty()) return ParseError{data->offset(), "RFC 1035 4.1.3: record data is longer than its type"};
  return Record{std::move(*owner), *type, *klass, *ttl, std::move(*rdata), {start, reader.offset() - start}, range};
}

}  // namespace

std::optional<IpAddress> address_of(const Record& record) {
  if (const auto* a = std::get_if<A>(&record.rdata)) return IpAddress(a->address);
  if (const auto* aaaa = std::get_if<Aaaa>(&record.rdata)) return IpAddress(aaaa->address);
  return std::nullopt;
}

std::optional<std::string> joined_strings(const Record& record) {
  const auto* txt = std::get_if<Txt>(&record.rdata);
  if (!txt) return std::nullopt;
  std::string whole;
  for (const std::string& part : txt->strings) whole += part;
  return whole;
}

Parsed<Message> parse_message(ByteView bytes) {
  ByteReader reader(bytes);
  if (bytes.size() > 65535) return ParseError{65535, "RFC 1035 4.2.2: message longer than 65535 octets"};
  const auto id = reader.u16();
  const auto flags = reader.u16();
  const auto questions = reader.u16();
  const auto answers = reader.u16();
  const auto authorities = reader.u16();
  const auto additionals = reader.u16();
  if (!additionals) return ParseError{bytes.size(), "RFC 1035 4.1.1: header ends too early"};
  if (static_cast<std::size_t>(*questions) + *answers + *authorities + *additionals > kMaxRecords) {
    return ParseError{4, "more records than this parser's bound"};
  }
  Message message{*id, *flags, static_cast<std::uint16_t>(*flags & kRcodeMask), (*flags & kFlagAd) != 0, {}, {},
                  {},  {}};
  for (unsigned i = 0; i < *questions; ++i) {
    Parsed<Name> name = Name::from_wire(reader, bytes);
    if (!name) return name.error();
    const auto type = reader.u16();
    const auto klass = reader.u16();
    if (!type || !klass) return ParseError{reader.offset(), "RFC 1035 4.1.2: question ends too early"};
    message.questions.push_back({std::move(*name), *type, *klass});
  }
  struct Section {
    unsigned count;
    std::vector<Record>* records;
  };
  for (const Section& section : {Section{*answers, &message.answers}, Section{*authorities, &message.authorities},
                                 Section{*additionals, &message.additionals}}) {
    for (unsigned i = 0; i < section.count; ++i) {
      Parsed<Record> record = read_record(reader, bytes);
      if (!record) return record.error();
      if (const auto* opt = std::get_if<Opt>(&record->rdata)) {
        message.rcode = static_cast<std::uint16_t>(message.rcode | opt->extended_rcode << 4);
      }
      section.records->push_back(std::move(*record));
    }
  }
  if (!reader.empty()) return ParseError{reader.offset(), "RFC 1035 4.1: bytes behind the last record"};
  return message;
}

Resolution resolve(const Message& message, const Name& name, Type type) {
  Resolution out;
  out.final_name = name;
  while (true) {
    const Record* alias = nullptr;
    for (const Record& record : message.answers) {
      if (record.owner != out.final_name) continue;
      if (record.type == static_cast<std::uint16_t>(type)) out.records.push_back(&record);
      if (record.type == static_cast<std::uint16_t>(Type::CNAME) && !alias) alias = &record;
    }
    if (!out.records.empty() || !alias || type == Type::CNAME) return out;
    if (out.cnames.size() >= kMaxAliases) {
      out.chain_too_long = true;
      return out;
    }
    out.cnames.push_back(alias);
    out.final_name = std::get<Cname>(alias->rdata).target;
  }
}

}  // namespace mailglass::dns
