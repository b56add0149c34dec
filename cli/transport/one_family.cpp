#include "cli/transport/one_family.h"

#include <boost/asio/post.hpp>
#include <set>
#include <utility>

#include "bytes/address.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::cli {
namespace {

class OneFamily final : public Transport {
 public:
  OneFamily(boost::asio::io_context& context, std::unique_ptr<Transport> relay, Family family)
      : context_(context), relay_(std::move(relay)), family_(family) {}

  void begin(Receiver& receiver) override {
    receiver_ = &receiver;
    relay_->begin(receiver);
  }

  void send(const check::Outgoing& message) override {
    if (const auto* frame = std::get_if<wire::Frame>(&message)) {
      if (!left_out_.contains(frame->stream)) relay_->send(message);
    } else if (!is_left_out(std::get<wire::FromPage>(message))) {
      relay_->send(message);
    }
  }

  void close() override {
    receiver_ = nullptr;
    relay_->close();
  }

 private:
  /// Nothing of these streams is the relay's to hear.
  bool is_left_out(const wire::FromPage& message) {
    if (const auto* probe = std::get_if<wire::Probe>(&message)) return leave_out(*probe);
    if (const auto* finish = std::get_if<wire::Finish>(&message)) return left_out_.contains(finish->id);
    if (const auto* say = std::get_if<wire::Say>(&message)) return left_out_.contains(say->id);
    return false;
  }

  bool leave_out(const wire::Probe& probe) {
    const auto address = IpAddress::parse(probe.address);
    if (probe.service != wire::ServiceId::Smtp || !address || address->is_v4() == (family_ == Family::IPv4))
      return false;
    left_out_.insert(probe.id);
    const wire::Closed closed{probe.id, wire::End::NoRoute, wire::Stage::Connecting,
                              std::string(kNotAsked).append(option_of(family_)), 0};
    // Later, never from within a call of it.
    boost::asio::post(context_, [this, text = wire::encode(wire::FromRelay(closed))] {
      if (receiver_) receiver_->on_text(text);
    });
    return true;
  }

  boost::asio::io_context& context_;
  std::unique_ptr<Transport> relay_;
  Family family_;
  std::set<std::uint32_t> left_out_;
  Receiver* receiver_ = nullptr;
};

}  // namespace

std::string_view option_of(Family family) {
  return family == Family::IPv4 ? "-4" : "-6";
}

std::unique_ptr<Transport> one_family(boost::asio::io_context& context, std::unique_ptr<Transport> relay,
                                      Family family) {
  return std::make_unique<OneFamily>(context, std::move(relay), family);
}

}  // namespace mailglass::cli
