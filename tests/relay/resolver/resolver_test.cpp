// libunbound against a name server in this process; everything on loopback.
#include "resolver/resolver.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "duration_text.h"
#include "support/dns_answer.h"

namespace mailglass::relay::resolver {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using dns::Rcode;
using dns::Type;
using wire::DnsStatus;

/// Authoritative for everything. Nothing back: no answer is sent.
class NameServer {
 public:
  using Answer = std::function<std::optional<Bytes>(const dns::Question&)>;
  NameServer(asio::io_context& context, Answer answer)
      : socket_(context, udp::endpoint(asio::ip::make_address("127.0.45.53"), 0)), answer_(std::move(answer)) {
    receive();
  }
  [[nodiscard]] std::string where() const { return "127.0.45.53@" + std::to_string(socket_.local_endpoint().port()); }
  void stop() { socket_.close(); }

 private:
  void receive() {
    socket_.async_receive_from(asio::buffer(buffer_), peer_,
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
                                     socket_.send_to(asio::buffer(*reply), peer_, 0, ignored);
                                   }
                                 }
                                 receive();
                               });
  }
  udp::socket socket_;
  udp::endpoint peer_;
  std::array<std::uint8_t, 4096> buffer_{};
  Answer answer_;
};

struct Fixture {
  explicit Fixture(NameServer::Answer answer) : server(context, std::move(answer)) {
    ResolverConfig config;
    config.root = server.where();
    config.lookup_ms = 2000;
    auto created = Resolver::create(context.get_executor(), config, true);
    if (const auto* error = std::get_if<std::string>(&created)) {
      ADD_FAILURE() << *error;
      return;
    }
    resolver = std::move(std::get<std::unique_ptr<Resolver>>(created));
  }

  std::optional<Resolved> look_up(const std::string& name, Type type) {
    std::optional<Resolved> answer;
    resolver->look_up(test::name(name), type, [&](Resolved resolved) { answer = std::move(resolved); });
    EXPECT_FALSE(answer) << "answered within the call";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!answer && std::chrono::steady_clock::now() < end) context.run_one_until(end);
    return answer;
  }

  asio::io_context context;
  NameServer server;
  std::unique_ptr<Resolver> resolver;
};

/// Records for what is asked, and an empty answer for the names above it.
NameServer::Answer records_for(const std::string& owner, Type type, const std::vector<test::AnswerRecord>& records,
                               Rcode rcode = Rcode::NoError) {
  return [=](const dns::Question& question) -> std::optional<Bytes> {
    const auto type_asked = static_cast<Type>(question.type);
    const bool same_name = question.name == test::name(owner);
    if (question.name.is_root() && type_asked == Type::NS)
      return test::answer_bytes(".", Type::NS, {test::ns(".", "ns.test")});
    if (question.name == test::name("ns.test") && type_asked == Type::A)
      return test::answer_bytes("ns.test", Type::A, {test::address("ns.test", "127.0.45.53")});
    return test::answer_bytes(question.name.to_text(), type_asked,
                              same_name && type_asked == type ? records : std::vector<test::AnswerRecord>{},
                              same_name ? rcode : Rcode::NoError);
  };
}

TEST(Resolver, GivesTheRawAnswer) {
  Fixture fixture(records_for("example.test", Type::MX, {test::mx("example.test", 10, "mx.example.test")}));
  const auto answer = fixture.look_up("example.test", Type::MX);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, DnsStatus::Indeterminate) << answer->why;  // this resolver has no trust anchor
  const auto message = dns::parse_message(answer->message);
  ASSERT_TRUE(message);
  ASSERT_EQ(message->answers.size(), 1U);
  EXPECT_EQ(std::get<dns::Mx>(message->answers[0].rdata).exchange.to_text(), "mx.example.test");
  EXPECT_GT(answer->us, 0U);
}

TEST(Resolver, TellsThatANameDoesNotExist) {
  Fixture fixture(records_for("gone.test", Type::MX, {}, Rcode::NXDomain));
  const auto answer = fixture.look_up("gone.test", Type::MX);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, DnsStatus::Indeterminate);
  const auto message = dns::parse_message(answer->message);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->rcode, static_cast<std::uint16_t>(Rcode::NXDomain));
}

TEST(Resolver, TellsThatServersFail) {
  for (const Rcode rcode : {Rcode::ServFail, Rcode::Refused}) {
    Fixture fixture(records_for("lame.test", Type::MX, {}, rcode));
    const auto answer = fixture.look_up("lame.test", Type::MX);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, DnsStatus::Failed);
    EXPECT_TRUE(answer->why.starts_with("SERVFAIL")) << answer->why;
  }
}

TEST(Resolver, KeepsItsDeadline) {
  Fixture fixture([](const dns::Question&) { return std::nullopt; });
  const auto answer = fixture.look_up("silent.test", Type::MX);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, DnsStatus::Failed);
  EXPECT_EQ(answer->why, "no answer within 2 s");
  EXPECT_TRUE(answer->message.empty());
  EXPECT_LT(answer->us, 3'000'000U);
}

TEST(TimeLimits, AreToldInSeconds) {
  for (const auto& [ms, text] :
       {std::pair{300, "300 ms"}, {1000, "1 s"}, {2500, "2.5 s"}, {8050, "8.05 s"}, {20'000, "20 s"}})
    EXPECT_EQ(duration_text(std::chrono::milliseconds(ms)), text);
}

TEST(Resolver, DropsWhatIsCancelled) {
  Fixture fixture([](const dns::Question&) { return std::nullopt; });
  bool called = false;
  const auto ticket =
      fixture.resolver->look_up(test::name("a.test"), Type::MX, [&](const Resolved&) { called = true; });
  fixture.resolver->cancel(ticket);
  fixture.resolver->look_up(test::name("b.test"), Type::MX, [&](const Resolved&) { called = true; });
  fixture.resolver->stop();
  fixture.server.stop();
  fixture.context.run_for(std::chrono::seconds(3));
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace mailglass::relay::resolver
