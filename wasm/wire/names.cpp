// The words that stand for enumerators in control messages.

#include <array>

#include "wire/control.h"

namespace mailglass::wire {
namespace {

template <class Enum>
struct Named {
  Enum value;
  std::string_view text;
};

constexpr std::array<Named<DnsStatus>, 5> kDnsStatus{{{DnsStatus::Secure, "secure"},
                                                      {DnsStatus::Insecure, "insecure"},
                                                      {DnsStatus::Bogus, "bogus"},
                                                      {DnsStatus::Indeterminate, "indeterminate"},
                                                      {DnsStatus::Failed, "failed"}}};
constexpr std::array<Named<Stage>, 8> kStage{{{Stage::Connecting, "connecting"},
                                              {Stage::Connected, "connected"},
                                              {Stage::Greeting, "greeting"},
                                              {Stage::Ehlo, "ehlo"},
                                              {Stage::Starttls, "starttls"},
                                              {Stage::Handshake, "handshake"},
                                              {Stage::Session, "session"},
                                              {Stage::Closing, "closing"}}};
constexpr std::array<Named<End>, 10> kEnd{{{End::Done, "done"},
                                           {End::PeerClosed, "peer-closed"},
                                           {End::PeerReset, "peer-reset"},
                                           {End::ConnectRefused, "connect-refused"},
                                           {End::Unreachable, "unreachable"},
                                           {End::NoRoute, "no-route"},
                                           {End::Timeout, "timeout"},
                                           {End::LimitReached, "limit-reached"},
                                           {End::NotSmtp, "not-smtp"},
                                           {End::Cancelled, "cancelled"}}};
constexpr std::array<Named<Port25>, 3> kPort25{
    {{Port25::Open, "open"}, {Port25::Blocked, "blocked"}, {Port25::Unknown, "unknown"}}};

constexpr std::array<Named<Word>, 3> kWord{
    {{Word::Ehlo, "ehlo"}, {Word::Quit, "quit"}, {Word::GetPolicy, "get-policy"}}};

template <class Enum, std::size_t N>
std::string_view word_of(const std::array<Named<Enum>, N>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.text;
  }
  return {};
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const std::array<Named<Enum>, N>& table, std::string_view text) {
  for (const auto& row : table) {
    if (row.text == text) return row.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(DnsStatus status) {
  return word_of(kDnsStatus, status);
}
std::string_view to_string(Stage stage) {
  return word_of(kStage, stage);
}
std::string_view to_string(End end) {
  return word_of(kEnd, end);
}
std::string_view to_string(Port25 state) {
  return word_of(kPort25, state);
}
std::string_view to_string(Word word) {
  return word_of(kWord, word);
}
std::optional<DnsStatus> dns_status_from(std::string_view text) {
  return value_of(kDnsStatus, text);
}
std::optional<Stage> stage_from(std::string_view text) {
  return value_of(kStage, text);
}
std::optional<End> end_from(std::string_view text) {
  return value_of(kEnd, text);
}
std::optional<Port25> port25_from(std::string_view text) {
  return value_of(kPort25, text);
}
std::optional<Word> word_from(std::string_view text) {
  return value_of(kWord, text);
}

}  // namespace mailglass::wire
