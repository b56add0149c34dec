#include "engine/self_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "dns/reverse_name.h"
#include "engine/engine.h"
#include "target/special_address.h"

namespace mailglass::relay {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using dns::Name;
using dns::Type;
using Mark = Finding::Mark;

constexpr auto kLook = std::chrono::milliseconds(50);  // between two looks at what is still being tried
constexpr auto kPatience = std::chrono::seconds(90);   // for DNS and port 25 to be tried
constexpr std::size_t kConnectionsBesides = 256;       // requests for the page, the resolver, the log

std::optional<IpAddress> own_address(const char* towards) {
  asio::io_context unused;
  asio::ip::udp::socket socket(unused);
  error_code error;
  constexpr std::uint16_t kDns = 53;
  socket.connect({asio::ip::make_address(towards), kDns}, error);
  if (error) return std::nullopt;
  const auto local = socket.local_endpoint(error);
  if (error) return std::nullopt;
  return IpAddress::parse(local.address().to_string());
}

bool others_may_write(const std::string& path) {
  struct stat found {};
  constexpr mode_t kOthers = 022;
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & kOthers) != 0;
}

class Check : public std::enable_shared_from_this<Check> {
 public:
  Check(const asio::any_io_executor& executor, session::Services& services, const OwnAddresses& own,
        std::function<void(const std::vector<Finding>&)> done)
      : services_(services), own_(own), done_(std::move(done)), timer_(executor) {}

