#define OPENSSL_SUPPRESS_DEPRECATED  // RAND_METHOD: this OpenSSL is built without a source of randomness of its own
#include "dnssec/world.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "bytes/encoding.h"
#include "dns/canonical.h"

namespace mailglass::test {
namespace {

constexpr std::uint16_t kNs = 2, kCname = 5, kSoa = 6, kDname = 39, kDs = 43, kRrsig = 46, kNsec = 47, kDnskey = 48,
                        kNsec3 = 50;

void must(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

/// The same keys in every run (xorshift64*, Vigna 2014): nothing here is secret.
int from_seed(unsigned char* out, int size) {
  static std::uint64_t state = 0x9e3779b97f4a7c15;
  for (int i = 0; i < size; ++i) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    out[i] = static_cast<unsigned char>((state * 0x2545f4914f6cdd1d) >> 56);
  }
  return 1;
}
int ready() {
  return 1;
}
constexpr RAND_METHOD kRandomness = {nullptr, from_seed, nullptr, nullptr, from_seed, ready};

bool is_rsa(std::uint8_t algorithm) {
  return algorithm == 5 || algorithm == 7 || algorithm == 8 || algorithm == 10;
}

const EVP_MD* digest_of(std::uint8_t algorithm) {
  switch (algorithm) {
    case 5:
    case 7: return EVP_sha1();
    case 8:
    case 13: return EVP_sha256();
    case 14: return EVP_sha384();
    case 10: return EVP_sha512();
    default: return nullptr;
  }
}

EVP_PKEY* generate(std::uint8_t algorithm) {
  switch (algorithm) {
    case 13: return EVP_EC_gen("P-256");
    case 14: return EVP_EC_gen("P-384");
    case 15: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case 16: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
    default: return EVP_RSA_gen(1024);
  }
}

Bytes number(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &value) == 1, "a number of a key");
  Bytes out(static_cast<std::size_t>(BN_num_bytes(value)));
  BN_bn2bin(value, out.data());
  BN_free(value);
  return out;
}

Bytes public_key(std::uint8_t algorithm, EVP_PKEY* key) {
  if (is_rsa(algorithm)) {
    const Bytes exponent = number(key, OSSL_PKEY_PARAM_RSA_E);
    ByteWriter out;
    out.u8(static_cast<std::uint8_t>(exponent.size())).append(exponent).append(number(key, OSSL_PKEY_PARAM_RSA_N));
    return out.bytes();
  }
  Bytes out(200);
  std::size_t size = 0;
  must(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, out.data(), out.size(), &size) == 1, "a key");
  out.resize(size);
  if (algorithm == 13 || algorithm == 14) out.erase(out.begin());
  return out;
}

std::size_t label_count(const dns::Name& name) {
  const auto& labels = name.labels();
  return labels.size() - (!labels.empty() && labels.front() == "*" ? 1 : 0);
}

dns::Name cut_to(dns::Name name, std::size_t labels) {
  while (name.labels().size() > labels) name = name.parent();
  return name;
}

std::string type_words(const std::set<std::uint16_t>& types) {
  std::string out;
  for (const std::uint16_t type : types) out += " " + dns::type_text(type);
  return out;
}

WireRecord made(const dns::Name& owner, std::uint16_t type, const std::string& data) {
  return {owner, type, 3600, data_of(type, words_of(data))};
}

std::string hex_or_dash(const std::string& salt) {
  return salt.empty() ? "-" : to_hex(view_of(salt));
}

Bytes hash_of(const SigningZone& zone, const dns::Name& name) {
  ByteWriter wire;
  dns::append_canonical(wire, name);
  return dnssec::nsec3_hash(wire.bytes(), view_of(zone.spec.salt), zone.spec.iterations);
}

std::set<std::uint16_t> types_at(const SigningZone& zone, const dns::Name& name) {
  std::set<std::uint16_t> types;
  if (const auto node = zone.nodes.find(name); node != zone.nodes.end()) {
    for (const auto& [type, records] : node->second) types.insert(type);
  }
  return types;
}

