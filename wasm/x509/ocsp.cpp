#include "x509/ocsp.h"

#include <algorithm>
#include <chrono>

#include "x509/der.h"

namespace mailglass::x509 {
namespace {

using namespace tag;

constexpr std::array<std::uint8_t, 9> kBasic{0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};

Bytes contents_of(const Element& element) {
  const ByteView bytes = element.contents.rest();
  return {bytes.begin(), bytes.end()};
}
/// The element with its header; `all` is what its places count from.
Bytes whole_of(const Element& element, ByteView all) {
  const ByteView bytes = all.subspan(element.whole.offset, element.whole.length);
  return {bytes.begin(), bytes.end()};
}

/// RFC 5280 section 4.1.2.5.2: YYYYMMDDHHMMSSZ and nothing else.
std::optional<std::int64_t> time_of(const std::optional<Element>& element) {
  constexpr std::size_t kDigits = 14;
  if (!element) return std::nullopt;
  const std::string text = text_of(element->contents.rest());
  if (text.size() != kDigits + 1 || text.back() != 'Z') return std::nullopt;
  std::array<int, kDigits> digit{};
  for (std::size_t i = 0; i < kDigits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digit[i] = text[i] - '0';
  }
  const auto two = [&](std::size_t at) { return digit[at] * 10 + digit[at + 1]; };
  const std::chrono::year_month_day date{std::chrono::year{two(0) * 100 + two(2)},
                                         std::chrono::month{static_cast<unsigned>(two(4))},
                                         std::chrono::day{static_cast<unsigned>(two(6))}};
  if (!date.ok() || two(8) > 23 || two(10) > 59 || two(12) > 60) return std::nullopt;
  constexpr std::int64_t kDay = 86400;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * kDay + two(8) * 3600 + two(10) * 60 + two(12);
}

struct Word {
  std::uint8_t number;
  std::string_view name;
};
/// RFC 6960 section 4.2.1, OCSPResponseStatus.
constexpr std::array<Word, 5> kRefusals{
    {{1, "malformedRequest"}, {2, "internalError"}, {3, "tryLater"}, {5, "sigRequired"}, {6, "unauthorized"}}};
/// RFC 5280 section 5.3.1, CRLReason.
constexpr std::array<Word, 10> kReasons{{{0, "unspecified"},
                                         {1, "keyCompromise"},
                                         {2, "cACompromise"},
                                         {3, "affiliationChanged"},
                                         {4, "superseded"},
                                         {5, "cessationOfOperation"},
                                         {6, "certificateHold"},
                                         {8, "removeFromCRL"},
                                         {9, "privilegeWithdrawn"},
                                         {10, "aACompromise"}}};
template <std::size_t Count>
std::string_view name_in(const std::array<Word, Count>& words, std::uint8_t number) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.number == number; });
  return found == words.end() ? std::string_view{} : found->name;
}

/// CertID.
bool read_certificate_id(Element& id, SingleResponse& out) {
  auto algorithm = next_element(id.contents, kSequence);
  const auto hash = algorithm ? next_element(algorithm->contents, kObjectIdentifier) : std::nullopt;
  const auto name = next_element(id.contents, kOctetString);
  const auto key = next_element(id.contents, kOctetString);
  const auto serial = next_element(id.contents, kInteger);
  if (!hash || !name || !key || !serial || !id.contents.empty()) return false;
  out.hash_algorithm = contents_of(*hash);
  out.issuer_name_hash = contents_of(*name);
  out.issuer_key_hash = contents_of(*key);
  out.serial = contents_of(*serial);
  return true;
}

/// CertStatus: good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL.
bool read_revocation(ByteReader& reader, SingleResponse& out) {
  if (const auto good = next_element(reader, kPrimitive | 0)) {
    out.revocation = Revocation::Good;
    return good->contents.empty();
  }
  if (const auto unknown = next_element(reader, kPrimitive | 2)) {
    out.revocation = Revocation::Unknown;
    return unknown->contents.empty();
  }
  auto revoked = next_element(reader, kConstructed | 1);
  if (!revoked) return false;
  out.revocation = Revocation::Revoked;
  out.revoked_at = time_of(next_element(revoked->contents, kGeneralizedTime));
  if (auto reason = next_element(revoked->contents, kConstructed | 0)) {
    auto number = next_element(reason->contents, kEnumerated);
    out.reason = number ? number->contents.u8() : std::nullopt;
    if (!out.reason || !number->contents.empty() || !reason->contents.empty()) return false;
  }
  return out.revoked_at.has_value() && revoked->contents.empty();
}

std::optional<SingleResponse> read_single(Element& element) {
  SingleResponse out;
  ByteReader& reader = element.contents;
  auto id = next_element(reader, kSequence);
  if (!id || !read_certificate_id(*id, out) || !read_revocation(reader, out)) return std::nullopt;
  const auto this_update = time_of(next_element(reader, kGeneralizedTime));
  if (!this_update) return std::nullopt;
  out.this_update = *this_update;
  if (auto next = next_element(reader, kConstructed | 0)) {
    out.next_update = time_of(next_element(next->contents, kGeneralizedTime));
    if (!out.next_update) return std::nullopt;
  }
  return out;
}

