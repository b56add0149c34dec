#include "wire/control.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "bytes/encoding.h"
#include "bytes/json_object.h"

namespace mailglass::wire {
namespace {

using json = nlohmann::ordered_json;  // one kind of JSON value in the whole module keeps it small
using nlohmann::ordered_json;

constexpr std::size_t kMaxWhy = 2048;
constexpr std::size_t kMaxDnsMessage = 65535;
constexpr std::size_t kMaxWord = 64;

// ── encoding ─────────────────────────────────────────────────────────────────────────────────

struct Encoder {
  ordered_json operator()(const Open& m) const { return json_object({{"type", "open"}, {"domain", m.domain}}); }
  ordered_json operator()(const Lookup& m) const {
    return json_object({{"type", "lookup"}, {"id", m.id}, {"name", m.name}, {"rr", m.rr}});
  }
  ordered_json operator()(const Probe& m) const {
    ordered_json out = json_object({{"type", "probe"},
                                    {"id", m.id},
                                    {"service", service(m.service).name},
                                    {"host", m.host},
                                    {"address", m.address},
                                    {"client_hello", to_base64(m.client_hello)}});
    if (m.patience_ms > 0) set_member(out, "patience_ms", m.patience_ms);
    return out;
  }
  ordered_json operator()(const Finish& m) const { return json_object({{"type", "finish"}, {"id", m.id}}); }

  ordered_json operator()(const Say& m) const {
    return json_object({{"type", "say"}, {"id", m.id}, {"word", to_string(m.word)}, {"key", to_base64(m.key)}});
  }

