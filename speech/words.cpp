#include "speech/words.h"

#include <unicode/fmtable.h>
#include <unicode/listformatter.h>
#include <unicode/localematcher.h>
#include <unicode/measunit.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/numberformatter.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "speech/catalogues.h"
#include "speech/printable_text.h"

namespace mailglass {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kEnglish = "en";

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}
icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

/// Arguments whose number decides a case: ICU wants these as numbers, and writes all other numbers as it likes.
std::set<std::string> counted_in(const icu::MessagePattern& pattern) {
  std::set<std::string> names;
  for (std::int32_t i = 0; i + 1 < pattern.countParts(); ++i) {
    const icu::MessagePattern::Part& part = pattern.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
    const UMessagePatternArgType type = part.getArgType();
    if (type == UMSGPAT_ARG_TYPE_PLURAL || type == UMSGPAT_ARG_TYPE_SELECTORDINAL)
      names.insert(utf8(pattern.getSubstring(pattern.getPart(i + 1))));
  }
  return names;
}

std::string day_text(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text.data();
}

bool is_phrase(const ordered_json& value) {
  return value.is_object() && value.contains("phrase");
}

std::string as_it_is(std::string_view text) {
  return std::string(text);
}

/// Over all languages that there are words in.
icu::LocaleMatcher matcher() {
  UErrorCode failed = U_ZERO_ERROR;
  icu::LocaleMatcher::Builder builder;
  builder.setNoDefaultLocale();
  for (const Catalogue& catalogue : catalogues())
    builder.addSupportedLocale(icu::Locale(std::string(catalogue.language).c_str()));
  return builder.build(failed);
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets one
  return value ? value : "";
}

}  // namespace

struct Words::Icu {
  icu::Locale locale;
  std::unique_ptr<icu::ListFormatter> list;
};

std::vector<std::string> Words::languages() {
  std::vector<std::string> all;
  for (const Catalogue& catalogue : catalogues()) all.emplace_back(catalogue.language);
  return all;
}

std::string Words::language_of(std::string_view locale) {
  std::string language(locale.substr(0, locale.find_first_of("-_.@")));
  std::transform(language.begin(), language.end(), language.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::vector<std::string> all = languages();
  return std::find(all.begin(), all.end(), language) == all.end() ? std::string() : language;
}

std::string Words::language_of_header(std::string_view accept_language) {
  constexpr std::size_t kLongest = 1000;
  static const icu::LocaleMatcher kMatcher = matcher();
  if (accept_language.size() > kLongest) return {};
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Locale* best = kMatcher.getBestMatchForListString(
      {accept_language.data(), static_cast<std::int32_t>(accept_language.size())}, failed);
  return U_FAILURE(failed) || !best ? std::string() : std::string(best->getLanguage());
}

std::string Words::language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (variable(name).empty()) continue;
    const std::string language = language_of(variable(name));
    return language.empty() ? std::string(kEnglish) : language;
  }
  return std::string(kEnglish);
}

Words::Words(std::string_view language) : language_(language), icu_(std::make_unique<Icu>()) {
  for (const Catalogue& catalogue : catalogues()) {
    if (catalogue.language != language) continue;
    const ordered_json all = ordered_json::parse(catalogue.json);
    for (const auto& [id, message] : all.items()) texts_.emplace(id, message.at("text").get<std::string>());
  }
  UErrorCode failed = U_ZERO_ERROR;
  // Digits as everybody's terminal has them.
  icu_->locale = icu::Locale::forLanguageTag(language_ + "-u-nu-latn", failed);
  icu_->list.reset(icu::ListFormatter::createInstance(icu_->locale, failed));
}
std::vector<Words> Words::in_every_language() {
  std::vector<Words> all;
  all.emplace_back(kEnglish);
  for (const Catalogue& catalogue : catalogues()) {
    if (catalogue.language != kEnglish) all.emplace_back(catalogue.language);
  }
  return all;
}
Words::Words(Words&&) noexcept = default;
Words& Words::operator=(Words&&) noexcept = default;
Words::~Words() = default;

