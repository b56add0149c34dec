#include "assess/finding_texts.h"

#include <array>

namespace mailglass::assess {
namespace {

/// One row a finding; the order is the order shown within a severity. Result types of RFC 8460 section 4.3:
/// starttls-not-supported, certificate-host-mismatch, certificate-expired, certificate-not-trusted, validation-failure.
constexpr std::array<FindingText, 56> kFindingTexts{{
    {"starttls-not-supported", Severity::Bad, "No encryption offered",
     "The server does not offer STARTTLS, so mail to it travels readable for anyone on the way.",
     "Switch on TLS for incoming mail on this server."},
    {"starttls-stripped", Severity::Bad, "The offer of encryption may be blanked out",
     "STARTTLS is not offered, and the server's answer has a word of X's of the same length. Some firewalls overwrite "
     "the offer so, and an attacker could too; another word of eight letters (CHUNKING) may have stood there as well.",
     "Switch off SMTP inspection in the firewall in front of this server, or switch on TLS for incoming mail."},
    {"starttls-sometimes", Severity::Bad, "Encryption on some connections only",
     "Some connections of this check were offered encryption and others were not. Mail that meets one of those travels "
     "readable.",
     "Look whether several servers answer at this address, and switch on TLS on each of them."},
    {"client-certificate-required", Severity::Bad, "Lets nobody in without a certificate",
     "The server asks the sender for a certificate and ends the conversation with those that have none. They then hand "
     "mail over readable.",
     "Ask for certificates without requiring them."},
    {"proof-failed", Severity::Bad, "The server's proof does not hold",
     "The encrypted conversation began, but the signature or checksum that proves who answered does not verify. "
     "Something on the way may have changed or replayed it.",
     "Check again from another network. If it stays, look at what stands between the relay and the server."},
    {"plaintext-after-starttls", Severity::Bad, "Readable text where encryption should begin",
     "After saying 'ready to start TLS' the server went on in clear text.",
     "Look at the proxy or filter in front of the server: it answers STARTTLS without being able to do it."},
    {"senders-differ", Severity::Warning, "Not every sender encrypts",
     "What the server says or sends is taken in different ways: some senders encrypt, others hand mail over readable, "
     "or "
     "not at all.",
     "Let the server answer as the standards ask: one code in a reply, no other lines, STARTTLS in capitals, and "
     "certificates of less than 100 KB."},
    {"mx-not-public", Severity::Warning, "A mail server's address that nobody can reach",
     "DNS names an address of a private network or of the asking machine itself. Senders pass it over, or try in vain.",
     "Remove it from DNS."},
    {"mx-is-address", Severity::Warning, "An address in place of a mail server's name",
     "An MX record holds an IP address where a name must stand. Postfix uses it; other senders do not.",
     "Name the host in the MX record."},
    {"null-mx-beside-others", Severity::Warning, "Says both that it takes mail and that it takes none",
     "Beside other MX records there is one that says the domain takes no mail (Null MX, RFC 7505). Postfix then "
     "returns "
     "all mail; other senders deliver.",
     "Remove the record \"0 .\"."},
    {"starttls-refused", Severity::Warning, "Encryption offered, then refused",
     "The server lists STARTTLS but answered with an error when asked to begin. Senders then deliver readable.",
     "Look for a missing or unreadable certificate or key in the mail server's log."},
    {"validation-failure", Severity::Warning, "Setting up encryption failed",
     "The server offers STARTTLS, but the handshake did not succeed. Senders then deliver readable, at once or some "
     "minutes later.",
     "Look at the mail server's TLS settings and log for the time of this check."},
    {"certificate-host-mismatch", Severity::Warning, "The certificate is for another name",
     "The certificate is valid but not for this server's name. Listeners are still kept out; an impostor would not be "
     "noticed.",
     "Get a certificate that names the server as the MX record does."},
    {"certificate-expired", Severity::Warning, "The certificate has expired",
     "The certificate is past its last day. Listeners are still kept out; strict senders may refuse to deliver.",
     "Renew the certificate and check that the server reloads it."},
    {"certificate-not-yet-valid", Severity::Warning, "The certificate is not valid yet",
     "The certificate's first day is still to come.", "Check the server's clock and the certificate's dates."},
    {"certificate-issuer-expired", Severity::Warning, "An issuer's certificate has expired",
     "A certificate of an issuer in the chain is past its last day; the server's own is not. Listeners are still kept "
     "out; strict senders may refuse to deliver.",
     "Send the authority's current intermediate certificates."},
    {"certificate-issuer-not-yet-valid", Severity::Warning, "An issuer's certificate is not valid yet",
     "The first day of a certificate of an issuer in the chain is still to come.",
     "Send the intermediate certificates that belong to the server's own."},
    {"certificate-not-trusted", Severity::Warning, "The certificate proves nothing about the name",
     "The certificate does not lead to an authority that browsers and mail servers trust. Listeners are still kept "
     "out; "
     "an impostor would not be noticed.",
     "Use a certificate from a public authority, with the intermediate certificates, or publish DANE records."},
    {"certificate-weak", Severity::Warning, "A weak key or signature in the certificates",
     "A key below 112 bits of strength (RSA under 2048 bits), or a signature with SHA-1 or MD5, can be forged with "
     "enough effort.",
     "Get a new certificate with a new key: RSA with 2048 bits or more, or ECDSA."},
    {"certificate-expires-soon", Severity::Warning, "The certificate ends within two weeks",
     "Most of its time is over, and 14 days or less are left.",
     "Renew the certificate and check that the server reloads it."},
    {"certificate-revoked", Severity::Warning, "The certificate was withdrawn",
     "The authority that issued the certificate says that it was revoked, in a signed answer that the server itself "
     "sends along. Listeners are still kept out; strict senders may refuse to deliver.",
     "Get a new certificate with a new key, and find out why this one was revoked."},
    {"certificate-must-staple", Severity::Warning, "A promised proof is missing",
     "The certificate says that the server always sends a proof that it was not revoked (OCSP must-staple), but none "
     "that counts came when asked for.",
     "Switch on OCSP stapling and look whether the server renews the answer, or get a certificate without "
     "must-staple."},
    {"certificate-chain-order", Severity::Warning, "Certificates in the wrong order",
     "The chain is not sent in the order standards ask for (RFC 5246 section 7.4.2). Many senders manage, some do not.",
     "Put the server's own certificate first in the file, then each issuer behind the one it signed."},
    {"certificates-differ-untrusted", Severity::Warning, "Addresses of one name show different certificates",
     "Behind one host name, one address shows a certificate that proves the name and another one that does not.",
     "Install the same good certificate on every server behind the name."},
    {"ssl2-accepted", Severity::Bad, "Still speaks SSL 2.0",
     "SSL 2.0 has been broken for decades, and where it is switched on an attacker can use it to read other, modern "
     "connections that use the same key (DROWN).",
     "Switch off SSL 2.0 on this server, and on every other server that has the same certificate or key."},
    {"tls-old-version", Severity::Warning, "Only an outdated TLS version",
     "The best this server does with today's senders is TLS 1.0 or 1.1. That is much better than nothing against "
     "listeners, but "
     "weak, and some senders no longer speak it.",
     "Switch on TLS 1.2 and TLS 1.3."},
    {"no-forward-secrecy", Severity::Warning, "No forward secrecy",
     "Whoever gets hold of the server's key later can read mail recorded today.", "Prefer ECDHE key agreement."},
    {"export-grade-accepted", Severity::Warning, "Takes deliberately weak encryption",
     "The server accepts 'export grade' encryption, made weak on purpose in the 1990s. Today's senders do not use it, "
     "but an attacker who changes what travels can make some of them (FREAK, Logjam).",
     "Switch off the export suites."},
    {"null-encryption-accepted", Severity::Warning, "Takes 'encryption' that encrypts nothing",
     "The server accepts suites that protect mail against changes but leave it readable. Only a sender that asks for "
     "it gets that.",
     "Switch off the NULL suites (eNULL)."},
    {"broken-ciphers-accepted", Severity::Warning, "Takes broken ciphers",
     "The server accepts RC4, DES or RC2, which can be broken. Today's senders choose better ones; old ones may not.",
     "Switch off RC4, DES and RC2."},
    {"ssl3-accepted", Severity::Warning, "Still speaks SSL 3.0",
     "SSL 3.0 is broken (POODLE) and no sender of today needs it.", "Switch off SSL 3.0."},
    {"small-dh", Severity::Warning, "Diffie-Hellman with a small number",
     "For some senders the server agrees on keys with a Diffie-Hellman prime of less than 2048 bits. One of 1024 bits "
     "or less is within reach of those with very large computers (Logjam).",
     "Use 2048 bits or more, or elliptic curves alone."},
    {"insecure-renegotiation", Severity::Warning, "No secure renegotiation",
     "The server lacks a protection of 2010 against an attacker who puts words of his own in front of the sender's.",
     "Update the TLS library."},
    {"no-downgrade-protection", Severity::Warning, "An attacker could switch encryption off",
     "The offer of encryption itself travels readable, so someone who controls the network could remove it. Neither "
     "DANE nor MTA-STS, which tell senders to insist, is in force for the domain.",
     "Publish an MTA-STS policy, or DANE records if the domain is signed with DNSSEC."},
    {"downgrade-protection-published", Severity::Info, "Protection against switching off is published",
     "The domain publishes records of DANE or MTA-STS. This version of Mailglass does not check yet whether they hold.",
     ""},
    {"certificate-staple-useless", Severity::Info, "A proof that does not count is sent along",
     "Along with its certificate the server sends an answer about its revocation (OCSP) that is out of date, not "
     "signed "
     "by the issuer, about another certificate, or no answer at all. Few senders look at it.",
     "Look whether the server can reach the authority's OCSP service and renews the answer, or switch stapling off."},
    {"old-choices-accepted", Severity::Info, "Also takes what old senders offer",
     "Besides modern encryption the server accepts older kinds: old TLS versions, or suites with old ciphers or "
     "without forward secrecy. For mail that is better than readable text, as long as modern senders get the modern "
     "kind.",
     "When none of your senders needs them any more, switch them off."},
    {"smtp-not-standard", Severity::Info, "Answers not as the SMTP standard has them",
     "The server's answers break rules of RFC 5321. Most senders manage, some may not.",
     "Look at the mail server, or at what stands in front of it."},
    {"server-name-intolerant", Severity::Info, "Refuses to be called by its name",
     "The server refuses a ClientHello that names it (SNI), and takes one without a name. Many mail senders say none; "
     "those that do cannot encrypt.",
     "Let the server answer with its default certificate where it does not know the name."},
    {"large-hello-intolerant", Severity::Info, "Answered only the second, smaller hello",
     "The server did not answer a ClientHello of today's size (with post-quantum key agreement) and answered only the "
     "second, smaller one. That may be chance; if it is not, newer senders may fail to deliver.",
     "Check again. If it stays, update the TLS library or the middlebox in front of the server."},
    {"null-mx", Severity::Info, "Takes no mail",
     "The domain says explicitly that it takes no mail (Null MX), so there is nothing to encrypt.", ""},
    {"implicit-mx", Severity::Info, "No MX record",
     "The domain names no mail server, so senders try the address of the domain itself.",
     "Publish an MX record, or a Null MX if the domain takes no mail."},
    {"mx-is-alias", Severity::Info, "A mail server's name is an alias",
     "An MX record leads to a name that is itself an alias (CNAME). Standards ask for the real name; most senders "
     "manage.",
     "Name the real host in the MX record."},
    {"certificate-renewal-due", Severity::Info, "The certificate should be renewed soon",
     "Most of its time is over, and 30 days or less are left.", "Check that renewal works by itself."},
    {"certificate-long-validity", Severity::Info, "A certificate for a long time",
     "It is valid for longer than public authorities may issue (CA/Browser Forum Baseline Requirements, "
     "section 6.3.2).",
     "Use certificates that renew by themselves."},
    {"certificate-chain-extra", Severity::Info, "More certificates than needed",
     "The server sends certificates that play no part in proving its name.",
     "Send the server's own certificate and the intermediates that lead to the root."},
    {"certificate-root-sent", Severity::Info, "The root certificate is sent too",
     "Senders have the trusted root already; sent along, it only costs time.", "Leave the root out of the chain file."},
    {"same-key", Severity::Info, "Several servers use the same key",
     "Servers of different names hold the same private key: who gets hold of it on one can pretend to be the others.",
     "Give each server a key of its own."},
    {"certificates-differ", Severity::Info, "Addresses of one name show different certificates",
     "Behind one host name, different addresses show different certificates.", ""},
    {"client-certificate-requested", Severity::Info, "Asks senders for a certificate",
     "The server asks the sender for a certificate. Senders without one are usually let in all the same.", ""},
    {"slow-greeting", Severity::Info, "Lets senders wait",
     "The server took more than three seconds to greet, a common defence against spam senders. Patient senders are not "
     "affected.",
     ""},
    {"post-quantum", Severity::Good, "Ready for tomorrow's computers",
     "The key agreement was post-quantum. With senders that offer it too, mail recorded today stays unreadable for a "
     "future quantum computer.",
     ""},
    {"tls-1.3", Severity::Good, "The newest TLS", "The server speaks TLS 1.3.", ""},
    {"certificate-verified", Severity::Good, "Proves its name",
     "A trusted authority vouches for the server's name, and whoever answered proved to hold the key for it", ""},
    {"certificates-rsa-and-ecdsa", Severity::Good, "Two kinds of certificate, both good",
     "An RSA and an ECDSA certificate came for the server's name, and the keys of both were shown to be there.", ""},
    {"mx-signed", Severity::Good, "The way to the servers is signed",
     "The relay's resolver found the MX records signed with DNSSEC.", ""},
}};

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Good: return "good";
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Bad: return "bad";
  }
  return "";
}

std::span<const FindingText> finding_texts() {
  return kFindingTexts;
}

const FindingText& finding_text(std::string_view code) {
  for (const FindingText& row : kFindingTexts) {
    if (row.code == code) return row;
  }
  return kFindingTexts.front();
}

}  // namespace mailglass::assess
