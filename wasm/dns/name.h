#pragma once
// Domain names: RFC 1035 section 3.1, RFC 4343 (case), presentation RFC 4343 section 2.1.

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::dns {

/// An absolute domain name. Labels keep their octets; comparison ignores ASCII case.
class Name {
 public:
  Name() = default;  ///< the root
  /// Presentation form, with or without the final dot, \DDD and \X escapes understood. Empty or "." is the root.
  static Parsed<Name> from_text(std::string_view text);
  /// From the wire at the reader's place inside `message` (for compression). The reader ends after the name.
  static Parsed<Name> from_wire(ByteReader& reader, ByteView message);
  static Parsed<Name> from_labels(std::vector<std::string> labels);

  /// Lower-cased presentation form without the final dot; the root is ".". Octets other than printable ASCII and "." in
  /// a label are escaped.
  [[nodiscard]] std::string to_text() const;
  [[nodiscard]] const std::vector<std::string>& labels() const { return labels_; }
  [[nodiscard]] bool is_root() const { return labels_.empty(); }
  /// True for the name itself and everything below it.
  [[nodiscard]] bool is_within(const Name& ancestor) const;
  [[nodiscard]] Name parent() const;  ///< the root's parent is the root
  [[nodiscard]] Parsed<Name> child(std::string_view label) const;
  /// Letters, digits, hyphens (not at an end of a label) and at most 253 characters: what may be connected to (RFC 1123
  /// section 2.1).
  [[nodiscard]] bool is_host_name() const;
  /// The same with underscores, which senders look up and connect to all the same.
  [[nodiscard]] bool is_loose_host_name() const;

  friend bool operator==(const Name& a, const Name& b) { return (a <=> b) == std::strong_ordering::equal; }
  friend std::strong_ordering operator<=>(const Name& a, const Name& b);

 private:
  std::vector<std::string> labels_;
};

}  // namespace mailglass::dns
