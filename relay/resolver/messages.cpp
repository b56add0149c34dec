#include "resolver/messages.h"

namespace mailglass::relay::resolver {
namespace {

enum class Kind : std::uint8_t { Settings = 1, Ask, Ping, Started, Unable, Answered, Pong };

ByteWriter begin(Kind kind) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(kind));
  return out;
}

void put(ByteWriter& out, std::string_view text) {
  out.prefixed(2, [&](ByteWriter& inner) { inner.append(view_of(text)); });
}

std::optional<std::string> text(ByteReader& in, std::size_t most) {
  const auto taken = in.prefixed(2);
  if (!taken || taken->remaining() > most) return std::nullopt;
  return text_of(taken->rest());
}

std::optional<wire::DnsStatus> status_from(std::uint8_t value) {
  if (value > static_cast<std::uint8_t>(wire::DnsStatus::Failed)) return std::nullopt;
  return static_cast<wire::DnsStatus>(value);
}

void write(ByteWriter& out, const Settings& settings) {
  for (const std::string* one : {&settings.upstream, &settings.root}) put(out, *one);
  out.u8(settings.lab ? 1 : 0).u8(settings.localhost ? 1 : 0).u16(static_cast<std::uint16_t>(settings.never.size()));
  for (const std::string& prefix : settings.never) put(out, prefix);
}
void write(ByteWriter& out, const Ask& ask) {
  out.u64(ask.id).u16(ask.type);
  put(out, ask.name);
}
void write(ByteWriter& out, const Started& started) {
  put(out, started.version);
  put(out, started.sandbox);
}
void write(ByteWriter& out, const Unable& unable) {
  put(out, unable.why);
}
void write(ByteWriter& out, const Answered& answered) {
  out.u64(answered.id).u8(static_cast<std::uint8_t>(answered.status));
  put(out, answered.why);
  out.append(answered.message);
}

std::optional<ToResolver> read_settings(ByteReader& in) {
  constexpr std::size_t kMaxPath = 4096;
  Settings settings;
  for (std::string* one : {&settings.upstream, &settings.root}) {
    auto taken = text(in, kMaxPath);
    if (!taken) return std::nullopt;
    *one = std::move(*taken);
  }
  const auto lab = in.u8(), localhost = in.u8();
  const auto count = in.u16();
  if (!lab || !localhost || !count) return std::nullopt;
  settings.lab = *lab != 0;
  settings.localhost = *localhost != 0;
  for (std::size_t i = 0; i < *count; ++i) {
    auto prefix = text(in, kMaxWhy);
    if (!prefix) return std::nullopt;
    settings.never.push_back(std::move(*prefix));
  }
  return settings;
}

std::optional<ToResolver> read_ask(ByteReader& in) {
  const auto id = in.u64();
  const auto type = in.u16();
  auto name = text(in, wire::kMaxName);
  if (!id || !type || !name) return std::nullopt;
  return Ask{*id, *type, std::move(*name)};
}

std::optional<FromResolver> read_answered(ByteReader& in) {
  const auto id = in.u64();
  const auto number = in.u8();
  const auto status = number ? status_from(*number) : std::nullopt;
  auto why = text(in, kMaxWhy);
  if (!id || !status || !why) return std::nullopt;
  const auto message = in.bytes(in.remaining());
  return Answered{*id, *status, std::move(*why), Bytes(message->begin(), message->end())};
}

std::optional<FromResolver> read_started(ByteReader& in) {
  auto version = text(in, kMaxWhy), sandbox = text(in, kMaxWhy);
  if (!version || !sandbox) return std::nullopt;
  return Started{std::move(*version), std::move(*sandbox)};
}

template <class Message>
Bytes whole(ByteWriter out, const Message& message) {
  write(out, message);
  return std::move(out).bytes();
}

}  // namespace

Bytes encode(const ToResolver& message) {
  if (const auto* settings = std::get_if<Settings>(&message)) return whole(begin(Kind::Settings), *settings);
  if (const auto* ask = std::get_if<Ask>(&message)) return whole(begin(Kind::Ask), *ask);
  return begin(Kind::Ping).u64(std::get<Ping>(message).id).bytes();
}

Bytes encode(const FromResolver& message) {
  if (const auto* started = std::get_if<Started>(&message)) return whole(begin(Kind::Started), *started);
  if (const auto* unable = std::get_if<Unable>(&message)) return whole(begin(Kind::Unable), *unable);
  if (const auto* answered = std::get_if<Answered>(&message)) return whole(begin(Kind::Answered), *answered);
  return begin(Kind::Pong).u64(std::get<Pong>(message).id).bytes();
}

std::optional<ToResolver> decode_to_resolver(ByteView bytes) {
  ByteReader in(bytes);
  const auto kind = in.u8();
  std::optional<ToResolver> message;
  if (kind == static_cast<std::uint8_t>(Kind::Settings)) message = read_settings(in);
  if (kind == static_cast<std::uint8_t>(Kind::Ask)) message = read_ask(in);
  if (kind == static_cast<std::uint8_t>(Kind::Ping)) {
    if (const auto id = in.u64()) message = Ping{*id};
  }
  return in.empty() ? message : std::nullopt;
}

std::optional<FromResolver> decode_from_resolver(ByteView bytes) {
  ByteReader in(bytes);
  const auto kind = in.u8();
  std::optional<FromResolver> message;
  if (kind == static_cast<std::uint8_t>(Kind::Started)) message = read_started(in);
  if (kind == static_cast<std::uint8_t>(Kind::Answered)) message = read_answered(in);
  if (kind == static_cast<std::uint8_t>(Kind::Unable)) {
    if (auto why = text(in, kMaxWhy)) message = Unable{std::move(*why)};
  }
  if (kind == static_cast<std::uint8_t>(Kind::Pong)) {
    if (const auto id = in.u64()) message = Pong{*id};
  }
  return in.empty() ? message : std::nullopt;
}

}  // namespace mailglass::relay::resolver
