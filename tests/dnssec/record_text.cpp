#include "dnssec/record_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <map>
#include <stdexcept>

#include "bytes/encoding.h"
#include "dns/canonical.h"

namespace mailglass::test {
namespace {

unsigned long number_of(const std::string& word) {
  std::size_t used = 0;
  const unsigned long value = std::stoul(word, &used);
  if (used != word.size()) throw std::invalid_argument("a number: " + word);
  return value;
}

bool is_number(const std::string& word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string joined(const std::vector<std::string>& words, std::size_t from) {
  std::string out;
  for (; from < words.size(); ++from) out += words[from];
  return out;
}

/// Names in their own case: a server sends them as they are.
void put_name(ByteWriter& out, std::string_view text) {
  const dns::Name name = name_of(text);
  for (const std::string& label : name.labels()) {
    out.u8(static_cast<std::uint8_t>(label.size()));
    out.append(view_of(label));
  }
  out.u8(0);
}

Bytes decoded(const std::optional<Bytes>& bytes, const char* what) {
  if (!bytes) throw std::invalid_argument(what);
  return *bytes;
}

/// RFC 4648 section 4, and bits behind the last octet do not matter: some scenarios have such keys on purpose.
Bytes from_loose_base64(const std::string& text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Bytes out;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) throw std::invalid_argument("base64: " + text);
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  return out;
}

Bytes from_base32hex(const std::string& text) {
  Bytes out;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const unsigned value = static_cast<unsigned>(lower <= '9' ? lower - '0' : lower - 'a' + 10);
    bits = (bits << 5 | value) & 0xffff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> held));
    }
  }
  return out;
}

void put_types(ByteWriter& out, const std::vector<std::string>& words, std::size_t from) {
  std::map<unsigned, std::array<std::uint8_t, 32>> windows;
  for (; from < words.size(); ++from) {
    const unsigned type = type_of(words[from]);
    windows[type >> 8][(type & 0xff) / 8] |= static_cast<std::uint8_t>(0x80U >> (type & 7));
  }
  for (const auto& [window, octets] : windows) {
    std::size_t size = 32;
    while (octets[size - 1] == 0) --size;
    out.u8(static_cast<std::uint8_t>(window));
    out.prefixed(1, [&, &octets = octets](ByteWriter& inner) { inner.append(ByteView(octets).first(size)); });
  }
}

std::uint8_t algorithm_of(const std::string& word) {
  static const std::map<std::string, std::uint8_t> names{{"DSA", 3}, {"RSASHA1", 5}, {"RSASHA256", 8}};
  const auto known = names.find(word);
  return known == names.end() ? static_cast<std::uint8_t>(number_of(word)) : known->second;
}

void put_text(ByteWriter& out, const std::string& word) {
  std::string text = word;
  if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
  out.prefixed(1, [&](ByteWriter& inner) { inner.append(view_of(text)); });
}

}  // namespace

dns::Name name_of(std::string_view text) {
  auto name = dns::Name::from_text(text);
  if (!name) throw std::invalid_argument("a name: " + std::string(text));
  return *name;
}

std::uint16_t type_of(std::string_view text) {
  static const std::map<std::string_view, std::uint16_t> others{
      {"HINFO", 13}, {"SRV", 33}, {"CDS", 59}, {"CDNSKEY", 60}, {"ANY", 255}};
  if (const auto type = dns::type_from_string(text)) return static_cast<std::uint16_t>(*type);
  if (const auto known = others.find(text); known != others.end()) return known->second;
  if (text.starts_with("TYPE")) return static_cast<std::uint16_t>(number_of(std::string(text.substr(4))));
  throw std::invalid_argument("a type: " + std::string(text));
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (const char c : line) {
    if (quoted) {
      word += c;
      if (c == '"') {
        quoted = false;
        end();
      }
    } else if (c == '"') {
      quoted = true;
      word += c;
    } else if (c == ';') {
      break;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '(' || c == ')') {
      end();
    } else {
      word += c;
    }
  }
  end();
  return words;
}

std::int64_t time_of(std::string_view text) {
  const auto part = [&](std::size_t at, std::size_t size) {
    return static_cast<unsigned>(number_of(std::string(text.substr(at, size))));
  };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(part(0, 4))), std::chrono::month(part(4, 2)),
                                        std::chrono::day(part(6, 2))};
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return days * 86400 + part(8, 2) * 3600 + part(10, 2) * 60 + part(12, 2);
}

