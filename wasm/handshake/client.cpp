#include "handshake/client.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>

#include "handshake/failure.h"
#include "handshake/offer.h"
#include "handshake/seeded_random.h"
#include "handshake/write_key.h"
#include "tls/registry.h"
#include "tls/server_key_exchange.h"

namespace mailglass::handshake {
namespace {

using tls::HandshakeType;

constexpr std::size_t kHandshakeHeader = 4;
constexpr std::size_t kMaxMessages = 64;
constexpr std::string_view kQuit = "QUIT\r\n";

struct SslDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

bool is_tls13(const Outcome& outcome) {
  return outcome.version == static_cast<std::uint16_t>(tls::Version::Tls13);
}

ByteView body_of(const SeenMessage& message) {
  return ByteView(message.bytes).subspan(kHandshakeHeader);
}

/// OpenSSL says how old a ticket is by its clock (tls_construct_ctos_psk): evidence replayed another day would say
/// something else. A session from a later time than any clock can show has no age, and servers look at the age for
/// early data only (RFC 8446 section 4.2.11.1). The year 2500, or where time_t ends before, as its clock does too.
std::time_t beyond_any_clock() {
  constexpr std::int64_t kYear2500 = 16'725'225'600;
  return static_cast<std::time_t>(std::min<std::int64_t>(kYear2500, std::numeric_limits<std::time_t>::max()));
}

}  // namespace

struct Client::State {
  State(ClientConfig told, std::shared_ptr<const State> first)
      : earlier(std::move(first)), config(std::move(told)), library(config.seed) {}

  // Destroyed last to first: the SSL objects before the library they live in, and before that of their session.
  std::shared_ptr<const State> earlier;  ///< whose session is presented
  ClientConfig config;
  SeededLibrary library;
  std::unique_ptr<SSL_CTX, SslDeleter> context;
  std::unique_ptr<SSL, SslDeleter> ssl;
  BIO* in = nullptr;   ///< owned by ssl
  BIO* out = nullptr;  ///< owned by ssl
  Bytes hello;
  Bytes first_bytes;  ///< of the server, until they are known to be TLS
  bool quit_said = false;
  bool listening = false;       ///< a relay says the words, behind the handshake
  bool words_answered = false;  ///< the server has said something since QUIT, or since a relay says the words
  Inside inside;
  bool own_finished_sent = false;
  std::optional<std::uint8_t> fatal_alert;
  Bytes traffic_secret;  ///< TLS 1.3: the client's, for application data
  Outcome outcome;

  bool begin();
  bool present_session();
  void step();
  Bytes take_output();
  void note(bool from_server, int content_type, ByteView bytes);
  void note_message(SeenMessage message);
  void note_key_exchange(ByteView body);
  void note_certificates(ByteView body, bool tls13);
  void fail(Failure::Kind kind, words::Value detail);
  void update_progress();
  void receive(ByteView bytes);
  void read_inside();

