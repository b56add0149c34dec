#include "dnssec/anchors.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "bytes/encoding.h"
#include "dns/canonical.h"

namespace mailglass::dnssec {
namespace {

using Words = std::vector<std::string_view>;

constexpr std::uint8_t kSha256 = 2;

/// A line's words, without its comment.
Words words_of(std::string_view line) {
  constexpr std::string_view kSpace = " \t\r";
  line = line.substr(0, line.find(';'));
  Words words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(kSpace), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string joined(const Words& words, std::size_t from) {
  std::string all;
  for (std::size_t i = from; i < words.size(); ++i) all += words[i];
  return all;
}

/// RFC 4034 section 5.3: key tag, algorithm, digest type, digest.
std::optional<dns::Ds> ds_of(const Words& words, std::size_t at) {
  if (words.size() < at + 4) return std::nullopt;
  const auto tag = number<std::uint16_t>(words[at]);
  const auto algorithm = number<std::uint8_t>(words[at + 1]);
  const auto type = number<std::uint8_t>(words[at + 2]);
  auto digest = from_hex(joined(words, at + 3));
  if (!tag || !algorithm || !type || !digest || digest->empty()) return std::nullopt;
  return dns::Ds{*tag, *algorithm, *type, std::move(*digest)};
}

/// RFC 4034 section 2.2: flags, protocol, algorithm, key; section 5.1.4 for the digest.
std::optional<dns::Ds> ds_of_key(const dns::Name& zone, const Words& words, std::size_t at) {
  if (words.size() < at + 4) return std::nullopt;
  const auto flags = number<std::uint16_t>(words[at]);
  const auto protocol = number<std::uint8_t>(words[at + 1]);
  const auto algorithm = number<std::uint8_t>(words[at + 2]);
  const auto key = from_base64(joined(words, at + 3));
  if (!flags || !protocol || !algorithm || !key || key->empty()) return std::nullopt;
  ByteWriter rdata;
  rdata.u16(*flags).u8(*protocol).u8(*algorithm).append(*key);
  ByteWriter hashed;
  dns::append_canonical(hashed, zone);
  hashed.append(rdata.bytes());
  return dns::Ds{dns::key_tag(rdata.bytes()), *algorithm, kSha256, digest(kSha256, hashed.bytes())};
}

std::optional<Anchor> anchor_of(const Words& words) {
  const auto zone = dns::Name::from_text(words.front());
  if (!zone) return std::nullopt;
  std::size_t at = 1;
  if (at < words.size() && number<std::uint32_t>(words[at])) ++at;  // TTL
  if (at < words.size() && (words[at] == "IN" || words[at] == "in")) ++at;
  if (at >= words.size()) return std::nullopt;
  std::optional<dns::Ds> ds;
  if (words[at] == "DS") ds = ds_of(words, at + 1);
  if (words[at] == "DNSKEY") ds = ds_of_key(*zone, words, at + 1);
  if (!ds) return std::nullopt;
  return Anchor{*zone, std::move(*ds)};
}

}  // namespace

Parsed<std::vector<Anchor>> read_anchors(std::string_view text) {
  if (text.size() > kMaxAnchorText) return ParseError{kMaxAnchorText, "anchors-size"};
  std::vector<Anchor> anchors;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const Words words = words_of(text.substr(at, end - at));
    if (!words.empty()) {
      auto anchor = anchor_of(words);
      if (!anchor) return ParseError{at, "anchors-record"};
      if (anchors.size() == kMaxAnchors) return ParseError{at, "anchors-number"};
      anchors.push_back(std::move(*anchor));
    }
    at = end + 1;
  }
  return anchors;
}

std::string to_text(const std::vector<Anchor>& anchors) {
  std::string text;
  for (const Anchor& anchor : anchors) {
    const std::string name = anchor.zone.to_text();
    text += name + (name.back() == '.' ? "" : ".") + " IN DS " + std::to_string(anchor.ds.key_tag) + " " +
            std::to_string(anchor.ds.algorithm) + " " + std::to_string(anchor.ds.digest_type) + " " +
            to_hex(anchor.ds.digest) + "\n";
  }
  return text;
}

}  // namespace mailglass::dnssec
