#include "support/scripted_resolver.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace mailglass::test {
namespace {

using relay::resolver::Resolved;

class ScriptedResolver final : public relay::resolver::Resolver {
 public:
  ScriptedResolver(boost::asio::any_io_executor executor, std::vector<ScriptedAnswer> answers)
      : executor_(std::move(executor)), answers_(std::move(answers)) {}

  Ticket look_up(const dns::Name& asked, dns::Type type, Done done) override {
    Resolved resolved{wire::DnsStatus::Failed, "SERVFAIL", 5, {}};
    for (const ScriptedAnswer& answer : answers_) {
      if (name(answer.name) != asked || answer.type != type) continue;
      resolved = {answer.status, "", 5, answer_bytes(answer.name, type, answer.records, answer.rcode)};
    }
    const Ticket ticket = ++last_;
    live_.push_back(ticket);
    boost::asio::post(executor_, [this, ticket, done = std::move(done), resolved = std::move(resolved)] {
      if (std::erase(live_, ticket) != 0) done(resolved);
    });
    return ticket;
  }
  void cancel(Ticket ticket) override { std::erase(live_, ticket); }
  void stop() override { live_.clear(); }

 private:
  boost::asio::any_io_executor executor_;
  std::vector<ScriptedAnswer> answers_;
  std::vector<Ticket> live_;
  Ticket last_ = 0;
};

}  // namespace

std::unique_ptr<relay::resolver::Resolver> scripted_resolver(const boost::asio::any_io_executor& executor,
                                                             std::vector<ScriptedAnswer> answers) {
  return std::make_unique<ScriptedResolver>(executor, std::move(answers));
}

std::vector<ScriptedAnswer> one_server(const std::string& address_text) {
  return {{"example.test", dns::Type::MX, {mx("example.test", 10, "mx.example.test")}},
          {"mx.example.test", dns::Type::A, {address("mx.example.test", address_text)}}};
}

}  // namespace mailglass::test
