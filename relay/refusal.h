#pragma once
// Why the relay does not do something it was asked: a stable rule name for programs and a sentence for people.

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mailglass::relay {

struct Refusal {
  std::string_view rule;  ///< a literal from the tables of docs/protocol.md, e.g. "target-not-named"
  std::string why;        ///< one plain sentence, without a final dot
};

/// A value, or why there is none.
template <class T>
class [[nodiscard]] Allowed {
 public:
  Allowed(T value) : state_(std::move(value)) {}            // NOLINT(google-explicit-constructor): reads as a return
  Allowed(Refusal refusal) : state_(std::move(refusal)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  T& operator*() & { return std::get<T>(state_); }
  const T& operator*() const& { return std::get<T>(state_); }
  T&& operator*() && { return std::get<T>(std::move(state_)); }
  T* operator->() { return &std::get<T>(state_); }
  const T* operator->() const { return &std::get<T>(state_); }
  [[nodiscard]] const Refusal& refusal() const { return std::get<Refusal>(state_); }

 private:
  std::variant<T, Refusal> state_;
};

}  // namespace mailglass::relay
