// DNS messages: records tile the message, names survive their text form, aliases end.

#include "dns/caa.h"
#include "dns/canonical.h"
#include "dns/dnssec_rdata.h"
#include "dns/message.h"
#include "dns/presentation.h"
#include "property.h"

using namespace mailglass;

namespace {

void check_name(const dns::Name& name) {
  std::size_t wire = 1;
  for (const std::string& label : name.labels()) {
    MUST(!label.empty() && label.size() <= 63);
    wire += label.size() + 1;
  }
  MUST(wire <= 255);
  const std::string text = name.to_text();
  for (const char c : text) MUST(c > 0x20 && c < 0x7f);
  const auto again = dns::Name::from_text(text);
  MUST(again && *again == name);
  MUST(again->to_text() == text);
  MUST(name.is_within(name.parent()));
  MUST(name.is_within(name));
}

void check_text(const dns::Record& record) {
  // What a person is shown is harmless: printable ASCII, but for the mark that something was left out.
  for (const char c : dns::record_text(record))
    MUST((c >= 0x20 && c < 0x7f) || (static_cast<unsigned char>(c) & 0x80) != 0);
}

/// DNSSEC's records are read or refused at a place in the message; a hash is no longer than its label lets it.
void check_dnssec(const dns::Record& record, ByteView message) {
  MUST(fuzz::within(record.data, record.range.offset, record.range.offset + record.range.length));
  MUST(dns::canonical_rdata(record, message).size() <= 2 * 255 + record.data.length);
  const auto placed = [&](const auto& read) { MUST(read || read.error().offset <= message.size()); };
  switch (static_cast<dns::Type>(record.type)) {
    case dns::Type::DNSKEY: placed(dns::read_dnskey(record, message)); break;
    case dns::Type::DS: placed(dns::read_ds(record, message)); break;
    case dns::Type::NSEC: {
      const auto nsec = dns::read_nsec(record, message);
      placed(nsec);
      if (nsec) check_name(nsec->next);
      break;
    }
    case dns::Type::NSEC3: placed(dns::read_nsec3(record, message)); break;
    default: break;
  }
  if (const auto hash = dns::hash_of_owner(record.owner)) MUST(hash->size() <= 39);
}

std::size_t check_records(const std::vector<dns::Record>& records, std::size_t next, std::size_t size) {
  for (const dns::Record& record : records) {
    MUST(fuzz::within(record.range, 12, size));
    MUST(next == 0 || record.range.offset == next);
    MUST(record.range.length >= 11);
    next = record.range.offset + record.range.length;
    check_name(record.owner);
    if (const auto* mx = std::get_if<dns::Mx>(&record.rdata)) check_name(mx->exchange);
    if (const auto* cname = std::get_if<dns::Cname>(&record.rdata)) check_name(cname->target);
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata)) {
      MUST(!txt->strings.empty());
      for (const std::string& part : txt->strings) MUST(part.size() <= 255);
    }
    check_text(record);
  }
  return next;
}

void check_resolution(const dns::Message& message, const dns::Name& name, dns::Type type) {
  const dns::Resolution found = dns::resolve(message, name, type);
  MUST(found.cnames.size() <= 16);
  dns::Name at = name;
  for (const dns::Record* alias : found.cnames) {
    MUST(alias->owner == at);
    at = std::get<dns::Cname>(alias->rdata).target;
  }
  MUST(found.final_name == at);
  for (const dns::Record* record : found.records)
    MUST(record->owner == at && record->type == static_cast<std::uint16_t>(type));
}

void check_address(std::string_view text) {
  if (const auto address = IpAddress::parse(text)) MUST(IpAddress::parse(address->to_string()) == address);
}

void check_caa(ByteView rdata) {
  const auto read = dns::read_caa(rdata);
  if (const auto* flaw = std::get_if<dns::CaaFlaw>(&read)) MUST(flaw->offset <= rdata.size());
  if (const auto* caa = std::get_if<dns::Caa>(&read)) MUST(2 + caa->tag.size() + caa->value.size() == rdata.size());
  const auto found = dns::climb(*dns::Name::from_text("a.test"), {{false, {{rdata.begin(), rdata.end()}}}});
  const dns::CaaPermission may = dns::who_may_issue(std::get<dns::CaaSet>(found));
  MUST(!(may.anyone && !may.issuers.empty()) && !(may.unknown_critical && may.anyone));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const std::string text = text_of(bytes);
  if (const auto name = dns::Name::from_text(text)) check_name(*name);
  check_address(text);
  check_caa(bytes);
  const auto message = dns::parse_message(bytes);
  if (!message) {
    MUST(message.error().offset <= size && !message.error().rule.empty());
    return 0;
  }
  std::size_t next = 0;
  for (const auto* section : {&message->answers, &message->authorities, &message->additionals})
    next = check_records(*section, next, size);
  for (const auto* section : {&message->answers, &message->authorities, &message->additionals})
    for (const dns::Record& record : *section) check_dnssec(record, bytes);
  MUST(next == 0 || next == size);
  for (const dns::Question& question : message->questions) {
    check_name(question.name);
    for (const dns::Type type : {dns::Type::MX, dns::Type::A, dns::Type::AAAA, dns::Type::CNAME, dns::Type::TLSA})
      check_resolution(*message, question.name, type);
  }
  return 0;
}
