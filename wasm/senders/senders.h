#pragma once
// The table of sending mail systems: what each of them takes a server's words for, and what it does then. The verdict
// is what senders do (docs/senders.md has the sources of each cell).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "smtp/reply.h"

namespace mailglass::senders {

enum class Name : std::uint8_t { Postfix, EximGnutls, EximOpenssl };

/// How the word STARTTLS has to stand in a line of the answer to EHLO.
enum class Spelling : std::uint8_t {
  AnyCase,   ///< behind blanks, in any case, before a blank, "=" or the end; a tab is no blank
  Capitals,  ///< right behind "250-" or "250 ", in capitals, before white space or the end
};

/// What it does where the server breaks off at its EHLO inside TLS.
enum class BreachInside : std::uint8_t {
  Readable,            ///< as after a handshake that failed
  ReadableBeforeLine,  ///< the same where no whole line had come; behind one only after a reset. Malformed lines too
  Defers,
};

/// Suites that not everybody offers; AES-GCM, ChaCha20-Poly1305 and CBC with SHA-1 everybody does.
struct RareSuites {
  bool ccm_in_tls13 = false;  ///< TLS_AES_128_CCM_SHA256
  bool ccm = false;           ///< before TLS 1.3, with a whole tag
  bool ccm8 = false;
  bool camellia_and_aria = false;
  bool cbc_with_sha2 = false;
};

/// One sender. It says STARTTLS where that is offered, and checks no certificate by default.
struct Sender {
  Name name;
  std::string_view code;          ///< stable
  std::string_view words;         ///< as people call it
  bool skips_lines_without_code;  ///< else they make a reply malformed, and it defers
  bool ends_at_closing = false;   ///< 421 ends its conversation, but to STARTTLS; else it is a refusal like others
  bool last_code_decides;         ///< else the first one does
  std::size_t line_kept = 0;      ///< bytes of a line; it drops the rest. 0: it keeps lines whole
  std::size_t text_kept = 0;      ///< lines that begin behind so many bytes of a reply are not looked at; 0: all are
  std::size_t reply_taken = 0;    ///< more bytes make a reply malformed; 0: no such limit
  Spelling spelling;
  bool shy_of_firewalls = false;       ///< to a greeting that a firewall has masked with asterisks it says HELO
  bool takes_address_as_name = false;  ///< an MX record with an address in place of a name is used
  std::size_t certificates_taken;      ///< bytes of a Certificate message; more, and the handshake fails
  bool anonymous_suites = false;       ///< it offers suites without a certificate
  bool old_versions;                   ///< TLS 1.0 and 1.1 too
  RareSuites suites = {};
  bool needs_secure_renegotiation = false;  ///< RFC 5746 section 4.1: before TLS 1.3 it goes on with no server without
  bool ffdhe_in_tls13 = true;               ///< it offers the groups of RFC 7919 with TLS 1.3
  int least_dh_bits = 0;                    ///< of an ephemeral prime before TLS 1.3; 0: any that is met
  std::array<std::uint16_t, 2> not_verified =
      {};                                   ///< signatures of a ServerKeyExchange that it does not offer; 0: none
  bool checks_key_usage = false;            ///< of the certificate, against what the handshake does with its key
  bool warnings_fail = false;               ///< an alert that is a warning, or a HelloRequest, ends its handshake
  bool minds_text_behind_go_ahead = false;  ///< text that came with the go-ahead ends TLS for it; else it drops that
  BreachInside breach_inside;
};

inline constexpr std::array<Sender, 3> kSenders{{
    {.name = Name::Postfix,
     .code = "postfix",
     .words = "Postfix",
     .skips_lines_without_code = true,
     .ends_at_closing = true,
     .last_code_decides = true,
     .line_kept = 2048,
     .text_kept = 2048,
     .spelling = Spelling::AnyCase,
     .shy_of_firewalls = true,
     .takes_address_as_name = true,
     .certificates_taken = 102'400,
     .anonymous_suites = true,
     .old_versions = true,
     .suites = {.ccm = true, .ccm8 = true, .camellia_and_aria = true, .cbc_with_sha2 = true},
     .needs_secure_renegotiation = true,
     .ffdhe_in_tls13 = false,
     .breach_inside = BreachInside::Readable},
    {.name = Name::EximGnutls,
     .code = "exim-gnutls",
     .words = "Exim (with GnuTLS)",
     .skips_lines_without_code = false,
     .last_code_decides = false,
     .reply_taken = 4096,
     .spelling = Spelling::Capitals,
     .certificates_taken = 131'072,
     .old_versions = true,
     .suites = {.ccm_in_tls13 = true, .ccm = true},
     .least_dh_bits = 1024,
     .not_verified = {0x0301, 0x0303},
     .checks_key_usage = true,
     .warnings_fail = true,
     .minds_text_behind_go_ahead = true,
     .breach_inside = BreachInside::ReadableBeforeLine},
    {.name = Name::EximOpenssl,
     .code = "exim-openssl",
     .words = "Exim (with OpenSSL)",
     .skips_lines_without_code = false,
     .last_code_decides = false,
     .reply_taken = 4096,
     .spelling = Spelling::Capitals,
     .certificates_taken = 102'400,
     .old_versions = false,
     .suites = {.cbc_with_sha2 = true},
     .needs_secure_renegotiation = true,
     .least_dh_bits = 2048,
     .not_verified = {0x0201, 0x0203},
     .minds_text_behind_go_ahead = true,
     .breach_inside = BreachInside::Defers},
}};

/// Whether a line without a code is among them.
bool has_stray(const std::vector<smtp::ReplyLine>& lines);

/// What a sender makes of the words in clear text.
enum class Way : std::uint8_t {
  Unknown,   ///< it was not seen how the server would go on with it
  Defers,    ///< it makes nothing of them, and keeps the mail
  Readable,  ///< it hands the mail over in clear text
  Tls,       ///< it begins the handshake
};

/// The replies of one connection; none where the conversation did not get so far.
struct Conversation {
  const smtp::Reply* greeting = nullptr;
  const smtp::Reply* ehlo = nullptr;
  const smtp::Reply* helo = nullptr;
  const smtp::Reply* starttls = nullptr;
  bool stray = false;  ///< lines without a code stand where the next reply would
  /// The last reply, where the server ended the connection behind it before anything else was said …
  const smtp::Reply* left_behind = nullptr;
  bool stayed = false;       ///< … or it answered what was said behind that
  bool tls_begun = false;    ///< behind STARTTLS the server spoke TLS …
  bool clear_again = false;  ///< … or went on in clear text
};
Way way_of(const Sender& sender, const Conversation& heard);

/// What it makes of the reply to its EHLO inside TLS; Tls: it hands the mail over there, after HELO if need be.
/// `stayed`: the server answered what was said behind it.
Way way_inside(const Sender& sender, const smtp::Reply& ehlo, bool stayed);
/// And of a server that leaves right behind that reply.
Way way_of_leaving(const Sender& sender);
/// Of a server that leaves before such a reply. `lines`: what it had said of one; `reset`: by TCP's RST.
Way way_of_breach(const Sender& sender, const std::vector<smtp::ReplyLine>& lines, bool reset);

/// Whether it finds STARTTLS among the keywords.
bool sees_starttls(const Sender& sender, const smtp::Reply& ehlo);

/// What somebody says who goes on wherever any sender does.
enum class Next : std::uint8_t { Quit, Ehlo, Helo, Starttls, ClientHello };
Next after_greeting(const smtp::Reply& greeting);
Next after_ehlo(const smtp::Reply& ehlo);
Next after_starttls(const smtp::Reply& starttls);

}  // namespace mailglass::senders
