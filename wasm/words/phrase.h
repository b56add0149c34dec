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
  // NOLINTBEGIN(google-explicit-constructor): its id is all of a phrase into which nothing is put
  Phrase(std::string message);
  Phrase(std::string message, std::vector<Argument> given);
  // NOLINTEND(google-explicit-constructor)
  Phrase(const Phrase& other);
  Phrase(Phrase&& other) noexcept;
  Phrase& operator=(const Phrase& other);
  Phrase& operator=(Phrase&& other) noexcept;
  ~Phrase();
  std::string id;
  std::vector<Argument> args;
};

/// What is said at one place: a phrase, or a text that is in no language, such as a name or what a stranger wrote; or
/// what is put into a phrase.
class Value {
 public:
  Value() = default;  ///< the empty text: nothing is said
  // NOLINTBEGIN(google-explicit-constructor): whatever can be said is one
  Value(std::string text);
  Value(std::string_view text);
  Value(const char* text);
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Value(Number number) : Value(Whole{static_cast<std::int64_t>(number)}) {}
  Value(Day day);
  Value(Phrase phrase);
  Value(List list);
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
  struct Whole {
    std::int64_t number;
  };
  explicit Value(Whole whole);
  std::variant<std::string, std::int64_t, Day, Phrase, List> held_;
};

struct Argument {
  std::string_view name;  ///< a string literal
  Value value;
  friend bool operator==(const Argument&, const Argument&) = default;
};
bool operator==(const Phrase& one, const Phrase& other);

// Here, where an argument is complete: a phrase holds some.
inline Phrase::Phrase(std::string message) : id(std::move(message)) {}
inline Phrase::Phrase(std::string message, std::vector<Argument> given)
    : id(std::move(message)), args(std::move(given)) {}
inline Phrase::Phrase(const Phrase& other) = default;
inline Phrase::Phrase(Phrase&& other) noexcept = default;
inline Phrase& Phrase::operator=(const Phrase& other) = default;
inline Phrase& Phrase::operator=(Phrase&& other) noexcept = default;
inline Phrase::~Phrase() = default;
inline Value::Value(std::string text) : held_(std::move(text)) {}
inline Value::Value(std::string_view text) : held_(std::string(text)) {}
inline Value::Value(const char* text) : held_(std::string(text)) {}
inline Value::Value(Day day) : held_(day) {}
inline Value::Value(Phrase phrase) : held_(std::move(phrase)) {}
inline Value::Value(List list) : held_(std::move(list)) {}
inline Value::Value(Whole whole) : held_(whole.number) {}

/// Sentences one after the other; empty ones are left out.
Value sentences(List parts);
/// Parts of a line, set apart as the language does it; empty ones are left out.
Value clauses(List parts);

}  // namespace mailglass::words