  asio::awaitable<void> run([[maybe_unused]] std::shared_ptr<Check> self) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!stopped_ && !(services_.health.dns && services_.health.port25_tried) &&
           std::chrono::steady_clock::now() < end) {
      timer_.expires_after(kLook);
      error_code ignored;
      co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (stopped_) co_return;
    dns();
    port25();
    co_await name();
    if (stopped_) co_return;
    limits();
    permissions();
    if (services_.config.contact.empty() && !services_.config.lab.allow_special)
      add(Mark::Notice, "contact is not set: /about cannot say how you are reached");
    done_(findings_);
  }

  void stop() {
    stopped_ = true;
    if (ticket_) services_.resolver.cancel(*ticket_);
    timer_.cancel();
  }

 private:
  void add(Mark mark, std::string text) { findings_.push_back({mark, std::move(text)}); }

  void dns() {
    const std::string what = services_.resolver.description();
    const std::string by = what.empty() ? "" : " (" + what + ")";
    const auto& seen = services_.health.dns;
    if (seen && seen->works) return add(Mark::Fine, "DNS works" + by);
    add(Mark::Wrong, "DNS does not work" + by + ": " + (seen ? seen->why : "no answer yet"));
  }

  void port25() {
    const Config& config = services_.config;
    if (config.lab.allow_special) return add(Mark::Notice, "a lab: this relay connects to addresses of this machine");
    if (!config.port25.check) return add(Mark::Notice, "port 25 was not tried: port25.check is false");
    switch (services_.port25) {
      case wire::Port25::Open: return add(Mark::Fine, "connections to port 25 get out");
      case wire::Port25::Blocked:
        return add(Mark::Wrong, "connections to port 25 do not get out: the network blocks them, as many do");
      case wire::Port25::Unknown: break;
    }
    add(Mark::Notice, "whether connections to port 25 get out is not known: no mail server gave its greeting");
  }

  struct Looked {
    bool answered = false;
    std::vector<IpAddress> addresses;
    std::vector<Name> names;
  };

  asio::awaitable<Looked> look_up(Name name, Type type) {
    std::optional<resolver::Resolved> answer;
    timer_.expires_at(asio::steady_timer::time_point::max());
    ticket_ = services_.resolver.look_up(name, type, [&](resolver::Resolved resolved) {
      answer = std::move(resolved);
      timer_.cancel();
    });
    error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    ticket_.reset();
    Looked found;
    if (!answer || answer->status == wire::DnsStatus::Failed || answer->status == wire::DnsStatus::Bogus)
      co_return found;
    const auto message = dns::parse_message(answer->message);
    if (!message) co_return found;
    found.answered = true;
    const auto resolution = dns::resolve(*message, name, type);
    for (const dns::Record* record : resolution.records) take(*record, found);
    co_return found;
  }

  static void take(const dns::Record& record, Looked& found) {
    if (const auto address = dns::address_of(record)) found.addresses.push_back(*address);
    if (const auto* pointer = std::get_if<dns::Ptr>(&record.rdata)) found.names.push_back(pointer->target);
  }

  asio::awaitable<void> name() {
    const std::string& ehlo = services_.ehlo_name;
    const auto parsed = Name::from_text(ehlo);
    if (!is_full_host_name(ehlo) || !parsed) {
      add(Mark::Notice, "the EHLO name \"" + ehlo + "\" is no full host name: some mail servers refuse it; set ehlo");
      own_only();
      co_return;
    }
    std::vector<IpAddress> addresses;
    bool answered = true;
    for (const Type type : {Type::A, Type::AAAA}) {
      const Looked found = co_await look_up(*parsed, type);
      if (stopped_) co_return;
      answered = answered && found.answered;
      addresses.insert(addresses.end(), found.addresses.begin(), found.addresses.end());
    }
    if (!answered) {
      add(Mark::Notice, "the EHLO name " + ehlo + " could not be looked up");
    } else if (addresses.empty()) {
      add(Mark::Notice, "the EHLO name " + ehlo + " has no address record: some mail servers refuse it");
    }
    for (const auto& [own, family] : {std::pair{own_.v4, "IPv4"}, std::pair{own_.v6, "IPv6"}}) {
      if (!own) {
        no_way(family);
        continue;
      }
      co_await compare(*own, family, *parsed, addresses);
      if (stopped_) co_return;
    }
  }

  void own_only() {
    if (!own_.v4) no_way("IPv4");
    if (!own_.v6) no_way("IPv6");
  }

  void no_way(const std::string& family) {
    add(Mark::Notice,
        "this machine has no " + family + ": mail servers' " + family + " addresses cannot be checked from here");
  }

  asio::awaitable<void> compare(IpAddress own, std::string family, Name ehlo, std::vector<IpAddress> addresses) {
    const std::string text = own.to_string();
    if (target::special_block(own)) {
      add(Mark::Notice,
          "connections by " + family + " leave with " + text +
              ", which is not global: something on the way translates it, and whether the EHLO name leads "
              "to what mail servers see cannot be told from here");
      co_return;
    }
    const Looked found = co_await look_up(dns::reverse_name(own), Type::PTR);
    if (stopped_) co_return;
    const bool forth = std::find(addresses.begin(), addresses.end(), own) != addresses.end();
    const bool back = std::find(found.names.begin(), found.names.end(), ehlo) != found.names.end();
    const std::string name = ehlo.to_text();
    if (forth && back) {
      add(Mark::Fine, "the EHLO name " + name + " leads to " + text + " and back");
    } else {
      std::string what = "connections by " + family + " leave with " + text + "; ";
      if (!forth) what += "the EHLO name " + name + " has no address record with it";
      if (!forth && !back) what += ", and ";
      if (!back) what += "its PTR record does not lead back to " + name;
      add(Mark::Notice, what + ": some mail servers refuse that");
    }
  }

  void limits() {
    const Config& config = services_.config;
    const Descriptors now = descriptors();
    const std::size_t need = std::size_t{config.budget.sessions} * (1 + config.limits.streams) + kConnectionsBesides;
    const std::string most = std::to_string(now.most) + " descriptors";
    if (now.most >= need) return add(Mark::Fine, "there may be " + most);
    add(Mark::Notice, "there may be " + most + ", and " + std::to_string(config.budget.sessions) + " sessions with " +
                          std::to_string(config.limits.streams) + " probes each need " + std::to_string(need) +
                          ": raise LimitNOFILE or ulimit -n");
  }

  void permissions() {
    const Config& config = services_.config;
    bool fine = true;
    for (const std::string& path : {config.source, config.web, config.roots, config.do_not_probe}) {
      if (path.empty() || !others_may_write(path)) continue;
      fine = false;
      add(Mark::Wrong, "\"" + path + "\" can be written to by others than its owner");
    }
    if (fine) add(Mark::Fine, "only their owners can write to the relay's files");
    if (::geteuid() == 0 && !config.lab.allow_special)
      add(Mark::Notice, "the relay runs as root, and needs no right that every user does not have");
  }

  session::Services& services_;
  OwnAddresses own_;
  std::function<void(const std::vector<Finding>&)> done_;
  asio::steady_timer timer_;
  std::optional<resolver::Resolver::Ticket> ticket_;
  std::vector<Finding> findings_;
  bool stopped_ = false;
};

}  // namespace

std::string_view to_string(Finding::Mark mark) {
  switch (mark) {
    case Mark::Fine: return "fine";
    case Mark::Notice: return "notice";
    case Mark::Wrong: break;
  }
  return "WRONG";
}

OwnAddresses own_addresses() {
  // a.root-servers.net
  return {own_address("198.41.0.4"), own_address("2001:503:ba3e::2:30")};
}

std::function<void()> self_check(const asio::any_io_executor& executor, session::Services& services,
                                 const OwnAddresses& own, std::function<void(const std::vector<Finding>&)> done) {
  auto check = std::make_shared<Check>(executor, services, own, std::move(done));
  asio::co_spawn(executor, check->run(check), asio::detached);
  return [weak = std::weak_ptr<Check>(check)] {
    if (const auto running = weak.lock()) running->stop();
  };
}

}  // namespace mailglass::relay