  ordered_json operator()(const Welcome& m) const {
    const Limits& l = m.limits;
    ordered_json out = json_object({{"type", "welcome"},
                                    {"relay", m.relay},
                                    {"ehlo", m.ehlo},
                                    {"lab", m.lab},
                                    {"port25", to_string(m.port25)},
                                    {"limits", json_object({{"streams", l.streams},
                                                            {"connections", l.connections},
                                                            {"per_address", l.per_address},
                                                            {"lookups", l.lookups},
                                                            {"stream_bytes", l.stream_bytes},
                                                            {"connect_ms", l.connect_ms},
                                                            {"greeting_ms", l.greeting_ms},
                                                            {"reply_ms", l.reply_ms},
                                                            {"handshake_ms", l.handshake_ms},
                                                            {"probe_ms", l.probe_ms}})}});
    ordered_json says = ordered_json::array();
    for (const Word word : m.says) says.push_back(to_string(word));
    if (!m.says.empty()) set_member(out, "says", std::move(says));
    if (m.patience_ms > 0) set_member(out, "patience_ms", m.patience_ms);
    if (m.dns_broken) set_member(out, "dns", "broken");
    if (m.here) set_member(out, "here", true);
    return out;
  }
  ordered_json operator()(const Opened& m) const { return json_object({{"type", "opened"}, {"domain", m.domain}}); }
  ordered_json operator()(const Answer& m) const {
    return json_object({{"type", "answer"},
                        {"id", m.id},
                        {"status", to_string(m.status)},
                        {"why", m.why},
                        {"us", m.us},
                        {"message", to_base64(m.message)}});
  }
  ordered_json operator()(const StageReached& m) const {
    return json_object({{"type", "stage"}, {"id", m.id}, {"stage", to_string(m.stage)}, {"us", m.us}});
  }
  ordered_json operator()(const Patient& m) const {
    return json_object({{"type", "patient"}, {"id", m.id}, {"ms", m.ms}, {"us", m.us}});
  }
  ordered_json operator()(const Closed& m) const {
    return json_object({{"type", "closed"},
                        {"id", m.id},
                        {"end", to_string(m.end)},
                        {"stage", to_string(m.stage)},
                        {"why", m.why},
                        {"us", m.us}});
  }
  ordered_json operator()(const Refused& m) const {
    ordered_json out = json_object({{"type", "refused"}});
    if (m.id) out["id"] = *m.id;
    out["rule"] = m.rule;
    out["why"] = m.why;
    return out;
  }
};

template <class Message>
std::string encode_any(const Message& message) {
  return std::visit(Encoder{}, message).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// ── decoding ─────────────────────────────────────────────────────────────────────────────────

/// Reads members of one object; the first that is missing, of a wrong type or out of bounds is remembered as the error.
class Members {
 public:
  explicit Members(const json& object) : object_(object) {}

  std::string text(const char* name, std::size_t most) {
    const json* value = find(name);
    if (!value || !value->is_string())
      return fail("member-type: a text member is missing or of another type"), std::string{};
    const auto& found = value->get_ref<const std::string&>();
    if (found.size() > most) return fail("member-size: a text member is too long"), std::string{};
    return found;
  }
  template <class Integer>
  Integer number(const char* name, Integer least = 0) {
    const json* value = find(name);
    if (!value || !value->is_number_unsigned())
      return fail("member-type: a number is missing or not a whole number"), Integer{};
    const auto found = value->get<std::uint64_t>();
    if (found > std::numeric_limits<Integer>::max() || found < least)
      return fail("member-range: a number is out of range"), Integer{};
    return static_cast<Integer>(found);
  }
  /// Microseconds.
  std::uint64_t time() {
    const auto us = number<std::uint64_t>("us");
    if (us >= kTimeEnd) return fail("member-range: a time of 2^53 or more"), std::uint64_t{};
    return us;
  }
  bool flag(const char* name) {
    const json* value = find(name);
    if (!value || !value->is_boolean()) return fail("member-type: a flag is missing or of another type"), false;
    return value->get<bool>();
  }
  Bytes base64(const char* name, std::size_t most) {
    auto bytes = from_base64(text(name, most / 3 * 4 + 4));
    if (!bytes) return fail("member-base64: bytes are not base64"), Bytes{};
    if (bytes->size() > most) return fail("member-size: too many bytes"), Bytes{};
    return std::move(*bytes);
  }
  template <class Enum>
  Enum word(const char* name, std::optional<Enum> (*from)(std::string_view)) {
    const std::optional<Enum> value = from(text(name, kMaxWord));
    if (!value) return fail("member-word: a word is none of those allowed"), Enum{};
    return *value;
  }
  /// Ids count from 1, so that 0 never means a lookup or a stream.
  std::uint32_t id() { return number<std::uint32_t>("id", 1); }
  [[nodiscard]] bool has(const char* name) const { return object_.contains(name); }
  [[nodiscard]] const json* array(const char* name) {
    const json* value = find(name);
    if (!value || !value->is_array()) return fail("member-type: a list is missing or of another type"), nullptr;
    return value;
  }
  [[nodiscard]] const json* object(const char* name) {
    const json* value = find(name);
    if (!value || !value->is_object()) return fail("member-type: an object is missing or of another type"), nullptr;
    return value;
  }
  template <class Message, class Value>
  Parsed<Message> finish(Value value) {
    if (!error_.empty()) return ParseError{0, error_};
    return Message(std::move(value));
  }
  void fail(std::string_view rule) {
    if (error_.empty()) error_ = rule;
  }
  [[nodiscard]] std::string_view error() const { return error_; }

 private:
  [[nodiscard]] const json* find(const char* name) const {
    const auto it = object_.find(name);
    return it == object_.end() ? nullptr : &*it;
  }
  const json& object_;
  std::string_view error_;
};

struct Document {
  json object;
  std::string type;
};

/// Deep nesting would cost stack; no message of this protocol has more than two levels.
constexpr JsonBounds kBounds{.depth = 8, .values = kMaxText};

Parsed<Document> read_document(std::string_view text) {
  if (text.size() > kMaxText) return ParseError{kMaxText, "message-size: a text message has at most 128 KiB"};
  if (!within(text, kBounds)) return ParseError{0, "message-depth: nested too deeply"};
  json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return ParseError{0, "message-json: not a JSON object"};
  const auto type = object.find("type");
  if (type == object.end() || !type->is_string()) return ParseError{0, "message-type: no type"};
  std::string name = type->get<std::string>();
  return Document{std::move(object), std::move(name)};
}

Parsed<FromPage> decode_probe(Members& members) {
  Probe probe{members.id(), ServiceId::Smtp, {}, {}, {}, 0};
  if (const auto known = service_from(members.text("service", kMaxWord)))
    probe.service = *known;
  else
    members.fail("probe-service: unknown service");
  probe.host = members.text("host", kMaxName);
  probe.address = members.text("address", kMaxWord);
  probe.client_hello = members.base64("client_hello", kMaxClientHello);
  if (members.has("patience_ms")) probe.patience_ms = members.number<std::uint32_t>("patience_ms");
  return members.finish<FromPage>(std::move(probe));
}

Parsed<FromRelay> decode_welcome(Members& members) {
  Welcome welcome{members.text("relay", kMaxName),
                  members.text("ehlo", kMaxName),
                  members.flag("lab"),
                  members.word<Port25>("port25", port25_from),
                  {}};
  if (const json* object = members.object("limits")) {
    Members limits(*object);
    const auto read = [&](const char* name) { return limits.number<std::uint32_t>(name); };
    welcome.limits = {read("streams"),      read("connections"), read("per_address"), read("lookups"),
                      read("stream_bytes"), read("connect_ms"),  read("greeting_ms"), read("reply_ms"),
                      read("handshake_ms"), read("probe_ms")};
    if (!limits.error().empty()) members.fail(limits.error());
  }
  const json* says = members.has("says") ? members.array("says") : nullptr;
  for (std::size_t i = 0; says && i < says->size(); ++i) {
    const auto* text = (*says)[i].get_ptr<const std::string*>();
    if (!text) members.fail("member-type: a word is of another type");
    if (const auto word = text ? word_from(*text) : std::nullopt) welcome.says.push_back(*word);
  }
  if (members.has("patience_ms")) welcome.patience_ms = members.number<std::uint32_t>("patience_ms");
  welcome.dns_broken = members.has("dns") && members.text("dns", kMaxWord) == "broken";
  welcome.here = members.has("here") && members.flag("here");
  return members.finish<FromRelay>(std::move(welcome));
}

}  // namespace

std::string encode(const FromPage& message) {
  return encode_any(message);
}
std::string encode(const FromRelay& message) {
  return encode_any(message);
}

Parsed<FromPage> decode_from_page(std::string_view text) {
  const Parsed<Document> document = read_document(text);
  if (!document) return document.error();
  Members members(document->object);
  if (document->type == "open") return members.finish<FromPage>(Open{members.text("domain", kMaxName)});
  if (document->type == "lookup") {
    Lookup lookup{members.id(), members.text("name", kMaxName), members.text("rr", kMaxWord)};
    return members.finish<FromPage>(std::move(lookup));
  }
  if (document->type == "probe") return decode_probe(members);
  if (document->type == "finish") return members.finish<FromPage>(Finish{members.id()});
  if (document->type == "say") {
    Say say{members.id(), members.word<Word>("word", word_from), members.base64("key", kMaxWriteKey)};
    return members.finish<FromPage>(std::move(say));
  }
  return ParseError{0, "message-type: unknown type"};
}

Parsed<FromRelay> decode_from_relay(std::string_view text) {
  const Parsed<Document> document = read_document(text);
  if (!document) return document.error();
  Members members(document->object);
  const std::string& type = document->type;
  if (type == "welcome") return decode_welcome(members);
  if (type == "opened") return members.finish<FromRelay>(Opened{members.text("domain", kMaxName)});
  if (type == "answer") {
    Answer answer{members.id(), members.word<DnsStatus>("status", dns_status_from), members.text("why", kMaxWhy),
                  members.time(), members.base64("message", kMaxDnsMessage)};
    return members.finish<FromRelay>(std::move(answer));
  }
  if (type == "stage") {
    return members.finish<FromRelay>(
        StageReached{members.id(), members.word<Stage>("stage", stage_from), members.time()});
  }
  if (type == "patient") {
    const auto id = members.id();
    const auto ms = members.number<std::uint32_t>("ms");
    return members.finish<FromRelay>(Patient{id, ms, members.time()});
  }
  if (type == "closed") {
    Closed closed{members.id(), members.word<End>("end", end_from), members.word<Stage>("stage", stage_from),
                  members.text("why", kMaxWhy), members.time()};
    return members.finish<FromRelay>(std::move(closed));
  }
  if (type == "refused") {
    Refused refused{std::nullopt, members.text("rule", kMaxName), members.text("why", kMaxWhy)};
    if (members.has("id")) refused.id = members.id();
    return members.finish<FromRelay>(std::move(refused));
  }
  return ParseError{0, "message-type: unknown type"};
}

}  // namespace mailglass::wire
