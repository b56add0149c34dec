// The lab's domains with their names and addresses, one for each scenario and attack: what DNS says of it, who listens where, and the same as the simulation is told it.
import { attacksOn } from './scenarios.mjs';

export const ZONES = { signed: 'signed.com', open: 'open.com' };
export const NAME_SERVER = '45.45.0.53', GATE = '45.45.0.54', OPEN_SERVER = '45.45.0.55', POLICY_HOST = '45.45.0.60';
/** The attacker's own host, and where forged addresses lead. */
export const ATTACKER = { zone: 'evil.com', host: 'mx.evil.com', address: '45.45.0.66', elsewhere: '45.45.0.67' };

const LINE = new Map([['starttls-stripped', 'strip'], ['starttls-refused', 'refuse'], ['handshakes-broken', 'break'], ['policy-blocked', 'strip'], ['policy-blocked-first', 'strip']]);
const SHOWN = new Map([['self-signed', 'evil-self'], ['other-name', 'evil']]);

/** How an odd server behaves (../odd_server.mjs) that a sender shall meet so. */
const behaviour = (meets, certificate) => ({
  'encryption': { tls: { certificate } },
  'no-offer': { ehlo: '250-%h\r\n250 8BITMIME\r\n' },
  'refused': { starttls: '554 5.7.0 no\r\n' },
  'refused-for-now': { starttls: '454 4.7.0 not now\r\n' },
  'failed-handshake': { tls: { refuse: { what: 'anything', how: 40 } } },
}[meets]);

const known = (value) => (value ? 'yes' : 'no');
const TLSA = { '311': 'matches', '211': 'matches', 'mismatch': 'mismatches', 'unusable': 'unusable', 'fails': 'lookup-failed' };

/** What a certificate proves there, for the simulation. */
function certificateOf({ certificate, elsewhere }, listed) {
  const holds = certificate === 'own';
  return { chain: known(holds), host: known(holds), domain: known(holds && !elsewhere), policy: known(holds && listed) };
}

export function placed(scenarios) {
  let next = 0;
  const address = () => `45.45.${1 + Math.floor(next / 200)}.${1 + (next++ % 200)}`;
  const domains = [];
  for (const [key, scenario] of Object.entries(scenarios)) {
    for (const attack of attacksOn(scenario)) {
      const label = `${key}-x-${attack}`, name = `${label}.${ZONES[scenario.zone]}`;
      const forged = attack.startsWith('dns-forged');
      const domain = { key, attack, name, zone: scenario.zone, policy: scenario.policy, records: [], servers: [], listeners: [], proxies: [], forged: new Map() };
      scenario.servers.forEach((server, index) => {
        const zone = server.zone ?? scenario.zone, meets = server.meets ?? 'encryption';
        const host = server.elsewhere ? `mx${index}.${label}.provider.${ZONES[zone]}` : `mx${index}.${name}`;
        const kind = server.certificate === 'own' ? `${key}-${index}` : 'self';
        const at = address(), line = LINE.get(attack), shown = SHOWN.get(attack);
        const place = { index, host, at, zone, kind, tlsa: server.tlsa, attackers: Boolean(shown) };
        if (shown) domain.listeners.push({ address: at, host, behaviour: behaviour('encryption', shown) });
        else if (line) {
          // The attacker stands where the server would, with one behind him that has nothing wrong, and passes on what he lets through.
          place.behind = address();
          domain.proxies.push({ address: at, to: place.behind, how: line });
          domain.listeners.push({ address: place.behind, host, behaviour: behaviour('encryption', kind) });
        } else if (meets !== 'nothing') domain.listeners.push({ address: at, host, behaviour: behaviour(meets, kind) });
        if (forged && zone === 'open') domain.forged.set(`${host} A`, ATTACKER.elsewhere);
        domain.records.push([scenario.zone, `${name}. MX ${server.preference} ${host}.`], [zone, `${host}. A ${at}`]);
        domain.servers.push(place);
      });
      if (forged && scenario.zone === 'open') domain.forged.set(`${name} MX`, ATTACKER.host);
      if (scenario.policy) {
        domain.records.push([scenario.zone, `_mta-sts.${name}. TXT "v=STSv1; id=1"`], [scenario.zone, `mta-sts.${name}. A ${POLICY_HOST}`]);
        domain.text = ['version: STSv1', `mode: ${scenario.policy.mode}`, 'max_age: 604800', ...scenario.policy.lists.map((i) => `mx: ${domain.servers[i].host}`), ''].join('\r\n');
      }
      domain.told = {
        attack,
        domain: {
          policy: scenario.policy?.mode ?? 'none',
          servers: scenario.servers.map((server, index) => {
            const listed = Boolean(scenario.policy?.lists.includes(index));
            return {
              preference: server.preference, name_from: scenario.zone === 'signed' ? 'signed' : 'unsigned',
              tlsa: (server.zone ?? scenario.zone) === 'open' ? 'insecure' : TLSA[server.tlsa] ?? 'none',
              in_policy: known(listed), certificate: certificateOf(server, listed), addresses: [server.meets ?? 'encryption'],
            };
          }),
        },
      };
      domains.push(domain);
    }
  }
  return domains;
}