  static void on_key_log(const SSL* ssl, const char* line);
  static void on_message(int write, int version, int content_type, const void* data, std::size_t size, SSL* ssl,
                         void* self);
};

void Client::State::on_message(int write, int /*version*/, int content_type, const void* data, std::size_t size,
                               SSL* /*ssl*/, void* self) {
  static_cast<State*>(self)->note(write == 0, content_type, {static_cast<const std::uint8_t*>(data), size});
}

void Client::State::on_key_log(const SSL* ssl, const char* line) {
  Bytes secret = client_traffic_secret(line);
  if (!secret.empty()) static_cast<State*>(SSL_get_app_data(ssl))->traffic_secret = std::move(secret);
}

bool Client::State::begin() {
  if (!library.ready()) return false;
  context.reset(SSL_CTX_new_ex(library.context(), nullptr, TLS_client_method()));
  if (!context || !configure(context.get(), config)) return false;
  ssl.reset(SSL_new(context.get()));
  in = BIO_new(BIO_s_mem());
  out = BIO_new(BIO_s_mem());
  if (!ssl || !in || !out) {
    BIO_free(in);
    BIO_free(out);
    return false;
  }
  BIO_set_mem_eof_return(in, -1);  // an empty buffer means "wait", not "closed"
  SSL_set_bio(ssl.get(), in, out);
  SSL_set_app_data(ssl.get(), this);
  SSL_CTX_set_keylog_callback(context.get(), on_key_log);
  SSL_set_msg_callback(ssl.get(), on_message);
  SSL_set_msg_callback_arg(ssl.get(), this);
  SSL_set_connect_state(ssl.get());
  if (!config.server_name.empty() && SSL_set_tlsext_host_name(ssl.get(), config.server_name.c_str()) != 1) return false;
  if (earlier && !present_session()) return false;
  step();
  hello = take_output();
  return !hello.empty();
}

bool Client::State::present_session() {
  const std::unique_ptr<SSL_SESSION, SslDeleter> session(SSL_SESSION_dup(SSL_get0_session(earlier->ssl.get())));
  return session && SSL_SESSION_set_time_ex(session.get(), beyond_any_clock()) != 0 &&
         SSL_set_session(ssl.get(), session.get()) == 1;
}

void Client::State::step() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl.get());
  if (result != 1 && SSL_get_error(ssl.get(), result) != SSL_ERROR_WANT_READ) {
    const unsigned long error = ERR_peek_error();
    if (fatal_alert) {
      fail(Failure::Kind::ServerAlert, failure_detail(error));
      outcome.failure->alert = fatal_alert;
    } else if (outcome.hello_retried && !outcome.version) {
      // What such a request asks for was not offered, or was there already (RFC 8446 section 4.1.4): nothing of it is
      // proof of anything.
      fail(Failure::Kind::Unsupported, words::Phrase{"failure.group-not-offered"});
    } else {
      fail(classify_failure(error), failure_detail(error));
    }
  }
  ERR_clear_error();
  if (!outcome.failure) update_progress();
}

