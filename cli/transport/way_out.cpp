#include "cli/transport/way_out.h"

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <utility>

#include "cli/text/members.h"
#include "engine/engine.h"
#include "wire/control.h"

namespace mailglass::cli {

bool met_nobody(const nlohmann::ordered_json& report) {
  bool tried = false;
  for (const auto& server : report.at("servers")) {
    for (const auto& address : server.at("addresses")) {
      const bool unreachable = member(address, "outcome") == "unreachable";
      if (!unreachable && member(address, "outcome") != "no-route") return false;
      tried = tried || unreachable;
    }
  }
  return tried;
}

wire::Port25 try_port25(relay::Config config) {
  constexpr auto kLeaveTime = std::chrono::milliseconds(500);
  boost::asio::io_context context(1);
  config.port25.check = true;
  auto made = relay::Engine::create(context.get_executor(), std::move(config));
  auto* engine = std::get_if<std::unique_ptr<relay::Engine>>(&made);
  if (!engine) return wire::Port25::Unknown;
  (*engine)->watch();
  const relay::session::Services& services = (*engine)->services();
  while (!services.health.port25_tried && context.run_one() > 0) {
  }
  const wire::Port25 found = services.port25;
  (*engine)->stop();
  context.run_for(kLeaveTime);
  return found;
}

check::Evidence with_port25(check::Evidence evidence, wire::Port25 found) {
  for (check::Event& event : evidence.events) {
    auto* said = std::get_if<check::TextEvent>(&event);
    if (!said) continue;
    const auto message = wire::decode_from_relay(said->text);
    if (!message || !std::holds_alternative<wire::Welcome>(*message)) continue;
    wire::Welcome welcome = std::get<wire::Welcome>(*message);
    welcome.port25 = found;
    said->text = wire::encode(wire::FromRelay(std::move(welcome)));
    break;
  }
  return evidence;
}

}  // namespace mailglass::cli
