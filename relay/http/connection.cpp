#include "http/connection.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>

#include "engine/readiness.h"
#include "http/origin.h"
#include "http/websocket.h"

namespace mailglass::relay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using Request = beast::http::request<beast::http::empty_body>;
using Response = beast::http::response<beast::http::string_body>;
using FileResponse = beast::http::response<beast::http::span_body<const char>>;
using EmptyResponse = beast::http::response<beast::http::empty_body>;
using Answer = beast::http::message_generator;
using Field = beast::http::field;
using Status = beast::http::status;

constexpr std::uint32_t kMaxHeader = 16 * 1024;
constexpr auto kNextRequestTime = std::chrono::seconds(15);
constexpr auto kResponseTime = std::chrono::seconds(60);

// The page's script and style are its own files; WebAssembly is compiled from its own bytes; it talks to its own relay.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; worker-src 'self' "
    "blob:; "
    "img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
    "'none'";

template <class Message>
void set_common(Message& response, const Request& request) {
  response.version(request.version());
  response.keep_alive(request.keep_alive());
  response.set(Field::server, "mailglass");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
}

Response plain(const Request& request, Status status, std::string_view text) {
  Response response;
  set_common(response, request);
  response.result(status);
  response.set(Field::content_type, "text/plain; charset=utf-8");
  response.set(Field::cache_control, "no-store");
  if (status == Status::method_not_allowed) response.set(Field::allow, "GET, HEAD");
  response.body() = std::string(text) + "\n";
  response.prepare_payload();
  return response;
}

void set_file_headers(FileResponse& response, const Found& found) {
  response.set(Field::content_type, found.file->content_type);
  response.set(Field::cache_control, found.file->cache_control);
  response.set(Field::etag, found.variant->etag);
  const std::string& language = found.file->language;
  response.set(Field::vary, language.empty() ? "Accept-Encoding" : "Accept-Encoding, Accept-Language");
  if (!language.empty()) response.set(Field::content_language, language);
  if (found.encoding == Encoding::Brotli) response.set(Field::content_encoding, "br");
  if (found.encoding == Encoding::Gzip) response.set(Field::content_encoding, "gzip");
  if (found.file->is_page) {
    response.set("Content-Security-Policy", kPagePolicy);
    response.set("Cross-Origin-Opener-Policy", "same-origin");
  } else {
    // Pages of other origins embed the element: its script, module and roots are public.
    response.set(Field::access_control_allow_origin, "*");
    response.set("Cross-Origin-Resource-Policy", "cross-origin");
  }
}

/// As it is, or for HEAD without its content.
template <class Body>
Answer whole_or_head(const Request& request, beast::http::response<Body> response) {
  if (request.method() != beast::http::verb::head) return response;
  return EmptyResponse(std::move(response.base()));
}

Answer file(const Request& request, const Found& found) {
  FileResponse response;
  set_common(response, request);
  set_file_headers(response, found);
  const std::string& content = found.variant->content;
  if (request[Field::if_none_match].find(found.variant->etag) != beast::string_view::npos) {
    response.result(Status::not_modified);
    return EmptyResponse(std::move(response.base()));
  }
  response.result(Status::ok);
  response.content_length(content.size());
  response.body() = {content.data(), content.size()};
  return whole_or_head(request, std::move(response));
}

/// Whether the connection stays.
asio::awaitable<bool> write_answer(beast::tcp_stream& stream, Answer answer) {
  error_code error;
  const bool keep_alive = answer.keep_alive();
  co_await beast::async_write(stream, std::move(answer), asio::redirect_error(asio::use_awaitable, error));
  co_return !error && keep_alive;
}

/// What to say to a request that cannot be read; nothing when nobody would hear it.
std::optional<Status> status_for(const error_code& error) {
  using Error = beast::http::error;
  if (error == Error::header_limit || error == Error::buffer_overflow) return Status::request_header_fields_too_large;
  if (error == Error::body_limit) return Status::payload_too_large;
  if (error == Error::end_of_stream || error == Error::partial_message) return std::nullopt;
  if (error.category() == beast::http::make_error_code(Error::bad_method).category()) return Status::bad_request;
  return std::nullopt;
}

asio::awaitable<void> complain(beast::tcp_stream& stream, Status status) {
  Request nameless;
  nameless.version(11);
  nameless.keep_alive(false);
  co_await write_answer(stream, plain(nameless, status, "This request is not read here."));
}

/// All fields of this name, in order, as one list (RFC 9110 section 5.3).
std::string all_fields(const Request& request, std::string_view name) {
  std::string all;
  const auto [from, to] = request.equal_range(name);
  for (auto field = from; field != to; ++field) {
    if (!all.empty()) all += ',';
    all += field->value();
  }
  return all;
}

