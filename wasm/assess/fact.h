#pragma once
// A fact: something established about the domain, a server or an address, with how sure it is and the bytes that prove
// it.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "assess/assurance.h"
#include "bytes/reader.h"
#include "wire/frame.h"

namespace mailglass::assess {

struct StreamRef {
  std::uint32_t stream;
  wire::Direction direction;
  ByteRange range;
};
struct LookupRef {
  std::uint32_t lookup;
  ByteRange range;
};
using EvidenceRef = std::variant<StreamRef, LookupRef>;

/// What a fact is about: a host, one of its addresses, or (both empty) the domain.
struct Subject {
  std::string host;
  std::string address;
  friend bool operator==(const Subject&, const Subject&) = default;
};

struct Fact {
  std::uint32_t id = 0;
  std::string_view code;   ///< stable, a string literal
  std::string_view label;  ///< plain words, a string literal
  std::string text;        ///< printable
  nlohmann::ordered_json value;
  Assured assured = kDelivered;
  Subject subject;
  std::vector<EvidenceRef> evidence;
};

/// Facts in the order found; ids count from 1.
class FactList {
 public:
  std::uint32_t add(Fact fact) {
    fact.id = static_cast<std::uint32_t>(facts_.size()) + 1;
    facts_.push_back(std::move(fact));
    return facts_.back().id;
  }
  [[nodiscard]] const std::vector<Fact>& all() const { return facts_; }

 private:
  std::vector<Fact> facts_;
};

}  // namespace mailglass::assess
