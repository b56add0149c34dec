#pragma once
// The result of parsing: a value, or the place and the rule that the input broke. C++20 has no std::expected.

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace mailglass {

/// Why bytes could not be parsed. A value, never an exception: malformed input is an everyday fact here.
struct ParseError {
  std::size_t offset = 0;  ///< bytes from the start of the stream or message being parsed
  std::string_view rule;   ///< a string literal naming the rule, e.g. "RFC 1035 4.1.4: compression pointer loops"
  friend bool operator==(const ParseError&, const ParseError&) = default;
};

template <class T>
class [[nodiscard]] Parsed {
 public:
  Parsed(T value) : state_(std::move(value)) {}  // NOLINT(google-explicit-constructor): reads as a return
  Parsed(ParseError error) : state_(error) {}    // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  const T& operator*() const& { return std::get<T>(state_); }
  T& operator*() & { return std::get<T>(state_); }
  T&& operator*() && { return std::get<T>(std::move(state_)); }
  const T* operator->() const { return &std::get<T>(state_); }
  T* operator->() { return &std::get<T>(state_); }
  [[nodiscard]] const ParseError& error() const { return std::get<ParseError>(state_); }

 private:
  std::variant<T, ParseError> state_;
};

}  // namespace mailglass
