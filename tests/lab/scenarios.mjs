// Every domain of the lab: how it is really set up, and what a true answer says. Tests in the browser and natively read this one list.
//
// server kinds: 'postfix' (with smtpd parameters), 'postscreen', 'exim', 'odd' (tests/lab/odd_servers.mjs), 'tarpit' (in front of another), 'none' (nothing listens).
// expect.addresses: in the order of the report (any_order: by address); what is left out is not checked.
// expect.explored: what shows only where more is asked than the headline's one connection. sent: the use of each certificate sent; staple: what the OCSP answer is worth (explored).
// expect.without: findings that would be wrong.
// expect.older: what evidence of checks leaves open that did not look again with senders' own hello (plans before 3).
// expect.first_visit: findings that hold for a client whom the server does not know yet.

const NET = '127.25.1.';
export const IPV6 = 'fd6d:676c::25';

const YES = { word: 'yes', passive: 'protected', active: 'exposed' };
const NO = { word: 'no', passive: 'exposed', active: 'exposed' };
const CANT_TELL = { word: 'unknown', passive: 'unknown', active: 'unknown' };

/** Encrypted, and the certificate proves the name. */
const proven = (tls, more = {}) => ({ outcome: 'encrypted', tls, trust: 'trusted', name: true, assurance: 'verified', ...more });
/** Encrypted, but the certificate proves nothing. */
const unproven = (tls, trust, more = {}) => ({ outcome: 'encrypted', tls, trust, name: true, assurance: 'observed', ...more });

let next = 10;
/** A domain with one MX, mx.<name>.test, at an address of its own. */
function one(name, about, server, expect, deadline_s = 6) {
  const address = NET + next++;
  const host = `mx.${name}.test`;
  const { addresses, older, ...rest } = expect;
  const placed = (list) => (list ?? []).map((a) => ({ host, address, ...a }));
  return {
    domain: `${name}.test`, about, deadline_s,
    records: [`${name}.test. MX 10 ${host}.`, `${host}. A ${address}`],
    servers: [{ ...server, host, address }],
    expect: { routing: 'mx', ...rest, addresses: placed(addresses), ...(older && { older: { ...older, addresses: placed(older.addresses) } }) },
  };
}
/** A domain with DNS only. */
const dns_only = (name, about, records, expect, more = {}) => ({
  domain: `${name}.test`, about, deadline_s: 8, records, servers: [], expect: { addresses: [], ...CANT_TELL, ...expect }, ...more,
});

const postfix = (parameters = {}, certificate = 'rsa') => ({ kind: 'postfix', parameters, certificate });
const odd = (behaviour, certificate = 'rsa') => ({ kind: 'odd', behaviour, certificate });
const TLS13_ALONE = 'NORMAL:-VERS-ALL:+VERS-TLS1.3'; // GnuTLS's words
const TLS12 = { smtpd_tls_protocols: 'TLSv1.2' };