Bytes Client::State::take_output() {
  Bytes bytes(BIO_ctrl_pending(out));
  if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

void Client::State::note(bool from_server, int content_type, ByteView bytes) {
  // In TLS 1.3 the level says nothing, and all but close_notify and user_canceled end it (RFC 8446 section 6).
  const bool fatal = bytes.size() == 2 &&
                     (bytes[0] == SSL3_AL_FATAL || (listening && is_tls13(outcome) && bytes[1] != SSL_AD_CLOSE_NOTIFY &&
                                                    bytes[1] != SSL_AD_USER_CANCELLED));
  if (content_type == SSL3_RT_ALERT && from_server && fatal) fatal_alert = bytes[1];
  if (content_type != SSL3_RT_HANDSHAKE || bytes.size() < kHandshakeHeader || outcome.messages.size() >= kMaxMessages)
    return;
  note_message({from_server, static_cast<HandshakeType>(bytes[0]), Bytes(bytes.begin(), bytes.end()), false});
}

void Client::State::note_message(SeenMessage message) {
  const bool hello_type = message.type == HandshakeType::ClientHello || message.type == HandshakeType::ServerHello;
  if (message.from_server && message.type == HandshakeType::ServerHello) {
    if (const Parsed<tls::ServerHello> parsed = tls::parse_server_hello(body_of(message))) {
      if (parsed->hello_retry_request) {
        outcome.hello_retried = true;
      } else {
        outcome.version = parsed->version;
        outcome.suite = parsed->cipher_suite;
        outcome.group = parsed->group;
      }
    }
  }
  message.encrypted = is_tls13(outcome) ? !hello_type : message.type == HandshakeType::Finished;
  const bool tls13 = is_tls13(outcome);
  const ByteView body = body_of(message);
  if (!message.from_server) {
    own_finished_sent = own_finished_sent || message.type == HandshakeType::Finished;
  } else if (message.type == HandshakeType::Certificate && outcome.chain.empty()) {
    note_certificates(body, tls13);
  } else if (message.type == HandshakeType::ServerKeyExchange && outcome.suite) {
    note_key_exchange(body);
  } else if (message.type == HandshakeType::CertificateVerify && tls13) {
    outcome.signature_scheme = ByteReader(body).u16();
  } else if (message.type == HandshakeType::CertificateRequest) {
    outcome.client_certificate_requested = true;
  } else if (message.type == HandshakeType::ServerHelloDone && config.key_from_seed) {
    library.draw_anew();
  }
  outcome.messages.push_back(std::move(message));
}

void Client::State::note_key_exchange(ByteView body) {
  const Parsed<tls::ServerKeyExchange> exchange =
      tls::parse_server_key_exchange(body, *outcome.suite, outcome.version.value_or(0), {});
  outcome.group.reset();
  outcome.dh_bits.reset();
  outcome.signature_scheme.reset();
  if (!exchange) return;
  if (const auto* elliptic = std::get_if<tls::EllipticExchange>(&exchange->parameters)) outcome.group = elliptic->group;
  if (const auto* field = std::get_if<tls::FiniteFieldExchange>(&exchange->parameters))
    outcome.dh_bits = static_cast<int>(field->prime_bits);
  outcome.signature_scheme = exchange->signature_scheme;
}

void Client::State::note_certificates(ByteView body, bool tls13) {
  if (!tls13) {
    if (Parsed<std::vector<Bytes>> chain = tls::parse_certificate_tls12(body)) outcome.chain = std::move(*chain);
    return;
  }
  Parsed<std::vector<tls::CertificateEntry>> entries = tls::parse_certificate_tls13(body);
  if (!entries || entries->empty()) return;
  outcome.leaf_extensions = std::move(entries->front().extensions);
  for (tls::CertificateEntry& entry : *entries) outcome.chain.push_back(std::move(entry.der));
}

void Client::State::fail(Failure::Kind kind, words::Value detail) {
  if (!outcome.failure) outcome.failure = Failure{kind, std::nullopt, std::move(detail)};
}

void Client::State::update_progress() {
  const auto reach = [&](Progress progress) { outcome.progress = std::max(outcome.progress, progress); };
  if (outcome.version) reach(Progress::ServerHello);
  // Before TLS 1.3 our Finished leaves only once the server's whole flight was accepted: its signature over the key
  // exchange held.
  const tls::CipherSuite* suite = outcome.suite ? tls::find_cipher_suite(*outcome.suite) : nullptr;
  const bool ephemeral =
      suite && (suite->key_exchange == tls::KeyExchange::Ecdhe || suite->key_exchange == tls::KeyExchange::Dhe);
  if (own_finished_sent && ephemeral && !is_tls13(outcome)) reach(Progress::KeyProven);
  if (SSL_is_init_finished(ssl.get()) == 1) {
    reach(Progress::ServerFinished);
    outcome.session_taken_back = SSL_session_reused(ssl.get()) == 1;
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl.get(), &protocol, &size);
    if (size > 0) outcome.protocol = text_of(ByteView(protocol, size));
  }
}

void Client::State::receive(ByteView bytes) {
  // OpenSSL's words for "this is no TLS" depend on what it happens to be; two bytes tell (RFC 8446 section 5.1).
  if (first_bytes.size() < 2) {
    for (std::size_t i = 0; i < bytes.size() && first_bytes.size() < 2; ++i) first_bytes.push_back(bytes[i]);
    const bool type_known = !tls::to_string(static_cast<tls::ContentType>(first_bytes[0])).empty();
    if (!type_known || (first_bytes.size() > 1 && first_bytes[1] != 3)) {
      fail(Failure::Kind::NotTls, words::Phrase{"failure.no-tls-record"});
      return;
    }
  }
  BIO_write(in, bytes.data(), static_cast<int>(bytes.size()));
  if (outcome.progress != Progress::ServerFinished) {
    step();
  } else {
    read_inside();
  }
}