/// What makes servers on one way read different requests out of the same bytes is not read here: another
/// Transfer-Encoding than chunked, and no Host or two (RFC 9112 sections 3.2 and 6.1).
bool is_ambiguous(const Request& request) {
  const std::size_t hosts = request.count(Field::host);
  if (hosts > 1 || (hosts == 0 && request.version() >= 11)) return true;
  if (request.count(Field::transfer_encoding) == 0) return false;
  return request.count(Field::content_length) != 0 || request.version() < 11 ||
         !beast::iequals(all_fields(request, "Transfer-Encoding"), "chunked");
}

/// Why this request may not become a session.
std::optional<Response> refuse_upgrade(const Request& request, const Site& site) {
  const Config& config = site.config;
  if (site.services.draining)
    return plain(request, Status::service_unavailable, "The relay is about to stop: try again in a minute.");
  if (!offers_subprotocol(request[Field::sec_websocket_protocol]))
    return plain(request, Status::bad_request, "A session needs the WebSocket subprotocol mailglass.v1.");
  if (!origin_allowed(config, request[Field::origin], request[Field::host]))
    return plain(request, Status::forbidden, "Pages of this origin may not use this relay.");
  return std::nullopt;
}

/// `files` must outlive the answer.
Answer respond(const Request& request, const Site& site, const WebFiles& files) {
  using Verb = beast::http::verb;
  const auto say = [&](Status status, std::string_view text) {
    return whole_or_head(request, plain(request, status, text));
  };
  if (request.method() != Verb::get && request.method() != Verb::head)
    return plain(request, Status::method_not_allowed, "Only GET and HEAD.");
  if (request.target() == "/healthz") return say(Status::ok, "ok");
  if (request.target() == "/readyz") {
    const Readiness now = readiness(site.services, descriptors(), std::chrono::steady_clock::now());
    return say(now.ready() ? Status::ok : Status::service_unavailable, now.text());
  }
  const std::string languages = all_fields(request, "Accept-Language");
  if (const auto found = files.find(request.target(), request[Field::accept_encoding], languages))
    return file(request, *found);
  if (request.target() == "/ws") return say(Status::upgrade_required, "This is a WebSocket.");
  return say(Status::not_found, "There is nothing here.");
}

}  // namespace

asio::awaitable<void> serve(asio::ip::tcp::socket socket, Site& site, std::shared_ptr<OpenConnections> open) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) co_return;
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  beast::tcp_stream stream(std::move(socket));
  Caller caller([&stream] { stream.close(); });
  // All visitors behind a reverse proxy come from its address: there the proxy counts connections, and sessions are
  // counted by whom it names.
  std::optional<IpAddress> sharer = client_address(site.config, peer.address().to_string(), "");
  if (is_trusted_proxy(site.config, *sharer)) sharer.reset();
  auto entered = open->room().enter(sharer, caller, budget::Clock::now());
  if (!std::holds_alternative<budget::Lease>(entered)) co_return;  // the socket closes here
  budget::Lease place = std::move(std::get<budget::Lease>(entered));
  beast::flat_buffer buffer(kMaxHeader);
  {
    const OpenConnections::Entry entry(*open, [&stream] { stream.cancel(); });
    stream.expires_after(std::chrono::seconds(site.config.budget.header_seconds));
    while (true) {
      beast::http::request_parser<beast::http::empty_body> parser;
      parser.header_limit(kMaxHeader);
      parser.body_limit(0);
      // Without content: a request that brings some is answered, and the connection ends.
      co_await beast::http::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
      if (error) {
        if (const auto status = status_for(error)) co_await complain(stream, *status);
        break;
      }
      caller.work();
      stream.expires_after(kResponseTime);
      if (is_ambiguous(parser.get())) {
        co_await complain(stream, Status::bad_request);
        break;
      }
      if (!parser.is_done()) {
        co_await complain(stream, Status::payload_too_large);
        break;
      }
      const Request request = parser.release();
      bool go_on = false;
      if (request.target() == "/ws" && beast::websocket::is_upgrade(request)) {
        if (auto refusal = refuse_upgrade(request, site)) {
          go_on = co_await write_answer(stream, std::move(*refusal));
        } else {
          const IpAddress client =
              client_address(site.config, peer.address().to_string(), all_fields(request, "X-Forwarded-For"));
          co_await run_websocket(std::move(stream), request, client, site, open, caller, std::move(place));
          co_return;
        }
      } else {
        const auto files = site.files;  // they may be read anew while these are written
        go_on = co_await write_answer(stream, respond(request, site, *files));
      }
      if (!go_on) break;
      caller.rest();
      stream.expires_after(kNextRequestTime);
    }
  }
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
}

}  // namespace mailglass::relay::http
