#pragma once
// What people read, without a language: a message of words/*.json by its id, and what is put into it. Page and command
// line turn it into words.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailglass::words {

/// A day of the calendar, UTC.
struct Day {
  std::int64_t unix_seconds;
  friend bool operator==(const Day&, const Day&) = default;
};

struct Argument;
class Value;
/// Said as a list of the language: texts, numbers or phrases.
using List = std::vector<Value>;

/// A message of the catalogue. `args` has what its text names in braces, by these names.
struct Phrase {
  std::string id;
  std::vector<Argument> args = {};
};

/// What is said at one place: a phrase, or a text that is in no language, such as a name or what a stranger wrote; or
/// what is put into a phrase.
class Value {
 public:
  Value() = default;  ///< the empty text: nothing is said
  // NOLINTBEGIN(google-explicit-constructor): whatever can be said is one
  Value(std::string text) : held_(std::move(text)) {}
  Value(std::string_view text) : held_(std::string(text)) {}
  Value(const char* text) : held_(std::string(text)) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Value(Number number) : held_(static_cast<std::int64_t>(number)) {}
  Value(Day day) : held_(day) {}
  Value(Phrase phrase) : held_(std::move(phrase)) {}
  Value(List list) : held_(std::move(list)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool empty() const {
    const auto* text = std::get_if<std::string>(&held_);
    return text && text->empty();
  }
  /// The id of the phrase; empty for anything else.
  [[nodiscard]] std::string_view id() const {
    const auto* phrase = std::get_if<Phrase>(&held_);
    return phrase ? std::string_view(phrase->id) : std::string_view{};
  }
  [[nodiscard]] const std::variant<std::string, std::int64_t, Day, Phrase, List>& held() const { return held_; }
  friend bool operator==(const Value& one, const Value& other);

 private:
  std::variant<std::string, std::int64_t, Day, Phrase, List> held_;
};

struct Argument {
  std::string_view name;  ///< a string literal
  Value value;
  friend bool operator==(const Argument&, const Argument&) = default;
};
bool operator==(const Phrase& one, const Phrase& other);

/// Sentences one after the other; empty ones are left out.
Value sentences(List parts);
/// Parts of a line, set apart as the language does it; empty ones are left out.
Value clauses(List parts);

}  // namespace mailglass::words
