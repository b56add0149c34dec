#include "dns/name.h"

#include <algorithm>

namespace mailglass::dns {
namespace {

constexpr std::size_t kMaxLabel = 63;  // RFC 1035 section 2.3.4
constexpr std::size_t kMaxWire = 255;  // RFC 1035 section 2.3.4
constexpr std::size_t kMaxHostText = 253;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::strong_ordering compare_label(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(lower(a[i]));
    const auto y = static_cast<unsigned char>(lower(b[i]));
    if (x != y) return x <=> y;
  }
  return a.size() <=> b.size();
}

void append_escaped(std::string& out, std::string_view label) {
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '.' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte > 0x20 && byte < 0x7f) {
      out += lower(c);
    } else {
      const std::string digits = std::to_string(byte);
      out += '\\' + std::string(3 - digits.size(), '0') + digits;
    }
  }
}

}  // namespace

Parsed<Name> Name::from_labels(std::vector<std::string> labels) {
  std::size_t wire = 1;
  for (const std::string& label : labels) {
    if (label.empty()) return ParseError{0, "RFC 1035 3.1: empty label"};
    if (label.size() > kMaxLabel) return ParseError{0, "RFC 1035 2.3.4: label longer than 63 octets"};
    wire += label.size() + 1;
  }
  if (wire > kMaxWire) return ParseError{0, "RFC 1035 2.3.4: name longer than 255 octets"};
  Name name;
  name.labels_ = std::move(labels);
  return name;
}

Parsed<Name> Name::from_text(std::string_view text) {
  std::vector<std::string> labels;
  if (text.empty() || text == ".") return Name();
  std::string label;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.') {
      if (label.empty()) return ParseError{i, "RFC 1035 3.1: empty label"};
      labels.push_back(std::move(label));
      label.clear();
    } else if (c == '\\') {
      const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
      if (digit(i + 1) && digit(i + 2) && digit(i + 3)) {
        const int value = (text[i + 1] - '0') * 100 + (text[i + 2] - '0') * 10 + (text[i + 3] - '0');
        if (value > 255) return ParseError{i, "RFC 1035 5.1: escape over 255"};
        label += static_cast<char>(value);
        i += 3;
      } else if (i + 1 < text.size() && !digit(i + 1)) {
        label += text[++i];
      } else {
        return ParseError{i, "RFC 1035 5.1: incomplete escape"};
      }
    } else {
      label += c;
    }
  }
  if (!label.empty()) labels.push_back(std::move(label));
  return from_labels(std::move(labels));
}

Parsed<Name> Name::from_wire(ByteReader& reader, ByteView message) {
  std::vector<std::string> labels;
  std::size_t wire = 1;
  // `at` walks the message once compression leaves the reader's place; each jump must go strictly backwards, so it
  // ends.
  ByteReader* current = &reader;
  ByteReader jumped(message);
  std::size_t lowest = reader.offset();
  while (true) {
    const std::size_t at = current->offset();
    const auto length = current->u8();
    if (!length) return ParseError{at, "RFC 1035 3.1: name runs past the end"};
    if (*length == 0) break;
    if ((*length & 0xc0) == 0xc0) {
      const auto low = current->u8();
      if (!low) return ParseError{at, "RFC 1035 4.1.4: compression pointer cut off"};
      const std::size_t target = static_cast<std::size_t>(*length & 0x3f) << 8 | *low;
      if (target >= lowest) return ParseError{at, "RFC 1035 4.1.4: compression pointer does not go backwards"};
      lowest = target;
      jumped = ByteReader(message.subspan(target), target);
      current = &jumped;
      continue;
    }
    if ((*length & 0xc0) != 0) return ParseError{at, "RFC 1035 4.1.4: reserved label type"};
    const auto octets = current->bytes(*length);
    if (!octets) return ParseError{at, "RFC 1035 3.1: label runs past the end"};
    wire += octets->size() + 1;
    if (wire > kMaxWire) return ParseError{at, "RFC 1035 2.3.4: name longer than 255 octets"};
    labels.push_back(text_of(*octets));
  }
  return from_labels(std::move(labels));
}

std::string Name::to_text() const {
  if (labels_.empty()) return ".";
  std::string out;
  for (const std::string& label : labels_) {
    if (!out.empty()) out += '.';
    append_escaped(out, label);
  }
  return out;
}

bool Name::is_within(const Name& ancestor) const {
  if (ancestor.labels_.size() > labels_.size()) return false;
  return std::equal(
      ancestor.labels_.rbegin(), ancestor.labels_.rend(), labels_.rbegin(),
      [](const std::string& a, const std::string& b) { return compare_label(a, b) == std::strong_ordering::equal; });
}

Name Name::parent() const {
  Name out;
  if (!labels_.empty()) out.labels_.assign(labels_.begin() + 1, labels_.end());
  return out;
}

Parsed<Name> Name::child(std::string_view label) const {
  std::vector<std::string> labels{std::string(label)};
  labels.insert(labels.end(), labels_.begin(), labels_.end());
  return from_labels(std::move(labels));
}

namespace {

bool is_host_label(const std::string& label, bool underscores) {
  const auto allowed = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || (underscores && c == '_');
  };
  return label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [&](char c) { return allowed(lower(c)); });
}

bool is_host(const Name& name, bool underscores) {
  const auto& labels = name.labels();
  return !labels.empty() && name.to_text().size() <= kMaxHostText &&
         std::all_of(labels.begin(), labels.end(),
                     [&](const std::string& label) { return is_host_label(label, underscores); });
}

}  // namespace

bool Name::is_host_name() const {
  return is_host(*this, false);
}

bool Name::is_loose_host_name() const {
  return is_host(*this, true);
}

std::strong_ordering operator<=>(const Name& a, const Name& b) {
  // RFC 4034 section 6.1: canonical order compares from the last label.
  auto x = a.labels_.rbegin();
  auto y = b.labels_.rbegin();
  for (; x != a.labels_.rend() && y != b.labels_.rend(); ++x, ++y) {
    if (const auto order = compare_label(*x, *y); order != std::strong_ordering::equal) return order;
  }
  return a.labels_.size() <=> b.labels_.size();
}

}  // namespace mailglass::dns