bool is_delegation(const SigningZone& zone, const dns::Name& name) {
  return name != zone.apex && types_at(zone, name).contains(kNs);
}

bool exists(const SigningZone& zone, const dns::Name& name) {
  return std::any_of(zone.nodes.begin(), zone.nodes.end(),
                     [&](const auto& node) { return node.first.is_within(name); });
}

dns::Name closest_encloser(const SigningZone& zone, dns::Name name) {
  while (!exists(zone, name)) name = name.parent();
  return name;
}

}  // namespace

void use_randomness() {
  RAND_set_rand_method(&kRandomness);
}
void forget_randomness() {
  RAND_set_rand_method(nullptr);
}

SigningKey make_key(std::uint8_t algorithm, std::uint16_t flags) {
  use_randomness();
  SigningKey made_key{algorithm, {generate(algorithm), EVP_PKEY_free}, {}};
  must(made_key.key != nullptr, "OpenSSL makes no such key");
  ByteWriter out;
  out.u16(flags).u8(3).u8(algorithm).append(public_key(algorithm, made_key.key.get()));
  made_key.dnskey = out.bytes();
  return made_key;
}

Bytes sign(const SigningKey& key, ByteView data) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::size_t size = 0;
  must(EVP_DigestSignInit(context.get(), nullptr, digest_of(key.algorithm), nullptr, key.key.get()) == 1 &&
           EVP_DigestSign(context.get(), nullptr, &size, data.data(), data.size()) == 1,
       "signing");
  Bytes signature(size);
  must(EVP_DigestSign(context.get(), signature.data(), &size, data.data(), data.size()) == 1, "signing");
  signature.resize(size);
  if (key.algorithm != 13 && key.algorithm != 14) return signature;
  const unsigned char* der = signature.data();
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size));
  const int half = key.algorithm == 13 ? 32 : 48;
  Bytes plain(static_cast<std::size_t>(2 * half));
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), plain.data(), half);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), plain.data() + half, half);
  ECDSA_SIG_free(pair);
  return plain;
}

WireRecord SigningZone::rrsig(const std::vector<WireRecord>& set, const SigningKey& by) const {
  const WireRecord& first = set.front();
  ByteWriter out;
  out.u16(first.type).u8(by.algorithm).u8(static_cast<std::uint8_t>(label_count(first.owner))).u32(first.ttl);
  out.u32(static_cast<std::uint32_t>(spec.expiration)).u32(static_cast<std::uint32_t>(spec.inception));
  out.u16(tag_of(by.dnskey));
  dns::append_canonical(out, apex);
  ByteWriter data;
  data.append(out.bytes());
  std::vector<WireRecord> sorted = set;
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.data < b.data; });
  for (const WireRecord& record : sorted) {
    dns::append_canonical(data, record.owner);
    data.u16(record.type).u16(1).u32(record.ttl);
    data.prefixed(2, [&](ByteWriter& inner) { inner.append(record.data); });
  }
  out.append(sign(by, data.bytes()));
  return {first.owner, kRrsig, first.ttl, out.bytes()};
}