Bytes data_of(std::uint16_t type, const std::vector<std::string>& words) {
  ByteWriter out;
  const auto word = [&](std::size_t at) -> const std::string& {
    if (at >= words.size()) throw std::invalid_argument("record data ends too early");
    return words[at];
  };
  if (!words.empty() && words.front() == "\\#") {  // RFC 3597 section 5
    return decoded(from_hex(joined(words, 2)), "hexadecimal");
  }
  const auto time = [&](std::size_t at) {
    return static_cast<std::uint32_t>(word(at).size() == 14 ? time_of(word(at))
                                                            : static_cast<std::int64_t>(number_of(word(at))));
  };
  const auto u8 = [&](std::size_t at) { return static_cast<std::uint8_t>(number_of(word(at))); };
  const auto u16 = [&](std::size_t at) { return static_cast<std::uint16_t>(number_of(word(at))); };
  const auto u32 = [&](std::size_t at) { return static_cast<std::uint32_t>(number_of(word(at))); };
  switch (type) {
    case 1:
    case 28: {
      const auto address = IpAddress::parse(word(0));
      if (!address) throw std::invalid_argument("an address: " + word(0));
      out.append(address->bytes());
      break;
    }
    case 2:
    case 5:
    case 12:
    case 39: put_name(out, word(0)); break;
    case 6:
      put_name(out, word(0));
      put_name(out, word(1));
      for (std::size_t i = 2; i < 7; ++i) out.u32(u32(i));
      break;
    case 15:
      out.u16(u16(0));
      put_name(out, word(1));
      break;
    case 13:
    case 16:
      for (const std::string& one : words) put_text(out, one);
      break;
    case 33:
      out.u16(u16(0)).u16(u16(1)).u16(u16(2));
      put_name(out, word(3));
      break;
    case 43:
      out.u16(u16(0)).u8(algorithm_of(word(1))).u8(u8(2));
      out.append(decoded(from_hex(joined(words, 3)), "hexadecimal"));
      break;
    case 46:
      out.u16(type_of(word(0))).u8(algorithm_of(word(1))).u8(u8(2)).u32(u32(3)).u32(time(4)).u32(time(5)).u16(u16(6));
      put_name(out, word(7));
      out.append(from_loose_base64(joined(words, 8)));
      break;
    case 47:
      put_name(out, word(0));
      put_types(out, words, 1);
      break;
    case 48:
      out.u16(u16(0)).u8(u8(1)).u8(algorithm_of(word(2)));
      out.append(from_loose_base64(joined(words, 3)));
      break;
    case 50:
    case 51:
      out.u8(u8(0)).u8(u8(1)).u16(u16(2));
      out.prefixed(1, [&](ByteWriter& salt) {
        if (word(3) != "-") salt.append(decoded(from_hex(word(3)), "salt"));
      });
      if (type == 51) break;
      out.prefixed(1, [&](ByteWriter& next) { next.append(from_base32hex(word(4))); });
      put_types(out, words, 5);
      break;
    case 52: out.u8(u8(0)).u8(u8(1)).u8(u8(2)).append(decoded(from_hex(joined(words, 3)), "hexadecimal")); break;
    default: throw std::invalid_argument("records of this type are not read here: " + std::to_string(type));
  }
  return std::move(out).bytes();
}

WireRecord record_of(std::string_view line) {
  std::vector<std::string> words = words_of(line);
  if (words.size() < 2) throw std::invalid_argument("a record: " + std::string(line));
  WireRecord record{name_of(words.front()), 0, 3600, {}};
  std::size_t at = 1;
  for (; at < words.size() && (is_number(words[at]) || words[at] == "IN"); ++at) {
    if (words[at] != "IN") record.ttl = static_cast<std::uint32_t>(number_of(words[at]));
  }
  if (at == words.size()) throw std::invalid_argument("a record: " + std::string(line));
  record.type = type_of(words[at]);
  record.data = data_of(record.type, {words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end()});
  return record;
}

std::string base32hex(ByteView bytes) {
  constexpr std::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuv";
  std::string out;
  unsigned bits = 0, held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8 | byte) & 0xffff;
    held += 8;
    while (held >= 5) {
      held -= 5;
      out += kAlphabet[bits >> held & 31];
    }
  }
  if (held != 0) out += kAlphabet[bits << (5 - held) & 31];
  return out;
}

Bytes wire_of(const WireMessage& message) {
  ByteWriter out;
  out.u16(0).u16(static_cast<std::uint16_t>(0x8180 | (message.rcode & 0xf)));  // QR, RD, RA
  out.u16(1);
  const auto put = [&](const std::vector<WireRecord>& records) {
    for (const WireRecord& record : records) {
      put_name(out, record.owner.to_text());
      out.u16(record.type).u16(1).u32(record.ttl);
      out.prefixed(2, [&](ByteWriter& data) { data.append(record.data); });
    }
  };
  for (const auto* section : {&message.answers, &message.authorities, &message.additionals})
    out.u16(static_cast<std::uint16_t>(section->size()));
  put_name(out, message.name.to_text());
  out.u16(message.type).u16(1);
  for (const auto* section : {&message.answers, &message.authorities, &message.additionals}) put(*section);
  return std::move(out).bytes();
}

}  // namespace mailglass::test
