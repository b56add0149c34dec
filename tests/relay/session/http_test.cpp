// What the relay answers to plain HTTP requests, byte by byte over a socket.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "support/running_relay.h"

namespace mailglass::test {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

std::string answer_to(std::uint16_t port, const std::string& request) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::make_address("127.0.0.1"), port});
  boost::system::error_code error;
  asio::write(socket, asio::buffer(request), error);
  std::string answer;
  asio::read(socket, asio::dynamic_buffer(answer), error);
  return answer;
}

class Http : public testing::Test {
 protected:
  Http() {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "index.html") << "<!doctype html>";
    std::ofstream(folder_ / "mail-glass.js") << "script";
    relay::Config config = test_config(25);
    config.web = folder_;
    relay_ = std::make_unique<RunningRelay>(config, std::vector<ScriptedAnswer>{});
  }
  ~Http() override { fs::remove_all(folder_); }
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  std::string ask(const std::string& line, const std::string& headers = "") {
    return answer_to(relay_->port(),
                     line + " HTTP/1.1\r\nHost: relay.test\r\nConnection: close\r\n" + headers + "\r\n");
  }

  fs::path folder_ = fs::temp_directory_path() / ("mailglass-http-" + std::to_string(::getpid()));
  std::unique_ptr<RunningRelay> relay_;
};

TEST_F(Http, AnswersEachRequestWithItsStatus) {
  const struct {
    const char* line;
    std::string headers;
    const char* status;
  } rows[] = {
      {"GET /", "", "200 OK"},
      {"HEAD /", "", "200 OK"},
      {"GET /healthz", "", "200 OK"},
      {"GET /readyz", "", "503 Service Unavailable"},  // nobody has asked DNS
      {"HEAD /readyz", "", "503 Service Unavailable"},
      {"GET /metrics", "", "404 Not Found"},  // they have an address of their own
      {"GET /nothing", "", "404 Not Found"},
      {"GET /../../etc/passwd", "", "404 Not Found"},
      {"GET /%2e%2e/%2e%2e/etc/passwd", "", "404 Not Found"},
      {"GET /ws", "", "426 Upgrade Required"},
      {"POST /", "", "405 Method Not Allowed"},
      {"DELETE /", "", "405 Method Not Allowed"},
      {"POST /", "Content-Length: 1000\r\n", "413 Payload Too Large"},
      {"GET /", "X: " + std::string(20'000, 'x') + "\r\n", "431 Request Header Fields Too Large"},
      {"\x01\x02 what", "", "400 Bad Request"},
  };
  for (const auto& row : rows)
    EXPECT_TRUE(ask(row.line, row.headers).starts_with(std::string("HTTP/1.1 ") + row.status)) << row.line;
}

TEST_F(Http, ReadsNoRequestThatOthersMayReadOtherwise) {
  const struct {
    const char* what;
    std::string request;
    const char* status;
  } rows[] = {
      {"no Host", "GET /healthz HTTP/1.1\r\n\r\n", "400"},
      {"two of them", "GET /healthz HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n", "400"},
      {"no Host in HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", "200"},
      {"a coding that is not read", "GET /healthz HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: gzip\r\n\r\n", "400"},
      {"chunks inside another",
       "GET /healthz HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400"},
      {"chunked twice",
       "GET /healthz HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400"},
      {"identity", "GET /healthz HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: identity\r\n\r\n", "400"},
      {"chunks", "GET /healthz HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "413"},
      {"an upgrade without Host",
       "GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mailglass.v1\r\n\r\n",
       "400"},
  };
  for (const auto& row : rows) {
    const std::string answer = answer_to(relay_->port(), row.request);
    EXPECT_EQ(answer.substr(9, 3), row.status) << row.what << ": " << answer.substr(0, answer.find('\r'));
  }
}

TEST_F(Http, GuardsThePageAndSharesTheScript) {
  const std::string page = ask("GET /");
  EXPECT_NE(page.find("Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
            std::string::npos);
  EXPECT_NE(page.find("X-Content-Type-Options: nosniff"), std::string::npos);
  EXPECT_NE(page.find("Referrer-Policy: no-referrer"), std::string::npos);
  EXPECT_EQ(page.find("Access-Control-Allow-Origin"), std::string::npos);
  EXPECT_TRUE(page.ends_with("\r\n\r\n<!doctype html>"));
  const std::string script = ask("GET /mail-glass.js");
  EXPECT_NE(script.find("Access-Control-Allow-Origin: *"), std::string::npos);
  EXPECT_TRUE(script.ends_with("\r\n\r\nscript"));
  EXPECT_TRUE(ask("HEAD /mail-glass.js").ends_with("Content-Length: 6\r\n\r\n"));
}

TEST_F(Http, KnowsWhatTheBrowserHasAlready) {
  const std::string first = ask("GET /mail-glass.js");
  const std::size_t at = first.find("ETag: ");
  ASSERT_NE(at, std::string::npos);
  const std::string etag = first.substr(at + 6, first.find("\r\n", at) - at - 6);
  EXPECT_TRUE(ask("GET /mail-glass.js", "If-None-Match: " + etag + "\r\n").starts_with("HTTP/1.1 304"));
  EXPECT_TRUE(ask("GET /mail-glass.js", "If-None-Match: \"other\"\r\n").starts_with("HTTP/1.1 200"));
}

}  // namespace
}  // namespace mailglass::test