SignedTree::SignedTree(std::vector<ZoneSpec> zones) {
  if (std::none_of(zones.begin(), zones.end(), [](const ZoneSpec& spec) { return spec.apex == "."; }))
    zones.push_back({"."});
  for (ZoneSpec& spec : zones) {
    SigningZone zone{std::move(spec), {}, {}, {}, {}};
    zone.apex = name_of(zone.spec.apex);
    const auto add = [&](WireRecord record) { zone.nodes[record.owner][record.type].push_back(std::move(record)); };
    add(made(zone.apex, kSoa, "ns.example. hostmaster.example. 1 3600 600 86400 300"));
    add(made(zone.apex, kNs, "ns.example."));
    for (const std::string& line : zone.spec.records) add(record_of(line));
    if (zone.is_signed()) {
      zone.entry = make_key(zone.spec.algorithm, 257);
      zone.key = make_key(zone.spec.algorithm, 256);
      add({zone.apex, kDnskey, 3600, zone.entry.dnskey});
      add({zone.apex, kDnskey, 3600, zone.key.dnskey});
    }
    zones_.emplace(zone.apex, std::move(zone));
  }
  for (const auto& [apex, zone] : zones_) {
    if (apex.is_root()) continue;
    SigningZone& parent = const_cast<SigningZone&>(zone_of(apex, kDs));
    parent.nodes[apex][kNs].push_back(made(apex, kNs, "ns.example."));
    if (!zone.is_signed()) continue;
    const dns::Ds ds = anchor_of(apex, zone.entry.dnskey, zone.spec.digest).ds;
    ByteWriter data;
    data.u16(ds.key_tag).u8(ds.algorithm).u8(ds.digest_type).append(ds.digest);
    parent.nodes[apex][kDs].push_back({apex, kDs, 3600, data.bytes()});
  }
}

SigningZone& SignedTree::zone(std::string_view apex) {
  return zones_.at(name_of(apex));
}

const SigningZone& SignedTree::zone_of(const dns::Name& name, std::uint16_t type) const {
  dns::Name at = type == kDs ? name.parent() : name;
  while (!zones_.contains(at)) at = at.parent();
  return zones_.at(at);
}

void SignedTree::put_set(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& owner,
                         std::uint16_t type, const dns::Name& from) const {
  const std::vector<WireRecord>& set = zone.nodes.at(from).at(type);
  for (WireRecord record : set) {
    record.owner = owner;
    out.push_back(std::move(record));
  }
  const bool parents = is_delegation(zone, from) && type == kNs;
  if (!zone.is_signed() || parents) return;
  WireRecord signature = zone.rrsig(set, type == kDnskey ? zone.entry : zone.key);
  signature.owner = owner;
  out.push_back(std::move(signature));
}

void SignedTree::put_nsec(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& name) const {
  auto node = zone.nodes.upper_bound(name);
  const dns::Name next = node == zone.nodes.end() ? zone.apex : node->first;
  --node;
  std::set<std::uint16_t> types = types_at(zone, node->first);
  types.insert({kNsec, kRrsig});
  const std::vector<WireRecord> set{made(node->first, kNsec, next.to_text() + type_words(types))};
  if (std::find(out.begin(), out.end(), set.front()) != out.end()) return;
  out.push_back(set.front());
  out.push_back(zone.rrsig(set, zone.key));
}

void SignedTree::put_nsec3(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& name) const {
  std::map<Bytes, dns::Name> chain;
  for (const auto& [owner, types] : zone.nodes) {
    if (zone.spec.opt_out && is_delegation(zone, owner) && !types.contains(kDs)) continue;
    for (dns::Name at = owner;; at = at.parent()) {
      chain.emplace(hash_of(zone, at), at);
      if (at == zone.apex) break;
    }
  }
  auto record = chain.upper_bound(hash_of(zone, name));
  const Bytes next = record == chain.end() ? chain.begin()->first : record->first;
  record = record == chain.begin() ? std::prev(chain.end()) : std::prev(record);
  std::set<std::uint16_t> types = types_at(zone, record->second);
  const bool unsigned_delegation = is_delegation(zone, record->second) && !types.contains(kDs);
  if (!types.empty() && !unsigned_delegation) types.insert(kRrsig);
  const auto owner = zone.apex.child(base32hex(record->first));
  const std::string data = "1 " + std::string(zone.spec.opt_out ? "1 " : "0 ") + std::to_string(zone.spec.iterations) +
                           " " + hex_or_dash(zone.spec.salt) + " " + base32hex(next) + type_words(types);
  const std::vector<WireRecord> set{made(*owner, kNsec3, data)};
  if (std::find(out.begin(), out.end(), set.front()) != out.end()) return;
  out.push_back(set.front());
  out.push_back(zone.rrsig(set, zone.key));
}

