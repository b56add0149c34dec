#include "support/page.h"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace mailglass::test {

namespace asio = boost::asio;
namespace beast = boost::beast;

struct Page::Socket {
  asio::io_context context;
  beast::websocket::stream<asio::ip::tcp::socket> stream{context};
  beast::flat_buffer buffer;
  bool reading = false;
  bool connected = false;
  std::optional<beast::error_code> done;
};

Page::Page(std::uint16_t port, const std::string& origin, const std::string& subprotocol,
           const std::vector<std::string>& forwarded_for)
    : socket_(std::make_unique<Socket>()) {
  auto& stream = socket_->stream;
  beast::error_code error;
  stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), port}, error);
  if (error) return;
  stream.set_option(beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
    if (!subprotocol.empty()) request.set(beast::http::field::sec_websocket_protocol, subprotocol);
    if (!origin.empty()) request.set(beast::http::field::origin, origin);
    for (const std::string& field : forwarded_for) request.insert("X-Forwarded-For", field);
  }));
  stream.handshake("127.0.0.1:" + std::to_string(port), "/ws", error);
  socket_->connected = !error;
}
Page::~Page() = default;

bool Page::connected() const {
  return socket_->connected;
}

void Page::say(const wire::FromPage& message) {
  say_text(wire::encode(message));
}
void Page::say_text(const std::string& text) {
  beast::error_code error;
  socket_->stream.text(true);
  socket_->stream.write(asio::buffer(text), error);
}
void Page::say_binary(const Bytes& bytes) {
  beast::error_code error;
  socket_->stream.binary(true);
  socket_->stream.write(asio::buffer(bytes), error);
}

Heard Page::hear(std::chrono::milliseconds wait) {
  Socket& socket = *socket_;
  if (!socket.reading) {
    socket.reading = true;
    socket.buffer.clear();
    socket.stream.async_read(socket.buffer, [&socket](beast::error_code error, std::size_t) { socket.done = error; });
  }
  const auto end = std::chrono::steady_clock::now() + wait;
  socket.context.restart();
  while (!socket.done && std::chrono::steady_clock::now() < end) socket.context.run_one_until(end);
  if (!socket.done) return Nothing{};
  const beast::error_code error = *std::exchange(socket.done, std::nullopt);
  socket.reading = false;
  if (error) return Gone{error.message()};
  const auto* bytes = static_cast<const std::uint8_t*>(socket.buffer.data().data());
  const ByteView view(bytes, socket.buffer.size());
  if (socket.stream.got_text()) {
    auto message = wire::decode_from_relay(text_of(view));
    if (!message) return Gone{"unreadable message: " + std::string(message.error().rule)};
    return std::move(*message);
  }
  auto frame = wire::decode(view);
  if (!frame) return Gone{"unreadable frame: " + std::string(frame.error().rule)};
  return std::move(*frame);
}

void Page::fail(const Heard& heard) {
  if (const auto* gone = std::get_if<Gone>(&heard)) {
    ADD_FAILURE() << "the relay closed: " << gone->why;
  } else {
    ADD_FAILURE() << "the relay said nothing";
  }
}

void Page::open(const std::string& domain, const std::string& host) {
  say(wire::Open{domain});
  expect<wire::Opened>();
  say(wire::Lookup{next_id(), domain, "MX"});
  expect<wire::Answer>();
  say(wire::Lookup{next_id(), host, "A"});
  expect<wire::Answer>();
}

std::uint32_t Page::start_probe(const std::string& host, const std::string& address, const Bytes& hello) {
  const std::uint32_t id = next_id();
  say(wire::Probe{id, wire::ServiceId::Smtp, host, address, hello});
  return id;
}

StreamStory Page::follow(std::uint32_t stream) {
  StreamStory story;
  while (!story.closed && !story.refused) {
    Heard heard = hear();
    if (const auto* frame = std::get_if<wire::Frame>(&heard)) {
      if (frame->stream != stream) continue;
      std::string& bytes = frame->direction == wire::Direction::FromServer ? story.from_server : story.to_server;
      EXPECT_EQ(frame->offset, bytes.size());
      bytes += text_of(frame->bytes);
    } else if (auto* control = std::get_if<wire::FromRelay>(&heard)) {
      if (const auto* stage = std::get_if<wire::StageReached>(control); stage && stage->id == stream) {
        story.stages.push_back(stage->stage);
      } else if (const auto* closed = std::get_if<wire::Closed>(control); closed && closed->id == stream) {
        story.closed = *closed;
      } else if (const auto* refused = std::get_if<wire::Refused>(control); refused && refused->id == stream) {
        if (story.stages.empty()) story.refused = *refused;
        story.refusals.push_back(*refused);
      }
    } else {
      fail(heard);
      return story;
    }
  }
  return story;
}

Bytes client_hello_for(const std::string& host) {
  ByteWriter message;
  message.u8(1).prefixed(3, [&](ByteWriter& body) {
    body.u16(0x0303).append(Bytes(32, 0x5a)).u8(0);
    body.prefixed(2, [](ByteWriter& suites) { suites.u16(0xc02f).u16(0xc030); });
    body.u8(1).u8(0);
    body.prefixed(2, [&](ByteWriter& extensions) {
      extensions.u16(0).prefixed(2, [&](ByteWriter& data) {
        data.prefixed(2, [&](ByteWriter& list) {
          list.u8(0).prefixed(2, [&](ByteWriter& name) { name.append(view_of(host)); });
        });
      });
    });
  });
  ByteWriter record;
  record.u8(22).u16(0x0301).prefixed(2, [&](ByteWriter& body) { body.append(message.bytes()); });
  return record.bytes();
}

}  // namespace mailglass::test