/// ResponseData; its extensions are passed over.
bool read_data(ByteReader reader, OcspAnswer& out) {
  next_element(reader, kConstructed | 0);  // version, which is 1 where it is left out
  // responderID: who signed is found out by the signature.
  if (!next_element(reader, kConstructed | 1) && !next_element(reader, kConstructed | 2)) return false;
  const auto produced = time_of(next_element(reader, kGeneralizedTime));
  auto responses = next_element(reader, kSequence);
  if (!produced || !responses) return false;
  out.produced_at = *produced;
  while (!responses->contents.empty()) {
    auto element = next_element(responses->contents, kSequence);
    std::optional<SingleResponse> one = element ? read_single(*element) : std::nullopt;
    if (!one || out.responses.size() == kMaxResponses) return false;
    out.responses.push_back(std::move(*one));
  }
  return true;
}

/// BasicOCSPResponse, which is all of `der`.
Parsed<OcspResponse> parse_basic(ByteView der, std::size_t offset) {
  ByteReader outer(der);
  auto basic = next_element(outer, kSequence);
  if (!basic || !outer.empty()) return ParseError{offset, "RFC 6960 4.2.1: no BasicOCSPResponse"};
  const auto data = next_element(basic->contents, kSequence);
  const auto algorithm = next_element(basic->contents, kSequence);
  const auto signature = next_element(basic->contents, kBitString);
  if (!data || !algorithm || !signature) return ParseError{offset, "RFC 6960 4.2.1: BasicOCSPResponse cut short"};
  OcspAnswer answer;
  if (!read_data(data->contents, answer)) return ParseError{offset, "RFC 6960 4.2.1: ResponseData"};
  answer.signed_data = whole_of(*data, der);
  answer.signature_algorithm = whole_of(*algorithm, der);
  answer.signature = whole_of(*signature, der);
  auto sent = next_element(basic->contents, kConstructed | 0);
  auto list = sent ? next_element(sent->contents, kSequence) : std::nullopt;
  while (list && !list->contents.empty()) {
    const auto certificate = next_element(list->contents, kSequence);
    if (!certificate || answer.signers.size() == kMaxSigners)
      return ParseError{offset, "RFC 6960 4.2.1: certificates of the responder"};
    answer.signers.push_back(whole_of(*certificate, der));
  }
  if (!basic->contents.empty() || (sent && (!list || !sent->contents.empty())))
    return ParseError{offset, "RFC 6960 4.2.1: certificates of the responder"};
  return OcspResponse{std::move(answer)};
}

}  // namespace

std::string_view to_string(Revocation revocation) {
  constexpr std::array<std::string_view, 3> kWords = {"good", "revoked", "unknown"};
  return kWords[static_cast<std::size_t>(revocation)];
}

std::string_view to_string(OcspSigner signer) {
  constexpr std::array<std::string_view, 3> kWords = {"nobody", "issuer", "delegate"};
  return kWords[static_cast<std::size_t>(signer)];
}

std::string_view reason_name(std::uint8_t reason) {
  return name_in(kReasons, reason);
}

Parsed<OcspResponse> parse_ocsp(ByteView der) {
  ByteReader outer(der);
  auto response = next_element(outer, kSequence);
  auto status = response ? next_element(response->contents, kEnumerated) : std::nullopt;
  const auto number = status ? status->contents.u8() : std::nullopt;
  if (!number || !status->contents.empty() || !outer.empty())
    return ParseError{outer.offset(), "RFC 6960 4.2.1: no OCSPResponse"};
  constexpr std::uint8_t kSuccessful = 0;
  if (*number != kSuccessful) {
    const std::string_view word = name_in(kRefusals, *number);
    if (word.empty() || !response->contents.empty())
      return ParseError{status->whole.offset, "RFC 6960 4.2.1: OCSPResponseStatus"};
    return OcspResponse{OcspRefusal{word}};
  }
  auto tagged = next_element(response->contents, kConstructed | 0);
  auto bytes = tagged ? next_element(tagged->contents, kSequence) : std::nullopt;
  const auto type = bytes ? next_element(bytes->contents, kObjectIdentifier) : std::nullopt;
  const auto basic = type ? next_element(bytes->contents, kOctetString) : std::nullopt;
  if (!basic || !response->contents.empty() || !tagged->contents.empty() || !bytes->contents.empty() ||
      !std::equal(kBasic.begin(), kBasic.end(), type->contents.rest().begin(), type->contents.rest().end()))
    return ParseError{status->whole.offset, "RFC 6960 4.2.1: no answer of the basic type"};
  return parse_basic(basic->contents.rest(), basic->whole.offset);
}

}  // namespace mailglass::x509