void SignedTree::put_denial(std::vector<WireRecord>& out, const SigningZone& zone, const dns::Name& name) const {
  if (!zone.is_signed()) return;
  if (zone.spec.nsec3) {
    put_nsec3(out, zone, name);
  } else {
    put_nsec(out, zone, name);
  }
}

void SignedTree::deny(const SigningZone& zone, const dns::Name& name, bool name_exists, WireMessage& out) const {
  put_set(out.authorities, zone, zone.apex, kSoa, zone.apex);
  const bool hidden = zone.spec.opt_out && is_delegation(zone, name);
  const bool at_name = name_exists && !hidden;
  // NSEC3 covers the next closer name instead (RFC 5155 section 7.2.2).
  if (at_name || !zone.spec.nsec3) put_denial(out.authorities, zone, name);
  if (at_name) return;
  const dns::Name encloser = closest_encloser(zone, hidden ? name.parent() : name);
  put_denial(out.authorities, zone, *encloser.child("*"));
  if (!zone.spec.nsec3) return;
  put_denial(out.authorities, zone, encloser);
  put_denial(out.authorities, zone, cut_to(name, encloser.labels().size() + 1));
}

bool SignedTree::step(const SigningZone& zone, dns::Name& name, std::uint16_t type, WireMessage& out) const {
  for (dns::Name above = name; above != zone.apex;) {
    above = above.parent();
    if (!types_at(zone, above).contains(kDname)) continue;
    put_set(out.answers, zone, above, kDname, above);
    std::vector<std::string> labels(name.labels().begin(),
                                    name.labels().end() - static_cast<std::ptrdiff_t>(above.labels().size()));
    const WireRecord& record = zone.nodes.at(above).at(kDname).front();
    ByteReader reader(record.data);
    const auto read = dns::Name::from_wire(reader, record.data);
    labels.insert(labels.end(), read->labels().begin(), read->labels().end());
    const dns::Name made_name = *dns::Name::from_labels(labels);
    out.answers.push_back(made(name, kCname, made_name.to_text() + "."));
    name = made_name;
    return true;
  }
  const bool there = exists(zone, name);
  const dns::Name encloser = closest_encloser(zone, name);
  const dns::Name from = there ? name : *encloser.child("*");
  const std::set<std::uint16_t> types = types_at(zone, from);
  const bool alias = types.contains(kCname) && type != kCname;
  if (!types.contains(type) && !alias) {
    if (!there && types.empty()) out.rcode = 3;
    deny(zone, name, there, out);
    if (!there && !types.empty()) put_denial(out.authorities, zone, from);
    return false;
  }
  const std::uint16_t found = alias ? kCname : type;
  put_set(out.answers, zone, name, found, from);
  if (!there && zone.spec.nsec3) put_denial(out.authorities, zone, cut_to(name, encloser.labels().size() + 1));
  if (!there && !zone.spec.nsec3) put_denial(out.authorities, zone, name);
  if (!alias) return false;
  const Bytes& target = zone.nodes.at(from).at(kCname).front().data;
  ByteReader reader(target);
  name = *dns::Name::from_wire(reader, target);
  return true;
}

WireMessage SignedTree::message(const dnssec::Question& question) const {
  WireMessage out{question.name, question.type, 0, {}, {}, {}};
  dns::Name name = question.name;
  for (int steps = 0; steps < 20 && step(zone_of(name, question.type), name, question.type, out);) ++steps;
  return out;
}

Source SignedTree::source() const {
  return [this](const dnssec::Question& question) { return wire_of(message(question)); };
}

Trust SignedTree::trust() const {
  return {kWorldTime, {anchor_of(dns::Name(), zones_.at(dns::Name()).entry.dnskey)}};
}

}  // namespace mailglass::test
