#pragma once
// The table of sending systems as they are set up: what each does where encryption is missing, refused or fails, where
// a certificate proves nothing, and which of DANE and MTA-STS it keeps to. docs/senders.md has the same rows.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "senders/senders.h"

namespace mailglass::senders {

/// What a sender does next.
enum class Then : std::uint8_t {
  Unknown,        ///< not documented
  Delivers,       ///< hands the mail over all the same: to a certificate that proves nothing
  DeliversLater,  ///< the same on a later try; until then it tries the other servers
  Readable,       ///< hands it over in clear text, there and then
  ReadableLater,  ///< the same on a later try; until then it tries the other servers
  Next,           ///< tries the other servers, and keeps the mail
  NextOrBounce,   ///< tries the other servers, and gives the mail back where all of them fail so
  Keeps,          ///< keeps the mail and leaves the other servers alone
  Returns,  ///< gives the mail back; it still tries the other servers, but only one that fails makes it keep the mail
  Bounces,  ///< gives the mail back and leaves the other servers alone
};

struct Manner {
  // RFC 7672 2.2 [3, 5]: under DANE each of these is "the next server, or later" by the standard.
  Then no_offer{};
  Then refused_for_now{};  ///< STARTTLS answered with 4yz
  Then refused{};          ///< STARTTLS answered with 5yz
  Then failed_handshake{};
  Then unproven{};             ///< the certificate does not prove what it should by PKIX
  Then mismatch = Then::Next;  ///< no TLSA record fits; means nothing where DANE is not used
};

struct Dane {
  enum class Use : std::uint8_t {
    None,
    WherePublished,  ///< opportunistic, as RFC 7672 has it
    Only,            ///< no mail for servers without
  } use = Use::None;
  /// Records are kept to also where the MX record is not signed, so that its host name may be forged.
  bool through_unsigned_mx = false;
  enum class Unusable : std::uint8_t {
    Encrypts,  ///< TLS is demanded, and no certificate checked (RFC 7672 section 2.2)
    Passes,    ///< the server is passed over
    Stops,  ///< TLS is demanded, and where it would begin the delivery ends: the mail is kept, other servers left alone
    Ignores,  ///< as if there were no records
  } unusable = Unusable::Encrypts;
  Then missing = Then::Next;  ///< where the sender wants records, and there are none or the MX record is not signed
  /// Once it was at a server with records it takes no other try in clear text, at others neither, for a handshake that
  /// failed or a STARTTLS refused for now.
  bool firm_behind = false;
};

struct MtaSts {
  bool enforced = false;
  /// Postfix knows no MX names of a policy: it asks that the certificate of any server names a host of it.
  bool by_certificate_alone = false;
  Then not_listed = Then::Next;
  enum class BesideDane : std::uint8_t {
    Unknown,        ///< not documented
    Instead,        ///< where a policy is in force no TLSA records are looked up
    DaneForDomain,  ///< only where no server of the domain has TLSA records
    Both,           ///< the policy chooses the servers; where DANE applies it takes the place of PKIX
  } beside_dane = BesideDane::Instead;
};

/// What a setting for chosen partners demands of the connection, whatever the domain publishes.
enum class Asks : std::uint8_t {
  Nothing,
  Encryption,
  Chain,   ///< a certificate of a known authority, for any name
  Host,    ///< that names the MX host
  Domain,  ///< that names the domain, or something below it
};

enum class OldTls : std::uint8_t { Unknown, Speaks, Refuses };  ///< TLS 1.0 and 1.1

/// What a row is known from.
enum class Basis : std::uint8_t {
  Measured,   ///< the real program delivers in tests/senders/protection, and does as the row says
  Source,     ///< the program's source
  Documents,  ///< what its maker says of it, and reports
};

enum class ProfileName : std::uint8_t {
  PostfixMay,
  PostfixDane,
  PostfixDaneOnly,
  PostfixMaySts,
  PostfixDaneSts,
  PostfixDaneTlspol,
  PostfixEncrypt,
  PostfixVerify,
  PostfixSecure,
  EximGnutls,
  EximOpenssl,
  EximGnutlsDane,
  EximOpensslDane,
  EximDaneRequired,
  EximVerified,
  ExchangeOnline,
  ExchangeOnlineConnector,
  Gmail,
  Sendmail,
  OpenSmtpd,
  Haraka,
  Stalwart,
};

struct Profile {
  ProfileName name;
  std::string_view code;  ///< stable
  Basis basis;
  /// How it reads a server's words. None: not known; then only where all of kSenders do the same.
  std::optional<Name> reads_as;
  OldTls old_tls;
  Manner plain;        ///< where nothing demands TLS
  Manner demanding{};  ///< where its settings, DANE or MTA-STS do
  Dane dane{};
  MtaSts sts{};
  Asks asks = Asks::Nothing;

  /// It is set up so for chosen partners only: no domain can bring it about by what it publishes.
  [[nodiscard]] constexpr bool for_partners() const { return asks != Asks::Nothing || dane.use == Dane::Use::Only; }
  /// It keeps to what a domain publishes.
  [[nodiscard]] constexpr bool checks() const { return dane.use != Dane::Use::None || sts.enforced; }
};

/// In the order of ProfileName.
std::span<const Profile> profiles();
const Profile& profile(ProfileName name);

}  // namespace mailglass::senders