export const scenarios = [
  one('tls13', 'TLS 1.3, trusted certificate (RSA)', postfix({ smtpd_tls_protocols: '>=TLSv1.2' }),
    { ...YES, because: 'all-encrypted', addresses: [proven('TLS 1.3', { key: 'RSA' })] }),
  one('ecdsa', 'TLS 1.3, trusted certificate (ECDSA)', postfix({ smtpd_tls_protocols: '>=TLSv1.2' }, 'ecdsa'),
    { ...YES, addresses: [proven('TLS 1.3', { key: 'EC' })] }),
  one('tls12', 'TLS 1.2 only', postfix(TLS12), { ...YES, addresses: [proven('TLS 1.2')] }),
  one('tls10', 'TLS 1.0 only', postfix({ smtpd_tls_protocols: 'TLSv1', tls_config_file: 'none', tls_low_cipherlist: 'ALL:@SECLEVEL=0', smtpd_tls_ciphers: 'low' }),
    // OpenSSL's own default, which Exim leaves as it is, begins with TLS 1.2.
    { word: 'partly', passive: 'partly', active: 'exposed', because: 'some-encrypted', findings: ['tls-old-version', 'senders-differ'], without: ['old-choices-accepted'],
      addresses: [proven('TLS 1.0', { outcome: 'depends' })] }),
  one('plain', 'no STARTTLS', postfix({ smtpd_tls_security_level: 'none' }),
    { ...NO, findings: ['starttls-not-supported'], addresses: [{ outcome: 'no-starttls' }] }),
  one('selfsigned', 'self-signed certificate', postfix({}, 'selfsigned'),
    { ...YES, findings: ['certificate-not-trusted'], addresses: [unproven('TLS 1.3', 'self-signed')] }),
  one('expired', 'expired certificate', postfix({ smtpd_banner: '$myhostname ESMTP Postfix' }, 'expired'),
    { ...YES, findings: ['certificate-expired'], addresses: [unproven('TLS 1.3', 'expired')] }),
  one('wrongname', 'certificate for another name', postfix({}, 'wrongname'),
    { ...YES, findings: ['certificate-host-mismatch'], addresses: [unproven('TLS 1.3', 'trusted', { name: false })] }),
  one('nochain', 'intermediate certificate missing', postfix({}, 'nochain'),
    { ...YES, findings: ['certificate-not-trusted'], addresses: [unproven('TLS 1.3', 'missing-intermediate')] }),
  one('askcert', 'asks for a client certificate (TLS 1.3)', postfix({ smtpd_tls_ask_ccert: 'yes' }),
    { ...YES, findings: ['client-certificate-requested'], addresses: [proven('TLS 1.3')] }),
  one('askcert12', 'asks for a client certificate (TLS 1.2)', postfix({ smtpd_tls_ask_ccert: 'yes', ...TLS12 }),
    { ...YES, findings: ['client-certificate-requested'], addresses: [proven('TLS 1.2')] }),
  one('retry', 'answers with a HelloRetryRequest', postfix({ smtpd_tls_protocols: '>=TLSv1.3', tls_eecdh_auto_curves: 'secp384r1' }),
    { ...YES, facts: ['tls.hello_retry'], addresses: [proven('TLS 1.3', { group: 'secp384r1' })] }),
  one('exim', 'Exim with GnuTLS', { kind: 'exim', certificate: 'rsa' }, { ...YES, addresses: [proven('TLS 1.3')] }),
  one('refused', 'the connection is refused', { kind: 'none' },
    { ...CANT_TELL, because: 'not-established', addresses: [{ outcome: 'unreachable' }] }),
  one('silent', 'connects but never speaks', odd('silent'), { ...CANT_TELL, addresses: [{ outcome: 'silent' }] }, 15),
  one('hangup', 'closes in the middle of its greeting', odd('hangup'), { ...CANT_TELL, addresses: [{ outcome: 'broken-smtp' }] }),
  one('postscreen', 'greets after six seconds, with a teaser (postscreen)', { kind: 'postscreen', certificate: 'rsa' },
    { ...YES, first_visit: ['slow-greeting'], addresses: [proven('TLS 1.3')] }, 14),
  one('lastline', 'STARTTLS stands in the last line of the EHLO answer', odd('lastline'), { ...YES, addresses: [proven('TLS 1.3')] }),
  one('tempfail', 'STARTTLS is answered 454', odd('tempfail'),
    { ...NO, findings: ['starttls-refused'], addresses: [{ outcome: 'starttls-refused', words: '454', readable: true }] }),
  one('stripped', 'STARTTLS blanked out on the way (250-XXXXXXXA)', odd('stripped'),
    { ...NO, findings: ['starttls-stripped'], addresses: [{ outcome: 'no-starttls' }] }),
  one('busy', '421 at connect', odd('busy'), { ...CANT_TELL, addresses: [{ outcome: 'temporarily-refused', words: '421' }] }),
  one('drip', 'one byte a second', odd('drip'), { ...CANT_TELL, addresses: [{ outcome: 'silent', words: '220 mx' }] }, 17),
  one('alert', 'breaks off the handshake with an alert', odd('alert'),
    { ...NO, findings: ['validation-failure'], addresses: [{ outcome: 'handshake-failed', readable: true }],
      older: { ...CANT_TELL, addresses: [{ outcome: 'handshake-failed', words: 'handshake_failure' }] } }),
  one('garbage', 'garbage after 220 ready to start TLS', odd('garbage'),
    { ...NO, findings: ['plaintext-after-starttls'], addresses: [{ outcome: 'handshake-failed', readable: true }],
      // It came with the 220 then, and Postfix throws that away before it begins TLS.
      older: { word: 'partly', passive: 'partly', active: 'exposed', because: 'some-readable', findings: ['plaintext-after-starttls'], addresses: [{ outcome: 'handshake-failed' }] } }),
  one('flood', 'a greeting of one megabyte', odd('flood'), { ...CANT_TELL, addresses: [{ outcome: 'broken-smtp' }] }, 12),
  one('hostile', 'a greeting full of HTML, control and bidi characters', odd('hostile'), { ...YES, addresses: [proven('TLS 1.3')] }),
  one('order', 'certificates in the wrong order, one twice, the root too; must-staple without a staple', postfix({}, 'disorder'),
    { ...YES, findings: ['certificate-chain-order', 'certificate-chain-extra', 'certificate-root-sent'], explored: { findings: ['certificate-must-staple'] },
      addresses: [proven('TLS 1.3', { sent: ['path', 'root', 'path', 'duplicate'], timestamps: 2 })] }),
  one('both', 'an RSA and an ECDSA certificate', postfix({ smtpd_tls_protocols: '>=TLSv1.2' }, 'both'),
    { ...YES, explored: { findings: ['certificates-rsa-and-ecdsa'] }, addresses: [proven('TLS 1.3', { key: 'EC', kinds: ['EC', 'RSA'] })] }),
  one('helo', 'does not know EHLO, so senders say HELO', odd('helo'),
    { ...NO, because: 'none-encrypted', findings: ['starttls-not-supported'], addresses: [{ outcome: 'no-ehlo' }] }),
  one('stapled', 'TLS 1.3 alone; its certificate promises an OCSP answer, and one comes along', { kind: 'exim', certificate: 'stapled', priority: TLS13_ALONE },
    { ...YES, without: ['certificate-must-staple', 'certificate-staple-useless'], addresses: [proven('TLS 1.3', { staple: 'good', kinds: ['RSA'] })] }),
  // Exim's GnuTLS would not start with such an answer.
  one('revoked', 'an OCSP answer comes along that says the certificate was revoked', odd('stapling', 'revoked'),
    { ...YES, explored: { findings: ['certificate-revoked'], without: ['certificate-verified'] }, addresses: [proven('TLS 1.3', { staple: 'revoked' })] }),

  // Asked for, the command line waits too; the page does by itself.
  { ...one('late', 'greets when the usual deadline is over', odd('late'), { ...YES, first_visit: ['slow-greeting'], addresses: [proven('TLS 1.3')] }, 18), patience_s: 12 },
  {
    domain: 'partly.test', about: 'two MX, one without TLS', deadline_s: 6,
    records: ['partly.test. MX 10 mx1.partly.test.', 'partly.test. MX 20 mx2.partly.test.', `mx1.partly.test. A ${NET}100`, `mx2.partly.test. A ${NET}101`],
    servers: [{ ...postfix(), host: 'mx1.partly.test', address: NET + 100 }, { ...postfix({ smtpd_tls_security_level: 'none' }), host: 'mx2.partly.test', address: NET + 101 }],
    expect: {
      routing: 'mx', word: 'partly', passive: 'partly', active: 'exposed', because: 'some-encrypted',
      addresses: [{ host: 'mx1.partly.test', address: NET + 100, ...proven('TLS 1.3') }, { host: 'mx2.partly.test', address: NET + 101, outcome: 'no-starttls' }],
    },
  },
  {
    domain: 'families.test', about: 'IPv4 encrypts, IPv6 does not', deadline_s: 6,
    records: ['families.test. MX 10 mx.families.test.', `mx.families.test. A ${NET}102`, `mx.families.test. AAAA ${IPV6}`],
    servers: [{ ...postfix(), host: 'mx.families.test', address: NET + 102 }, { ...postfix({ smtpd_tls_security_level: 'none' }), host: 'mx.families.test', address: IPV6 }],
    expect: {
      routing: 'mx', word: 'partly', passive: 'partly', active: 'exposed',
      addresses: [{ host: 'mx.families.test', address: NET + 102, ...proven('TLS 1.3') }, { host: 'mx.families.test', address: IPV6, outcome: 'no-starttls' }],
    },
  },
  {
    domain: 'halfseen.test', about: 'two MX, the address of one cannot be looked up', deadline_s: 10,
    records: ['halfseen.test. MX 10 mx1.halfseen.test.', 'halfseen.test. MX 20 mx.servfail.test.', `mx1.halfseen.test. A ${NET}112`],
    servers: [{ ...postfix(), host: 'mx1.halfseen.test', address: NET + 112 }],
    expect: {
      routing: 'mx', word: 'partly', passive: 'partly', active: 'unknown', because: 'some-unclear',
      addresses: [{ host: 'mx1.halfseen.test', address: NET + 112, ...proven('TLS 1.3') }],
    },
  },
  {
    domain: 'twofaces.test', about: 'two addresses of one name with different certificates, one self-signed', deadline_s: 6,
    records: ['twofaces.test. MX 10 mx.twofaces.test.', `mx.twofaces.test. A ${NET}108`, `mx.twofaces.test. A ${NET}109`],
    servers: [{ ...postfix({}, 'ecdsa'), host: 'mx.twofaces.test', address: NET + 108 }, { ...postfix({}, 'selfsigned'), host: 'mx.twofaces.test', address: NET + 109 }],
    expect: {
      routing: 'mx', ...YES, findings: ['certificates-differ-untrusted', 'certificate-not-trusted'], any_order: true,
      addresses: [{ host: 'mx.twofaces.test', address: NET + 108, ...proven('TLS 1.3', { key: 'EC' }) }, { host: 'mx.twofaces.test', address: NET + 109, ...unproven('TLS 1.3', 'self-signed', { key: 'RSA' }) }],
    },
  },
  {
    domain: 'implicit.test', about: 'no MX: mail goes to the domain\'s own address', deadline_s: 6,
    records: [`implicit.test. A ${NET}103`],
    servers: [{ ...postfix(), host: 'implicit.test', address: NET + 103 }],
    expect: { routing: 'implicit-mx', ...YES, findings: ['implicit-mx'], addresses: [{ host: 'implicit.test', address: NET + 103, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'alias.test', about: 'the MX\'s name is an alias (CNAME)', deadline_s: 6,
    records: ['alias.test. MX 10 mx.alias.test.', 'mx.alias.test. CNAME real.alias.test.', `real.alias.test. A ${NET}104`],
    servers: [{ ...postfix(), host: 'mx.alias.test', address: NET + 104 }],
    expect: { routing: 'mx', ...YES, findings: ['mx-is-alias'], addresses: [{ host: 'mx.alias.test', address: NET + 104, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'other.alias.test', about: 'the domain itself is an alias (CNAME)', deadline_s: 6,
    records: ['other.alias.test. CNAME alias.test.'], servers: [],
    expect: { routing: 'mx', ...YES, addresses: [{ host: 'mx.alias.test', address: NET + 104, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'dane.test', about: 'publishes a DANE record that fits', deadline_s: 6,
    records: ['dane.test. MX 10 mx.dane.test.', `mx.dane.test. A ${NET}105`, '_25._tcp.mx.dane.test. TLSA 3 1 1 {key of mx.dane.test}',
      '_smtp._tls.dane.test. TXT "v=TLSRPTv1; rua=mailto:reports@dane.test"', 'dane.test. CAA 0 issue "ca.lab.test"'],
    reverse: ['105.1 PTR mx.dane.test.'],
    servers: [{ ...postfix(), host: 'mx.dane.test', address: NET + 105 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'protected', unchecked: { active: 'unknown', findings: ['downgrade-protection-published'] }, findings: ['downgrade-protection-published', 'dane-holds', 'dane-renewal'], without: ['dane-mismatch', 'no-downgrade-protection'], addresses: [{ host: 'mx.dane.test', address: NET + 105, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'baddane.test', about: 'publishes a DANE record of another key, so that senders with DANE do not deliver', deadline_s: 6,
    records: ['baddane.test. MX 10 mx.baddane.test.', `mx.baddane.test. A ${NET}120`, `_25._tcp.mx.baddane.test. TLSA 3 1 1 ${'ab'.repeat(32)}`],
    reverse: ['120.1 PTR mx.dane.test.'],
    servers: [{ ...postfix(), host: 'mx.baddane.test', address: NET + 120 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'exposed', findings: ['downgrade-protection-published', 'dane-mismatch'], without: ['dane-holds', 'dane-renewal'], addresses: [{ host: 'mx.baddane.test', address: NET + 120, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'aliasdane.test', about: 'publishes a DANE record where the mail server\'s alias ends', deadline_s: 6,
    records: ['aliasdane.test. MX 10 mx.aliasdane.test.', 'mx.aliasdane.test. CNAME real.aliasdane.test.', `real.aliasdane.test. A ${NET}119`, '_25._tcp.real.aliasdane.test. TLSA 3 1 1 {key of mx.aliasdane.test}'],
    servers: [{ ...postfix(), host: 'mx.aliasdane.test', address: NET + 119 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'protected', unchecked: { active: 'unknown' }, findings: ['downgrade-protection-published', 'mx-is-alias'], addresses: [{ host: 'mx.aliasdane.test', address: NET + 119, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'sts.test', about: 'publishes an MTA-STS policy that is in force and fits', deadline_s: 6,
    records: ['sts.test. MX 10 mx.sts.test.', `mx.sts.test. A ${NET}106`, '_mta-sts.sts.test. TXT "v=STSv1; id=20261101"', `mta-sts.sts.test. A ${NET}121`],
    policy: { address: `${NET}121`, text: 'version: STSv1\r\nmode: enforce\r\nmx: mx.sts.test\r\nmax_age: 86400\r\n' },
    servers: [{ ...postfix(), host: 'mx.sts.test', address: NET + 106 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'protected', unchecked: { active: 'unknown', findings: [] }, findings: ['sts-holds'], without: ['sts-testing', 'sts-mx-left-out'], addresses: [{ host: 'mx.sts.test', address: NET + 106, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'teststs.test', about: 'publishes an MTA-STS policy that only tests', deadline_s: 6,
    records: ['teststs.test. MX 10 mx.teststs.test.', `mx.teststs.test. A ${NET}122`, '_mta-sts.teststs.test. TXT "v=STSv1; id=1"', `mta-sts.teststs.test. A ${NET}123`],
    policy: { address: `${NET}123`, text: 'version: STSv1\nmode: testing\nmx: *.teststs.test\nmax_age: 86400\n' },
    servers: [{ ...postfix(), host: 'mx.teststs.test', address: NET + 122 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'exposed', findings: ['sts-testing'], without: ['sts-holds', 'sts-testing-fails'], addresses: [{ host: 'mx.teststs.test', address: NET + 122, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'gonests.test', about: 'announces an MTA-STS policy that nobody serves', deadline_s: 6,
    records: ['gonests.test. MX 10 mx.gonests.test.', `mx.gonests.test. A ${NET}124`, '_mta-sts.gonests.test. TXT "v=STSv1; id=1"'],
    servers: [{ ...postfix(), host: 'mx.gonests.test', address: NET + 124 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'exposed', findings: ['sts-policy-fetch-error'], without: ['sts-policy-invalid'], addresses: [{ host: 'mx.gonests.test', address: NET + 124, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'leftsts.test', about: 'publishes an MTA-STS policy in force that lists another server', deadline_s: 6,
    records: ['leftsts.test. MX 10 mx.leftsts.test.', `mx.leftsts.test. A ${NET}131`, '_mta-sts.leftsts.test. TXT "v=STSv1; id=1"', `mta-sts.leftsts.test. A ${NET}132`],
    policy: { address: `${NET}132`, text: 'version: STSv1\nmode: enforce\nmx: other.leftsts.test\nmax_age: 86400\n' },
    servers: [{ ...postfix(), host: 'mx.leftsts.test', address: NET + 131 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'exposed', findings: ['sts-mx-left-out'], without: ['sts-holds', 'sts-certificate'], addresses: [{ host: 'mx.leftsts.test', address: NET + 131, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'brokensts.test', about: 'serves an MTA-STS policy that is none', deadline_s: 6,
    records: ['brokensts.test. MX 10 mx.brokensts.test.', `mx.brokensts.test. A ${NET}133`, '_mta-sts.brokensts.test. TXT "v=STSv1; id=1"', `mta-sts.brokensts.test. A ${NET}134`],
    policy: { address: `${NET}134`, text: 'version: STSv1\nmode: enforce\nmx: mx.brokensts.test\n' },
    servers: [{ ...postfix(), host: 'mx.brokensts.test', address: NET + 133 }],
    expect: { routing: 'mx', word: 'yes', passive: 'protected', active: 'exposed', findings: ['sts-policy-invalid'], without: ['sts-holds', 'sts-policy-fetch-error'], addresses: [{ host: 'mx.brokensts.test', address: NET + 133, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'unsigned.test', about: 'a domain without DNSSEC', deadline_s: 6, zone: 'unsigned',
    records: ['unsigned.test. MX 10 mx.unsigned.test.', `mx.unsigned.test. A ${NET}107`],
    servers: [{ ...postfix(), host: 'mx.unsigned.test', address: NET + 107 }],
    expect: { routing: 'mx', dnssec: 'insecure', ...YES, addresses: [{ host: 'mx.unsigned.test', address: NET + 107, ...proven('TLS 1.3') }] },
  },
  {
    domain: 'tarpit.test', about: 'every reply comes a second and a half late', deadline_s: 14,
    records: ['tarpit.test. MX 10 mx.tarpit.test.', `mx.tarpit.test. A ${NET}110`],
    servers: [
      { ...postfix({ smtpd_tls_protocols: '>=TLSv1.2' }), host: 'mx.tarpit.test', address: NET + 111 },
      { kind: 'tarpit', host: 'mx.tarpit.test', address: NET + 110, behind: NET + 111, ms: 1500 },
    ],
    expect: { routing: 'mx', ...YES, addresses: [{ host: 'mx.tarpit.test', address: NET + 110, ...proven('TLS 1.3') }] },
  },
  dns_only('nullmx', 'takes no mail, and says so (Null MX)', ['nullmx.test. MX 0 .'], { routing: 'null-mx', because: 'null-mx' }),
  dns_only('nxdomain', 'a domain that does not exist', [], { routing: 'no-domain', because: 'no-domain' }),
  dns_only('dangling', 'an alias of a name that does not exist', ['dangling.test. CNAME gone.dangling.test.'], { routing: 'no-domain', because: 'no-domain', sentence: 'gone.dangling.test' }),
  dns_only('nomail', 'a domain without MX or address', ['nomail.test. TXT "hello"'], { routing: 'no-mail', because: 'no-mail' }),
  dns_only('servfail', 'its name servers do not know it (SERVFAIL)', [], { routing: 'failed', because: 'dns-failed' }, { zone: 'lame' }),
  dns_only('bogus', 'its DNSSEC signatures were altered', [`bogus.test. MX 10 mx.tls13.test.`], { routing: 'failed', because: 'dns-failed', dnssec: 'bogus' }, { zone: 'bogus' }),
  // The browser's OpenSSL has no assembly, and with it other ways through its arithmetic than this machine's.
  ...['p521', 'ed25519', 'ed448', 'pss'].map((kind) => one(`by-${kind}`, `a certificate that an authority signed by another kind of key: ${kind}`,
    postfix({}, `by-${kind}`), { ...YES, addresses: [proven('TLS 1.3')] })),
];
