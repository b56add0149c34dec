#pragma once
// The kinds of requirement that the documents share. Each judges one rule over one address's facts; which parameters of
// the rule it reads stands with it.

#include "assess/lens/lens.h"

namespace mailglass::assess::lens {

/// None of the versions (numbers; SSL 2.0: 0x0002) is supported.
Judgement versions_absent(const Subject& subject, const Rule& rule);
/// Each of them is.
Judgement versions_present(const Subject& subject, const Rule& rule);

/// No suite of the kind (suite test) is accepted in TLS 1.2 and older. Static (EC)DH counts only where it was seen to
/// be accepted: it is asked for at full depth alone, and has a requirement of its own.
Judgement suites_absent(const Subject& subject, const Rule& rule);
Judgement static_dh_absent(const Subject& subject, const Rule& rule);
/// The same in TLS 1.3.
Judgement suites_absent_tls13(const Subject& subject, const Rule& rule);
/// At least one suite of the kind is accepted in TLS 1.2 (or older), where that is supported.
Judgement suites_present(const Subject& subject, const Rule& rule);
/// CBC suites of TLS 1.2 and older are accepted with encrypt-then-MAC (RFC 7366) only.
Judgement cbc_with_encrypt_then_mac(const Subject& subject, const Rule& rule);
/// In a version (amount) the client's order of suites decides.
Judgement client_order(const Subject& subject, const Rule& rule);

/// None of the groups (numbers) is accepted / no other group is / each of them is / at least one is. In TLS 1.2
/// and older the newest version speaks for the others: libraries have one list of groups.
Judgement groups_absent(const Subject& subject, const Rule& rule);
Judgement groups_only(const Subject& subject, const Rule& rule);
Judgement groups_present(const Subject& subject, const Rule& rule);
Judgement groups_any(const Subject& subject, const Rule& rule);
/// Finite-field Diffie-Hellman of TLS 1.2 and older, anonymous too, uses primes of at least so many bits
/// (amount) / and groups of RFC 7919.
Judgement dh_bits(const Subject& subject, const Rule& rule);
Judgement dh_standard_groups(const Subject& subject, const Rule& rule);

/// What the server does in TLS 1.2 and older is as wanted (behaviour).
Judgement behaviour(const Subject& subject, const Rule& rule);
/// An OCSP answer is stapled. Without one nothing is violated: not every issuer gives any.
Judgement ocsp_staple(const Subject& subject, const Rule& rule);

/// The server's certificate of each kind (and with `whole_chain` the intermediates it sends; never a self-issued one of
/// those): RSA keys of at least so many bits (amount), elliptic keys on a curve of a list (text) or of at least so
/// many bits (amount), no RSA key at all.
Judgement rsa_bits(const Subject& subject, const Rule& rule);
Judgement curve_names(const Subject& subject, const Rule& rule);
Judgement curve_bits(const Subject& subject, const Rule& rule);
Judgement no_rsa_certificate(const Subject& subject, const Rule& rule);
/// Issuers' signatures: by an algorithm of a list (text) / not with MD5 or SHA-1.
Judgement signature_names(const Subject& subject, const Rule& rule);
Judgement signature_not_sha1(const Subject& subject, const Rule& rule);
/// Valid for at most so many days (amount).
Judgement lifetime(const Subject& subject, const Rule& rule);

// Facts with a yes or no of their own.
probe::Known compression(const probe::Facts& facts);
probe::Known extended_master_secret(const probe::Facts& facts);
probe::Known secure_renegotiation(const probe::Facts& facts);
probe::Known heartbeat(const probe::Facts& facts);
probe::Known sha1_signatures(const probe::Facts& facts);

}  // namespace mailglass::assess::lens