/// Session tickets and the answers to words: they change nothing that the handshake established.
void Client::State::read_inside() {
  std::array<std::uint8_t, 1024> piece{};
  ERR_clear_error();
  std::size_t count = 0;
  int read = 0;
  while ((read = SSL_read_ex(ssl.get(), piece.data(), piece.size(), &count)) == 1) {
    words_answered = quit_said || listening;
    const ByteView fresh = ByteView(piece).first(std::min(count, listening ? kMaxInside - inside.plaintext.size() : 0));
    inside.plaintext.insert(inside.plaintext.end(), fresh.begin(), fresh.end());
  }
  inside.alert = fatal_alert;
  inside.closed = (SSL_get_shutdown(ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  inside.broken = SSL_get_error(ssl.get(), read) == SSL_ERROR_SSL;
  ERR_clear_error();
  take_output();
}

Client::Client(const ClientConfig& config) : Client(std::make_shared<State>(config, nullptr)) {}

Client::Client(std::shared_ptr<State> state) : state_(std::move(state)) {
  if (!state_->begin()) state_->fail(Failure::Kind::Unsupported, words::Phrase{"failure.no-client-hello"});
}

Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const Bytes& Client::client_hello() const {
  return state_->hello;
}

Bytes Client::receive(ByteView from_server) {
  if (from_server.empty() || state_->outcome.failure) return {};
  const bool was_finished = state_->outcome.progress == Progress::ServerFinished;
  state_->receive(from_server);
  return state_->outcome.failure || was_finished ? Bytes{} : state_->take_output();
}

bool Client::ready_for_quit() const {
  return !state_->outcome.failure && !state_->quit_said && !state_->listening &&
         state_->outcome.progress == Progress::ServerFinished;
}

Bytes Client::quit() {
  if (!ready_for_quit()) return {};
  state_->quit_said = true;
  const tls::CipherSuite* suite = tls::find_cipher_suite(state_->outcome.suite.value_or(0));
  ERR_clear_error();
  const bool said = suite && suite->mode == tls::CipherMode::Cbc
                        ? SSL_shutdown(state_->ssl.get()) >= 0
                        : SSL_write(state_->ssl.get(), kQuit.data(), static_cast<int>(kQuit.size())) ==
                              static_cast<int>(kQuit.size());
  ERR_clear_error();
  return said ? state_->take_output() : Bytes{};
}

Bytes Client::write_key() const {
  const Outcome& seen = state_->outcome;
  if (seen.failure || seen.progress != Progress::ServerFinished) return {};
  if (is_tls13(seen)) return state_->traffic_secret;
  return write_key12(state_->library.context(), state_->ssl.get(), *seen.version, *seen.suite);
}

void Client::listen() {
  if (!ready_for_quit()) return;
  state_->listening = true;
  state_->read_inside();  // what came with the end of the handshake
}

const Inside& Client::inside() const {
  return state_->inside;
}

const Outcome& Client::outcome() const {
  return state_->outcome;
}

SessionLeft Client::session_left() const {
  const SSL_SESSION* session = state_->ssl ? SSL_get0_session(state_->ssl.get()) : nullptr;
  const Outcome& seen = state_->outcome;
  if (!session || seen.failure || seen.progress != Progress::ServerFinished) return SessionLeft::Unknown;
  if (SSL_SESSION_is_resumable(session) == 1) return SessionLeft::Given;
  unsigned id_size = 0;
  SSL_SESSION_get_id(session, &id_size);
  // OpenSSL forgets a session after a fatal alert: then something was given, and is of no use here.
  if (id_size != 0 || SSL_SESSION_has_ticket(session) == 1) return SessionLeft::Unknown;
  return is_tls13(seen) && !state_->words_answered ? SessionLeft::Unknown : SessionLeft::None;
}

std::size_t Client::ticket_size() const {
  const unsigned char* ticket = nullptr;
  std::size_t size = 0;
  if (state_->ssl) SSL_SESSION_get0_ticket(SSL_get0_session(state_->ssl.get()), &ticket, &size);
  return size;
}

std::optional<Client> Client::resume(const Seed& seed) const {
  if (session_left() != SessionLeft::Given) return std::nullopt;
  ClientConfig config = state_->config;
  config.seed = seed;
  return Client(std::make_shared<State>(std::move(config), state_));
}

}  // namespace mailglass::handshake
