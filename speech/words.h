#pragma once
// Phrases as words of a language: ICU MessageFormat over words/*.json. The page says the same messages by functions
// made of them when it is built.

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailglass {

/// What is put into a message: a text, or a number.
struct Put {
  std::string_view name;
  std::variant<std::string, std::int64_t> value;
};

class Words {
 public:
  /// The languages there are words in.
  static std::vector<std::string> languages();
  /// The one of a locale's name ("de_CH.UTF-8", "C") or a language tag ("de-CH"); empty where there is none.
  static std::string language_of(std::string_view locale);
  /// The one that is wanted most of those that there are words in, by an Accept-Language header (RFC 9110 section
  /// 12.5.4); empty where none is, or where the header cannot be read, or is longer than any that a browser sends.
  static std::string language_of_header(std::string_view accept_language);
  /// By LC_ALL, LC_MESSAGES and LANG; English where these name none.
  static std::string language_of_environment();

  /// One of languages().
  explicit Words(std::string_view language);
  /// In every language, English first.
  static std::vector<Words> in_every_language();
  Words(Words&&) noexcept;
  Words& operator=(Words&&) noexcept;
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;
  ~Words();

  /// The message with what is put into it; its id where there is none.
  [[nodiscard]] std::string say(std::string_view id, std::initializer_list<Put> given = {}) const;
  [[nodiscard]] std::string say(std::string_view id, const std::vector<Put>& given) const;
  /// "a, b, and c"
  [[nodiscard]] std::string list(const std::vector<std::string>& items) const;
  /// "2.5 seconds"; below a second "300 milliseconds".
  [[nodiscard]] std::string duration(std::chrono::milliseconds time) const;

  /// A value of the report (docs/report.schema.json, "phrase") as words: a phrase, a text, a number, a list. What
  /// strangers wrote is escaped (printable_text.h).
  [[nodiscard]] std::string words_of(const nlohmann::ordered_json& value) const;
  /// The same report with words in place of each phrase, and all of its texts escaped: for a terminal.
  [[nodiscard]] nlohmann::ordered_json in_words(const nlohmann::ordered_json& report) const;
  /// The same report with its words beside each phrase, as "text", which escapes nothing: for programs.
  [[nodiscard]] nlohmann::ordered_json with_words(const nlohmann::ordered_json& report) const;

  [[nodiscard]] const std::string& language() const { return language_; }
  [[nodiscard]] bool right_to_left() const;
  /// Every id there is.
  [[nodiscard]] std::vector<std::string> ids() const;

 private:
  using Escape = std::string (*)(std::string_view text);
  [[nodiscard]] std::string words_of(const nlohmann::ordered_json& value, Escape escape) const;
  struct Icu;
  std::string language_;
  std::map<std::string, std::string, std::less<>> texts_;
  std::unique_ptr<Icu> icu_;
};

/// English, for what is written before a language is known.
const Words& english();

}  // namespace mailglass
