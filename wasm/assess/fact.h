#pragma once
// A fact: something established about the domain, a server or an address, with how sure it is and the bytes that prove
// it.

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "assess/assurance.h"
#include "check/bytes_at.h"
#include "words/phrase.h"

namespace mailglass::assess {

using check::BytesAt;
using check::Source;

/// What a fact is about: a host, one of its addresses, or (both empty) the domain.
struct Subject {
  std::string host;
  std::string address;
  friend bool operator==(const Subject&, const Subject&) = default;
};

struct Fact {
  std::uint32_t id = 0;
  std::string_view code;  ///< stable, a string literal
  words::Value text;      ///< what it says; a text as it came is printable
  nlohmann::ordered_json value;
  Assured assured = kDelivered;
  Subject subject;
  std::vector<BytesAt> evidence;
  std::string label = {};  ///< the message that names it; none: fact.CODE
};

/// Facts in the order found; their ids go on from `before`, which is 0 for a list that stands by itself. Lists share
/// their facts: of a large check's thousands few change between two looks.
class FactList {
 public:
  std::uint32_t add(Fact fact) {
    fact.id = before_ + static_cast<std::uint32_t>(facts_.size()) + 1;
    facts_.push_back(std::make_shared<const Fact>(std::move(fact)));
    return facts_.back()->id;
  }
  /// From now on so many facts stand before these.
  void put_behind(std::uint32_t before) {
    if (before == before_) return;
    before_ = before;
    for (const auto& fact : std::exchange(facts_, {})) add(*fact);
  }
  [[nodiscard]] std::uint32_t before() const { return before_; }
  /// `next`: stands right behind these.
  void append(const FactList& next) { facts_.insert(facts_.end(), next.facts_.begin(), next.facts_.end()); }

  [[nodiscard]] const std::vector<std::shared_ptr<const Fact>>& all() const { return facts_; }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(facts_.size()); }

 private:
  std::uint32_t before_ = 0;
  std::vector<std::shared_ptr<const Fact>> facts_;
};

}  // namespace mailglass::assess
