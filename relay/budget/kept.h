#pragma once
// What is remembered of clients and mail servers for a while, by key.

#include <cstddef>
#include <iterator>
#include <map>
#include <optional>

namespace mailglass::relay::budget {

/// A map that forgets: each call of at() looks at a few entries, wherever the last one left off, and drops those that
/// hold nothing any more. So it stays within a small multiple of what is in use, and no call takes long.
template <class Key, class Value>
class Kept {
 public:
  /// The entry of `key`, made by `make()` if there is none. `is_idle(value)`: whether an entry may be forgotten.
  template <class Make, class Idle>
  Value& at(const Key& key, Make make, Idle is_idle) {
    constexpr int kLookedAt = 4;  // more than one comes in with a call, so it shrinks when it can
    auto next = last_ ? entries_.upper_bound(*last_) : entries_.begin();
    for (int i = 0; i < kLookedAt && !entries_.empty(); ++i) {
      if (next == entries_.end()) next = entries_.begin();
      last_ = next->first;
      next = is_idle(next->second) ? entries_.erase(next) : std::next(next);
    }
    auto found = entries_.lower_bound(key);
    if (found == entries_.end() || key < found->first) found = entries_.emplace_hint(found, key, make());
    return found->second;
  }
  template <class Do>
  void for_each(Do what) {
    for (auto& [key, value] : entries_) what(key, value);
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  std::map<Key, Value> entries_;
  std::optional<Key> last_;  ///< looked at
};

}  // namespace mailglass::relay::budget
