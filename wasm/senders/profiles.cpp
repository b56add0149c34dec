#include "senders/profiles.h"

#include <array>
#include <cstddef>

namespace mailglass::senders {
namespace {

// Where a cell comes from stands behind it; docs/senders.md spells the marks out, "The sources of the profiles".

constexpr Manner kPostfixMay{
    .no_offer = Then::Readable,               // [P2]
    .refused_for_now = Then::Readable,        // [P2]
    .refused = Then::Readable,                // [P2]
    .failed_handshake = Then::ReadableLater,  // [P3] once the mail is minimal_backoff_time old
    .unproven = Then::Delivers,               // [P3]
};
/// At `encrypt` and above, and wherever DANE demands TLS.
constexpr Manner kPostfixDemanding{
    .no_offer = Then::Next,          // [P2] 4.7.4
    .refused_for_now = Then::Next,   // [P2]
    .refused = Then::Bounces,        // [P2] the status is the server's own reply
    .failed_handshake = Then::Next,  // [P3] 4.7.5
    .unproven = Then::Next,          // [P3] 4.7.5
};
constexpr Dane kPostfixDane{
    .use = Dane::Use::WherePublished,
    .through_unsigned_mx = true,           // [P3] smtp_tls_dane_insecure_mx_policy = dane
    .unusable = Dane::Unusable::Encrypts,  // [P3]
};
constexpr Dane kPostfixDaneOnly{
    .use = Dane::Use::Only, .through_unsigned_mx = false, .unusable = Dane::Unusable::Passes};  // [P3]
/// What postfix-mta-sts-resolver has Postfix do: "secure match=" and the policy's names, in place of its level [S1].
constexpr MtaSts kStsResolver{
    .enforced = true,
    .by_certificate_alone = true,               // [P3] up to 3.10.4; later ones can pass over what is not listed
    .beside_dane = MtaSts::BesideDane::Instead  // [S1]
};
constexpr MtaSts kTlspol{
    .enforced = true,
    .by_certificate_alone = true,                     // [S2] [P3]
    .beside_dane = MtaSts::BesideDane::DaneForDomain  // [S2] internal/dane.go
};

constexpr Manner kExim{
    .no_offer = Then::Readable,          // [E3]
    .refused_for_now = Then::Readable,   // [E3] tls_tempfail_tryclear
    .refused = Then::Readable,           // [E3]
    .failed_handshake = Then::Readable,  // [E3] on a new connection
    .unproven = Then::Delivers,          // [E4] tls_try_verify_hosts
};
/// hosts_require_tls, and DANE.
constexpr Manner kEximDemanding{
    .no_offer = Then::Next,          // [E3]
    .refused_for_now = Then::Next,   // [E3]
    .refused = Then::Next,           // [E3] 5yz as 4yz
    .failed_handshake = Then::Next,  // [E3]
    .unproven = Then::Next,          // [E3]
};
constexpr Dane exim_dane(Dane::Use use, Dane::Unusable unusable) {
  return {.use = use,
          .through_unsigned_mx = false,  // [E3]
          .unusable = unusable,
          .missing = Then::Returns,  // [L]
          .firm_behind = true};      // [L] DANE puts tls_tempfail_tryclear out for the rest of the delivery [E3]
}

constexpr Manner kExchange{
    .no_offer = Then::Readable,          // [X1]
    .refused_for_now = Then::Unknown,    // nothing found
    .refused = Then::Unknown,            // nothing found
    .failed_handshake = Then::Readable,  // [X2] reports
    .unproven = Then::Unknown,           // nothing found
};
/// Under DANE, MTA-STS or a connector it retries for a day, then gives the mail back [X3] [X4].
constexpr Manner kExchangeDemanding{
    .no_offer = Then::Next,          // [X3] 5.7.321
    .refused_for_now = Then::Next,   // [X3] TLS is demanded
    .refused = Then::Next,           // [X3] TLS is demanded
    .failed_handshake = Then::Next,  // [X3] TLS is demanded
    .unproven = Then::Next,          // [X3] 5.7.322, 5.7.323
};

constexpr Manner kGmail{
    .no_offer = Then::Readable,         // [G1]
    .refused_for_now = Then::Keeps,     // [G3] one report
    .refused = Then::Unknown,           // nothing found
    .failed_handshake = Then::Unknown,  // [G1] and reports contradict each other
    .unproven = Then::Unknown,          // nothing found
};
/// RFC 8461 section 5: under "enforce" no mail goes to a host that fails, and [G2] says that Gmail keeps to it.
constexpr Manner kByRfc8461{.no_offer = Then::Next,
                            .refused_for_now = Then::Next,
                            .refused = Then::Next,
                            .failed_handshake = Then::Next,
                            .unproven = Then::Next};

constexpr Manner kSendmail{
    .no_offer = Then::Readable,         // [M1]
    .refused_for_now = Then::Readable,  // [M1] {verify}=TEMP passes the default rules
    .refused = Then::Readable,          // [M1]
    .failed_handshake = Then::Next,     // [M1] TLSFallbacktoClear is off
    .unproven = Then::Delivers,         // [M1]
};
constexpr Manner kOpenSmtpd{
    .no_offer = Then::Readable,          // [O1]
    .refused_for_now = Then::Readable,   // [O1]
    .refused = Then::Readable,           // [O1]
    .failed_handshake = Then::Readable,  // [O1]
    .unproven = Then::Delivers,          // [O1]
};
constexpr Manner kHaraka{
    .no_offer = Then::Readable,      // [H1]
    .refused_for_now = Then::Keeps,  // [H1]
    .refused = Then::Bounces,        // [H1]
    .failed_handshake = Then::Next,  // [H1]
    .unproven = Then::Delivers,      // [H1] rejectUnauthorized
};
constexpr Manner kStalwart{
    .no_offer = Then::Readable,         // [W1]
    .refused_for_now = Then::Readable,  // [W1]
    .refused = Then::Readable,          // [W1]
    .failed_handshake = Then::Next,     // [W1]
    .unproven = Then::DeliversLater,    // [W1] the strategy "invalid-tls", from the second try on
};
constexpr Manner kStalwartDemanding{
    .no_offer = Then::NextOrBounce,         // [W1]
    .refused_for_now = Then::NextOrBounce,  // [W1] as if it were not offered
    .refused = Then::NextOrBounce,          // [W1]
    .failed_handshake = Then::Next,         // [W1]
    .unproven = Then::Next,                 // [W1]
    .mismatch = Then::NextOrBounce,         // [W1] permanent
};

using Use = Dane::Use;
using Unusable = Dane::Unusable;

constexpr std::array<Profile, 22> kProfiles{{
    {.name = ProfileName::PostfixMay,
     .code = "postfix-may",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay},
    {.name = ProfileName::PostfixDane,
     .code = "postfix-dane",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .dane = kPostfixDane},
    {.name = ProfileName::PostfixDaneOnly,
     .code = "postfix-dane-only",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .dane = kPostfixDaneOnly},
    {.name = ProfileName::PostfixMaySts,
     .code = "postfix-may-sts-resolver",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .sts = kStsResolver},
    {.name = ProfileName::PostfixDaneSts,
     .code = "postfix-dane-sts-resolver",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .dane = kPostfixDane,
     .sts = kStsResolver},
    {.name = ProfileName::PostfixDaneTlspol,
     .code = "postfix-dane-tlspol",
     .basis = Basis::Source,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .dane = kPostfixDane,
     .sts = kTlspol},
    {.name = ProfileName::PostfixEncrypt,
     .code = "postfix-encrypt",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .asks = Asks::Encryption},
    {.name = ProfileName::PostfixVerify,
     .code = "postfix-verify",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .asks = Asks::Host},  // [P3] smtp_tls_verify_cert_match = hostname
    {.name = ProfileName::PostfixSecure,
     .code = "postfix-secure",
     .basis = Basis::Measured,
     .reads_as = Name::Postfix,
     .old_tls = OldTls::Speaks,
     .plain = kPostfixMay,
     .demanding = kPostfixDemanding,
     .asks = Asks::Domain},  // [P3] smtp_tls_secure_cert_match = nexthop, dot-nexthop
    {.name = ProfileName::EximGnutls,
     .code = "exim-gnutls",
     .basis = Basis::Measured,
     .reads_as = Name::EximGnutls,
     .old_tls = OldTls::Speaks,
     .plain = kExim},
    {.name = ProfileName::EximOpenssl,
     .code = "exim-openssl",
     .basis = Basis::Measured,
     .reads_as = Name::EximOpenssl,
     .old_tls = OldTls::Refuses,
     .plain = kExim},
    {.name = ProfileName::EximGnutlsDane,
     .code = "exim-gnutls-dane",
     .basis = Basis::Measured,
     .reads_as = Name::EximGnutls,
     .old_tls = OldTls::Speaks,
     .plain = kExim,
     .demanding = kEximDemanding,
     .dane = exim_dane(Use::WherePublished, Unusable::Encrypts)},  // [E6] tls-gnu.c
    {.name = ProfileName::EximOpensslDane,
     .code = "exim-openssl-dane",
     .basis = Basis::Measured,
     .reads_as = Name::EximOpenssl,
     .old_tls = OldTls::Refuses,
     .plain = kExim,
     .demanding = kEximDemanding,
     .dane = exim_dane(Use::WherePublished, Unusable::Stops)},  // [L] 4.96 crashes there; [E6] tls-openssl.c
    {.name = ProfileName::EximDaneRequired,
     .code = "exim-dane-required",
     .basis = Basis::Measured,
     .reads_as = Name::EximGnutls,
     .old_tls = OldTls::Speaks,
     .plain = kExim,
     .demanding = kEximDemanding,
     .dane = exim_dane(Use::Only, Unusable::Encrypts)},  // [E3] hosts_require_dane
    {.name = ProfileName::EximVerified,
     .code = "exim-verified",
     .basis = Basis::Measured,
     .reads_as = Name::EximGnutls,
     .old_tls = OldTls::Speaks,
     .plain = kExim,
     .demanding = kEximDemanding,
     .asks = Asks::Host},  // [E4] hosts_require_tls, tls_verify_hosts, tls_verify_cert_hostnames
    {.name = ProfileName::ExchangeOnline,
     .code = "exchange-online",
     .basis = Basis::Documents,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Refuses,  // [X5]
     .plain = kExchange,
     .demanding = kExchangeDemanding,
     .dane = {.use = Use::WherePublished,       // [X3]
              .through_unsigned_mx = false,     // [X3]
              .unusable = Unusable::Encrypts},  // [X3]
     .sts = {.enforced = true,                  // [X4]
             .by_certificate_alone = false,
             .not_listed = Then::Next,  // [X4] not delivered
             .beside_dane = MtaSts::BesideDane::Unknown}},
    {.name = ProfileName::ExchangeOnlineConnector,
     .code = "exchange-online-connector",
     .basis = Basis::Documents,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Refuses,  // [X5]
     .plain = kExchange,
     .demanding = kExchangeDemanding,
     .asks = Asks::Chain},  // [X6] TlsSettings CertificateValidation
    {.name = ProfileName::Gmail,
     .code = "gmail",
     .basis = Basis::Documents,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Speaks,  // [G1]
     .plain = kGmail,
     .demanding = kByRfc8461,
     .sts = {.enforced = true,  // [G2]
             .by_certificate_alone = false,
             .not_listed = Then::Next,                      // RFC 8461 section 5
             .beside_dane = MtaSts::BesideDane::Instead}},  // [G4] no DANE
    {.name = ProfileName::Sendmail,
     .code = "sendmail",
     .basis = Basis::Source,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Unknown,
     .plain = kSendmail},
    {.name = ProfileName::OpenSmtpd,
     .code = "opensmtpd",
     .basis = Basis::Source,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Refuses,  // [O1] TLS 1.2
     .plain = kOpenSmtpd},
    {.name = ProfileName::Haraka,
     .code = "haraka",
     .basis = Basis::Source,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Unknown,
     .plain = kHaraka},
    {.name = ProfileName::Stalwart,
     .code = "stalwart",
     .basis = Basis::Source,
     .reads_as = std::nullopt,
     .old_tls = OldTls::Refuses,  // [W1] rustls
     .plain = kStalwart,
     .demanding = kStalwartDemanding,
     .dane = {.use = Use::WherePublished,      // [W1]
              .through_unsigned_mx = false,    // [W1]
              .unusable = Unusable::Ignores},  // [W1]
     .sts = {.enforced = true,                 // [W1]
             .by_certificate_alone = false,
             .not_listed = Then::NextOrBounce,           // [W1]
             .beside_dane = MtaSts::BesideDane::Both}},  // [W1]
}};

}  // namespace

std::span<const Profile> profiles() {
  return kProfiles;
}

const Profile& profile(ProfileName name) {
  return kProfiles[static_cast<std::size_t>(name)];
}

}  // namespace mailglass::senders
