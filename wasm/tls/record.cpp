#include "tls/record.h"

namespace mailglass::tls {

std::string_view to_string(ContentType type) {
  switch (type) {
    case ContentType::ChangeCipherSpec: return "ChangeCipherSpec";
    case ContentType::Alert: return "Alert";
    case ContentType::Handshake: return "Handshake";
    case ContentType::ApplicationData: return "ApplicationData";
  }
  return {};
}

std::string_view to_string(Version version) {
  switch (version) {
    case Version::Ssl2: return "SSL 2.0";
    case Version::Ssl3: return "SSL 3.0";
    case Version::Tls10: return "TLS 1.0";
    case Version::Tls11: return "TLS 1.1";
    case Version::Tls12: return "TLS 1.2";
    case Version::Tls13: return "TLS 1.3";
  }
  return {};
}

Parsed<std::optional<Record>> RecordReader::feed(ByteView& bytes) {
  while (!bytes.empty()) {
    const std::size_t start = offset_ - pending_.size();
    pending_.push_back(bytes.front());
    bytes = bytes.subspan(1);
    ++offset_;
    // Told as soon as it is known, so that a server that goes on in clear text is not waited for.
    if (pending_.size() == 1 && to_string(static_cast<ContentType>(pending_[0])).empty()) {
      return ParseError{start, "RFC 8446 5.1: not a TLS record (unknown content type)"};
    }
    if (pending_.size() == 2 && pending_[1] != 3)
      return ParseError{start + 1, "RFC 8446 5.1: not a TLS record (major version is not 3)"};
    if (pending_.size() < kRecordHeader) continue;
    const std::size_t length = static_cast<std::size_t>(pending_[3]) << 8 | pending_[4];
    const auto type = static_cast<ContentType>(pending_[0]);
    if (pending_.size() == kRecordHeader) {
      if (length > kMaxFragment) return ParseError{start + 3, "RFC 5246 6.2.3: record longer than 2^14 + 2048 bytes"};
      // RFC 8446 section 5.1: zero-length fragments of these types must not be sent.
      if (length == 0 && (type == ContentType::Handshake || type == ContentType::Alert)) {
        return ParseError{start + 3, "RFC 8446 5.1: empty handshake or alert record"};
      }
    }
    if (pending_.size() < kRecordHeader + length) {
      // Take the rest of the fragment at once.
      const std::size_t wanted = kRecordHeader + length - pending_.size();
      const std::size_t count = wanted < bytes.size() ? wanted : bytes.size();
      const ByteView piece = bytes.first(count);
      pending_.insert(pending_.end(), piece.begin(), piece.end());
      bytes = bytes.subspan(count);
      offset_ += count;
      if (pending_.size() < kRecordHeader + length) return std::optional<Record>();
    }
    Record record{type, static_cast<std::uint16_t>(pending_[1] << 8 | pending_[2]), {}, {start, pending_.size()}};
    record.fragment.assign(pending_.begin() + kRecordHeader, pending_.end());
    pending_.clear();
    return std::optional<Record>(std::move(record));
  }
  return std::optional<Record>();
}

Parsed<Alert> parse_alert(const Record& record) {
  if (record.type != ContentType::Alert) return ParseError{record.range.offset, "not an alert record"};
  if (record.fragment.size() != 2) return ParseError{record.range.offset + 3, "RFC 8446 6: an alert has two bytes"};
  return Alert{record.fragment[0], record.fragment[1], record.range};
}

}  // namespace mailglass::tls
