// The domains of the lab of protection, in plain data, and which attacks are made on each.
//
// A scenario: { zone: 'signed' | 'open' (where the domain's MX record stands), policy: { mode, lists: [index of a server] }, servers }.
// A server: { preference, zone: 'signed' | 'open' (where its addresses stand; the domain's by default), elsewhere: its name is not below the domain, certificate: 'own' (of the lab's
// authority, for its name) | 'self' (self-signed), tlsa: '311' | '211' | 'mismatch' | 'unusable' | 'fails', meets: as the simulation has it }.

const own = { certificate: 'own' }, self = { certificate: 'self' };
const first = (server) => ({ preference: 10, ...server }), second = (server) => ({ preference: 20, ...server });
const enforce = (...lists) => ({ mode: 'enforce', lists });

export const scenarios = {
  'plain': { zone: 'open', servers: [first(own)] },
  'plain-self': { zone: 'open', servers: [first(self)] },
  'provider': { zone: 'open', servers: [first({ ...own, elsewhere: true })] },
  'signed': { zone: 'signed', servers: [first(own)] },
  'signed-mx': { zone: 'signed', servers: [first({ ...own, zone: 'open', elsewhere: true })] },
  'dane-311': { zone: 'signed', servers: [first({ ...self, tlsa: '311' })] },
  'dane-211': { zone: 'signed', servers: [first({ ...own, tlsa: '211' })] },
  'dane-mismatch': { zone: 'signed', servers: [first({ ...own, tlsa: 'mismatch' })] },
  'dane-unusable': { zone: 'signed', servers: [first({ ...self, tlsa: 'unusable' })] },
  'dane-fails': { zone: 'signed', servers: [first({ ...own, tlsa: 'fails' })] },
  'dane-open-mx': { zone: 'open', servers: [first({ ...self, zone: 'signed', elsewhere: true, tlsa: '311' })] },
  'dane-half': { zone: 'signed', servers: [first({ ...self, tlsa: '311' }), second(own)] },
  'dane-behind': { zone: 'signed', servers: [first(own), second({ ...self, tlsa: '311' })] },
  'dane-second-fits': { zone: 'signed', servers: [first({ ...own, tlsa: 'mismatch' }), second({ ...self, tlsa: '311' })] },
  'dane-no-starttls': { zone: 'signed', servers: [first({ ...self, tlsa: '311', meets: 'no-offer' })] },
  'mismatch-refused-now': { zone: 'signed', servers: [first({ ...own, tlsa: 'mismatch' }), second({ ...own, meets: 'refused-for-now' })] },
  'mismatch-handshake': { zone: 'signed', servers: [first({ ...own, tlsa: 'mismatch' }), second({ ...own, meets: 'failed-handshake' })] },
  'unusable-handshake': { zone: 'signed', servers: [first({ ...own, tlsa: 'unusable', meets: 'failed-handshake' }), second({ ...own, meets: 'failed-handshake' })] },
  'fails-handshake': { zone: 'signed', servers: [first({ ...own, tlsa: 'fails' }), second({ ...own, meets: 'failed-handshake' })] },
  'no-starttls': { zone: 'open', servers: [first({ ...own, meets: 'no-offer' })] },
  'no-starttls-first': { zone: 'open', servers: [first({ ...own, meets: 'no-offer' }), second(own)] },
  'refused-first': { zone: 'open', servers: [first({ ...own, meets: 'refused' }), second(own)] },
  'refused-now-first': { zone: 'open', servers: [first({ ...own, meets: 'refused-for-now' }), second(own)] },
  'handshake-first': { zone: 'open', servers: [first({ ...own, meets: 'failed-handshake' }), second(own)] },
  'handshake-only': { zone: 'open', servers: [first({ ...own, meets: 'failed-handshake' })] },
  'dead-first': { zone: 'signed', servers: [first({ ...own, meets: 'nothing' }), second({ ...self, tlsa: '311' })] },
  'sts': { zone: 'open', policy: enforce(0), servers: [first(own)] },
  'sts-self': { zone: 'open', policy: enforce(0), servers: [first(self)] },
  'sts-provider': { zone: 'open', policy: enforce(0), servers: [first({ ...own, elsewhere: true })] },
  'sts-unlisted': { zone: 'open', policy: enforce(1), servers: [first(own), second(own)] },
  'sts-testing': { zone: 'open', policy: { mode: 'testing', lists: [0] }, servers: [first(own)] },
  'sts-dane': { zone: 'signed', policy: enforce(0), servers: [first({ ...own, tlsa: '311' })] },
  'sts-dane-mismatch': { zone: 'signed', policy: enforce(0), servers: [first({ ...own, tlsa: 'mismatch' })] },
};

const OF_ALL = ['nobody', 'starttls-stripped', 'starttls-refused', 'handshakes-broken', 'self-signed', 'other-name', 'dns-forged'];
const OF_POLICIES = ['dns-forged-first', 'policy-blocked', 'policy-blocked-first'];
/** Without a policy the others come to the same as a stripped STARTTLS or forged DNS do. */
export const attacksOn = ({ policy }) => [...OF_ALL, ...(policy ? OF_POLICIES : [])];