std::string Words::say(std::string_view id, std::initializer_list<Put> given) const {
  return say(id, std::vector<Put>(given));
}

std::string Words::say(std::string_view id, const std::vector<Put>& given) const {
  const auto found = texts_.find(id);
  if (found == texts_.end()) return std::string(id);
  UErrorCode failed = U_ZERO_ERROR;
  const icu::MessagePattern pattern(unicode(found->second), nullptr, failed);
  const icu::MessageFormat format(unicode(found->second), icu_->locale, failed);
  if (U_FAILURE(failed)) return std::string(id);
  const std::set<std::string> counted = counted_in(pattern);
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const Put& one : given) {
    names.push_back(unicode(one.name));
    const auto* number = std::get_if<std::int64_t>(&one.value);
    if (number && counted.contains(std::string(one.name))) {
      values.emplace_back(*number);
    } else {
      values.emplace_back(unicode(number ? std::to_string(*number) : std::get<std::string>(one.value)));
    }
  }
  icu::UnicodeString out;
  format.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, failed);
  return U_FAILURE(failed) ? std::string(id) : utf8(out);
}

std::string Words::list(const std::vector<std::string>& items) const {
  std::vector<icu::UnicodeString> texts;
  texts.reserve(items.size());
  for (const std::string& item : items) texts.push_back(unicode(item));
  UErrorCode failed = U_ZERO_ERROR;
  icu::UnicodeString out;
  icu_->list->format(texts.data(), static_cast<std::int32_t>(texts.size()), out, failed);
  return utf8(out);
}

std::string Words::duration(std::chrono::milliseconds time) const {
  using std::chrono::seconds;
  const bool short_one = time < seconds(1);
  const icu::MeasureUnit unit = short_one ? icu::MeasureUnit::getMillisecond() : icu::MeasureUnit::getSecond();
  const auto amount = static_cast<double>(time.count()) / (short_one ? 1 : 1000);
  UErrorCode failed = U_ZERO_ERROR;
  return utf8(icu::number::NumberFormatter::withLocale(icu_->locale)
                  .unit(unit)
                  .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME)
                  .formatDouble(amount, failed)
                  .toString(failed));
}

bool Words::right_to_left() const {
  return icu_->locale.isRightToLeft() != 0;
}

std::string Words::words_of(const ordered_json& value, Escape escape) const {
  if (value.is_string()) return escape(value.get_ref<const std::string&>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const ordered_json& item : value) items.push_back(words_of(item, escape));
    return list(items);
  }
  if (!value.is_object()) return {};
  if (const auto day = value.find("day"); day != value.end() && day->is_number_integer())
    return day_text(day->get<std::int64_t>());
  if (!is_phrase(value) || !value["phrase"].is_string()) return {};
  std::vector<Put> given;
  if (const auto args = value.find("args"); args != value.end()) {
    for (const auto& [name, argument] : args->items()) {
      if (argument.is_number_integer()) {
        given.push_back({name, argument.get<std::int64_t>()});
      } else {
        given.push_back({name, words_of(argument, escape)});
      }
    }
  }
  return say(value["phrase"].get_ref<const std::string&>(), given);
}

std::string Words::words_of(const ordered_json& value) const {
  return words_of(value, printable_text);
}

ordered_json Words::in_words(const ordered_json& report) const {
  if (report.is_string() || is_phrase(report)) return words_of(report);
  if (!report.is_structured()) return report;
  ordered_json out = report;
  for (ordered_json& part : out) part = in_words(part);
  return out;
}

ordered_json Words::with_words(const ordered_json& report) const {
  if (!report.is_structured()) return report;
  ordered_json out = report;
  for (ordered_json& part : out) part = with_words(part);
  if (is_phrase(report)) out["text"] = words_of(report, as_it_is);
  return out;
}

std::vector<std::string> Words::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, text] : texts_) all.push_back(id);
  return all;
}

const Words& english() {
  static const Words kWords(kEnglish);
  return kWords;
}

}  // namespace mailglass
