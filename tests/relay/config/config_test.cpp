#include "config/config.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace mailglass::relay {
namespace {

std::string error_of(const std::variant<Config, ConfigError>& read) {
  const auto* error = std::get_if<ConfigError>(&read);
  return error ? error->text : "";
}

TEST(Config, ReadsWhatItPrints) {
  Config config;
  config.ehlo = "relay.example.test";
  config.limits.streams = 7;
  config.allow_origins = {"self", "https://a.test"};
  config.deny = {"2001:db8::/32", "192.0.2.0/24"};
  config.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"};
  config.port25.check = false;
  config.resolver.upstream = "192.0.2.1@5353";
  const std::string printed = print_config(config);
  const auto read = read_config(printed, "x.toml");
  ASSERT_EQ(error_of(read), "");
  EXPECT_EQ(print_config(std::get<Config>(read)), printed);
  EXPECT_EQ(std::get<Config>(read).limits.streams, 7U);
}

TEST(Config, NamesThePlaceAndTheKeyThatAreWrong) {
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"ehlo = 5", "x.toml:1: ehlo must be a text in quotes"},
      {"\nlisten_port = 70000", "x.toml:2: listen_port must be a whole number from 0 to 65535"},
      {"[limits]\nstreams = 0", "x.toml:2: limits.streams must be a whole number from 1 to 64"},
      {"[limits]\nstreams = \"4\"", "x.toml:2: limits.streams must be a whole number from 1 to 64"},
      {"[limits]\nstream = 4", "x.toml:2: there is no setting \"limits.stream\""},
      {"[limit]\nstreams = 4", "x.toml:1: there is no setting \"limit\""},
      {"limits = 4", "x.toml:1: there is no setting \"limits\""},
      {"allow_origins = [\"*\", 4]", "x.toml:1: allow_origins must be a list of texts"},
      {"\ntrust_forwarded_for = true",
       "x.toml:2: trust_forwarded_for is no setting any more: name the proxies that may be believed, e.g. "
       "trusted_proxies "
       "= [\"127.0.0.1\", \"::1\"]"},
      {"[lab]\nallow_special = \"yes\"", "x.toml:2: lab.allow_special must be true or false"},
  };
  for (const auto& row : rows) EXPECT_EQ(error_of(read_config(row.text, "x.toml")), row.error);
  EXPECT_TRUE(error_of(read_config("ehlo = \"a", "x.toml")).starts_with("x.toml:1: "));
  EXPECT_EQ(error_of(load_config("/nowhere/x.toml")), "/nowhere/x.toml: the file cannot be read");
}

TEST(Config, RefusesValuesThatDoNotFitTogether) {
  const struct {
    std::function<void(Config&)> change;
    const char* key;
  } rows[] = {
      {[](Config& c) { c.listen_address = "here"; }, "listen_address"},
      {[](Config& c) { c.web = "/nowhere"; }, "web"},
      {[](Config& c) { c.ehlo = "two words"; }, "ehlo"},
      {[](Config& c) { c.ehlo = "a\r\nMAIL FROM:<x@y>"; }, "ehlo"},
      {[](Config& c) { c.roots = "/nowhere"; }, "roots"},
      {[](Config& c) { c.extra_roots = "/dev/null"; }, "extra_roots"},
      {[](Config& c) { c.allow_origins = {"friend.test"}; }, "allow_origins"},
      {[](Config& c) { c.log_level = "loud"; }, "log_level"},
      {[](Config& c) { c.deny = {"192.0.2.0/33"}; }, "deny"},
      {[](Config& c) { c.deny = {"our network"}; }, "deny"},
      {[](Config& c) { c.do_not_probe = "/nowhere"; }, "do_not_probe"},
      {[](Config& c) { c.contact = "two\nlines"; }, "contact"},
      {[](Config& c) { c.contact = std::string(201, 'a'); }, "contact"},
      {[](Config& c) { c.metrics.listen = "metrics.test:9000"; }, "metrics.listen"},
      {[](Config& c) { c.metrics.listen = "127.0.0.1:99999"; }, "metrics.listen"},
      {[](Config& c) { c.trusted_proxies = {"10.0.0.0/40"}; }, "trusted_proxies"},
      {[](Config& c) { c.trusted_proxies = {"proxy.test"}; }, "trusted_proxies"},
      {[](Config& c) { c.resolver.upstream = "ns.example.test"; }, "resolver.upstream"},
      {[](Config& c) { c.resolver.root = "127.0.0.1@0"; }, "resolver.root"},
      {[](Config& c) { c.resolver.root = c.resolver.upstream = "127.0.0.1"; }, "resolver.root"},
      {[](Config& c) { c.resolver.trust_anchor = "/nowhere"; }, "resolver.trust_anchor"},
      {[](Config& c) { c.lab.smtp_port = 2525; }, "lab.smtp_port"},
      {[](Config& c) { c.lab.https_port = 8443; }, "lab.https_port"},
  };
  Config fine;
  fine.web = "";
  EXPECT_FALSE(check_config(fine));
  for (const auto& row : rows) {
    Config config = fine;
    row.change(config);
    const auto error = check_config(config);
    ASSERT_TRUE(error) << row.key;
    EXPECT_TRUE(error->text.starts_with(std::string(row.key) + ": ")) << error->text;
  }
}

TEST(Config, ListensWhereItIsTold) {
  const struct {
    const char* text;
    const char* address;
    int port;
  } rows[] = {{"0.0.0.0:80", "0.0.0.0", 80},
              {"[::1]:8025", "::1", 8025},
              {"9000", "127.0.0.1", 9000},
              {"localhost:0", "127.0.0.1", 0}};
  for (const auto& row : rows) {
    Config config;
    ASSERT_FALSE(set_listen(config, row.text)) << row.text;
    EXPECT_EQ(config.listen_address, row.address);
    EXPECT_EQ(config.listen_port, row.port);
  }
  Config config;
  for (const char* text : {"", "host:25", "127.0.0.1:", "127.0.0.1:99999", "1.2.3:4"})
    EXPECT_TRUE(set_listen(config, text)) << text;
}

TEST(Config, TheExampleFileMentionsEverySettingWithItsDefault) {
  std::ifstream in(EXAMPLE_CONFIG);
  const std::string example(std::istreambuf_iterator<char>(in), {});
  ASSERT_NE(example, "");
  for (const Setting& setting : settings()) {
    const std::size_t dot = setting.key.find('.');
    const std::string name(setting.key.substr(dot == std::string_view::npos ? 0 : dot + 1));
    EXPECT_NE(example.find("\n" + name + " = "), std::string::npos) << setting.key;
    EXPECT_NE(example.find(std::string(setting.what)), std::string::npos) << setting.key;
  }
  const auto read = read_config(example, "example");
  ASSERT_EQ(error_of(read), "");
  EXPECT_EQ(print_config(std::get<Config>(read)), print_config(Config{}));
}

}  // namespace
}  // namespace mailglass::relay
