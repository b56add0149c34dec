#pragma once
// The table of sending mail systems: what each of them takes a server's words for, and what it does then. The verdict
// is what senders do (docs/senders.md has the sources of each cell).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "smtp/reply.h"

namespace mailglass::senders {

enum class Name : std::uint8_t { Postfix, EximGnutls, EximOpenssl };

/// How the word STARTTLS has to stand in a line of the answer to EHLO.
enum class Spelling : std::uint8_t {
  AnyCase,   ///< behind blanks, in any case, before a blank, "=" or the end; a tab is no blank
  Capitals,  ///< right behind "250-" or "250 ", in capitals, before white space or the end
};

/// One sender. It says STARTTLS where that is offered, and checks no certificate by default.
struct Sender {
  Name name;
  std::string_view code;          ///< stable
  std::string_view words;         ///< as people call it
  bool skips_lines_without_code;  ///< else they make a reply malformed, and it defers
  bool last_code_decides;         ///< else the first one does
  std::size_t line_kept = 0;      ///< bytes of a line; it drops the rest. 0: it keeps lines whole
  std::size_t text_kept = 0;      ///< lines that begin behind so many bytes of a reply are not looked at; 0: all are
  std::size_t reply_taken = 0;    ///< more bytes make a reply malformed; 0: no such limit
  Spelling spelling;
  bool takes_address_as_name = false;  ///< an MX record with an address in place of a name is used
  std::size_t certificates_taken;      ///< bytes of a Certificate message; more, and the handshake fails
  bool anonymous_suites = false;       ///< it offers suites without a certificate
  bool helo_inside = false;            ///< EHLO refused inside TLS, it says HELO there; else it hands nothing over
};

inline constexpr std::array<Sender, 3> kSenders{{
    {.name = Name::Postfix,
     .code = "postfix",
     .words = "Postfix",
     .skips_lines_without_code = true,
     .last_code_decides = true,
     .line_kept = 2048,
     .text_kept = 2048,
     .spelling = Spelling::AnyCase,
     .takes_address_as_name = true,
     .certificates_taken = 102'400,
     .anonymous_suites = true},
    {.name = Name::EximGnutls,
     .code = "exim-gnutls",
     .words = "Exim (with GnuTLS)",
     .skips_lines_without_code = false,
     .last_code_decides = false,
     .reply_taken = 4096,
     .spelling = Spelling::Capitals,
     .certificates_taken = 131'072,
     .helo_inside = true},
    {.name = Name::EximOpenssl,
     .code = "exim-openssl",
     .words = "Exim (with OpenSSL)",
     .skips_lines_without_code = false,
     .last_code_decides = false,
     .reply_taken = 4096,
     .spelling = Spelling::Capitals,
     .certificates_taken = 102'400,
     .helo_inside = true},
}};

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
};
Way way_of(const Sender& sender, const Conversation& heard);

/// What it makes of the reply to its EHLO inside TLS; Tls: it hands the mail over there.
Way way_inside(const Sender& sender, const smtp::Reply& ehlo);

/// Whether it finds STARTTLS among the keywords.
bool sees_starttls(const Sender& sender, const smtp::Reply& ehlo);

/// What somebody says who goes on wherever any sender does.
enum class Next : std::uint8_t { Quit, Ehlo, Helo, Starttls, ClientHello };
Next after_greeting(const smtp::Reply& greeting);
Next after_ehlo(const smtp::Reply& ehlo);
Next after_starttls(const smtp::Reply& starttls);

}  // namespace mailglass::senders
