#pragma once
// A name server in the test's process, and a resolver that takes it for the root's.

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dns/message.h"
#include "resolver/resolver.h"
#include "support/dns_answer.h"

namespace mailglass::relay::resolver {

/// Authoritative for everything. Nothing back: no answer is sent.
class NameServer {
 public:
  using Answer = std::function<std::optional<Bytes>(const dns::Question&)>;
  NameServer(boost::asio::io_context& context, Answer answer)
      : socket_(context, boost::asio::ip::udp::endpoint(boost::asio::ip::make_address("127.0.45.53"), 0)),
        answer_(std::move(answer)) {
    receive();
  }
  [[nodiscard]] std::string where() const { return "127.0.45.53@" + std::to_string(socket_.local_endpoint().port()); }
  void stop() { socket_.close(); }

 private:
  void receive() {
    socket_.async_receive_from(boost::asio::buffer(buffer_), peer_,
                               [this](const boost::system::error_code& error, std::size_t count) {
                                 if (error) return;
                                 const ByteView query(buffer_.data(), count);
                                 const auto message = dns::parse_message(query);
                                 if (message && message->questions.size() == 1) {
                                   if (auto reply = answer_(message->questions.front())) {
                                     (*reply)[0] = buffer_[0];
                                     (*reply)[1] = buffer_[1];
                                     (*reply)[2] |= 0x04;  // authoritative
                                     boost::system::error_code ignored;
                                     socket_.send_to(boost::asio::buffer(*reply), peer_, 0, ignored);
                                   }
                                 }
                                 receive();
                               });
  }
  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::udp::endpoint peer_;
  std::array<std::uint8_t, 4096> buffer_{};
  Answer answer_;
};

struct Fixture {
  explicit Fixture(NameServer::Answer answer, ResolverConfig config = {}) : server(context, std::move(answer)) {
    config.program = RESOLVER_PROGRAM;
    config.root = server.where();
    config.lookup_ms = 2000;
    auto created = Resolver::create(context.get_executor(), config, true);
    if (const auto* error = std::get_if<std::string>(&created)) {
      ADD_FAILURE() << *error;
      return;
    }
    resolver = std::move(std::get<std::unique_ptr<Resolver>>(created));
  }

  /// Until the condition holds; false when it does not within the time.
  template <class Condition>
  bool run_until(const Condition& holds, std::chrono::seconds time = std::chrono::seconds(30)) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!holds() && std::chrono::steady_clock::now() < end) context.run_one_until(end);
    return holds();
  }

  std::optional<Resolved> look_up(const std::string& name, dns::Type type) {
    std::optional<Resolved> answer;
    resolver->look_up(test::name(name), type, [&](Resolved resolved) { answer = std::move(resolved); });
    EXPECT_FALSE(answer) << "answered within the call";
    run_until([&] { return answer.has_value(); });
    return answer;
  }

  boost::asio::io_context context;
  NameServer server;
  std::unique_ptr<Resolver> resolver;
};

/// Records for what is asked, and an empty answer for the names above it.
inline NameServer::Answer records_for(const std::string& owner, dns::Type type,
                                      const std::vector<test::AnswerRecord>& records,
                                      dns::Rcode rcode = dns::Rcode::NoError) {
  return [=](const dns::Question& question) -> std::optional<Bytes> {
    const auto type_asked = static_cast<dns::Type>(question.type);
    const bool same_name = question.name == test::name(owner);
    if (question.name.is_root() && type_asked == dns::Type::NS)
      return test::answer_bytes(".", dns::Type::NS, {test::ns(".", "ns.test")});
    if (question.name == test::name("ns.test") && type_asked == dns::Type::A)
      return test::answer_bytes("ns.test", dns::Type::A, {test::address("ns.test", "127.0.45.53")});
    return test::answer_bytes(question.name.to_text(), type_asked,
                              same_name && type_asked == type ? records : std::vector<test::AnswerRecord>{},
                              same_name ? rcode : dns::Rcode::NoError);
  };
}

}  // namespace mailglass::relay::resolver
