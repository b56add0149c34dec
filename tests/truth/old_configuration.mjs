// A server with what current libraries no longer have: SSL 2.0, SSL 3.0, RC4, DES, export. It is Node.js 0.12 with its OpenSSL 1.0.1.
import { fileURLToPath } from 'node:url';
import { extensionsGiven, extensionsShown } from './hello_extensions.mjs';

const suites = {
  '0001': 'NULL-MD5', '0002': 'NULL-SHA', '0003': 'EXP-RC4-MD5', '0004': 'RC4-MD5', '0005': 'RC4-SHA', '0006': 'EXP-RC2-CBC-MD5', '0007': 'IDEA-CBC-SHA',
  '0008': 'EXP-DES-CBC-SHA', '0009': 'DES-CBC-SHA', '000a': 'DES-CBC3-SHA', '0014': 'EXP-EDH-RSA-DES-CBC-SHA', '0015': 'EDH-RSA-DES-CBC-SHA',
  '0016': 'EDH-RSA-DES-CBC3-SHA', '0017': 'EXP-ADH-RC4-MD5', '0018': 'ADH-RC4-MD5', '0019': 'EXP-ADH-DES-CBC-SHA', '001a': 'ADH-DES-CBC-SHA',
  '001b': 'ADH-DES-CBC3-SHA', '002f': 'AES128-SHA', '0033': 'DHE-RSA-AES128-SHA', '0034': 'ADH-AES128-SHA', '0035': 'AES256-SHA', '0039': 'DHE-RSA-AES256-SHA',
  '003a': 'ADH-AES256-SHA', '003b': 'NULL-SHA256', '003c': 'AES128-SHA256', '0041': 'CAMELLIA128-SHA', '0096': 'SEED-SHA', '009c': 'AES128-GCM-SHA256',
  '009e': 'DHE-RSA-AES128-GCM-SHA256', c010: 'ECDHE-RSA-NULL-SHA', c011: 'ECDHE-RSA-RC4-SHA', c012: 'ECDHE-RSA-DES-CBC3-SHA', c013: 'ECDHE-RSA-AES128-SHA',
  c014: 'ECDHE-RSA-AES256-SHA', c016: 'AECDH-RC4-SHA', c018: 'AECDH-AES128-SHA', c02f: 'ECDHE-RSA-AES128-GCM-SHA256',
};
/** Names that are also cipher kinds of SSL 2.0. */
const ssl2Names = ['EXP-RC4-MD5', 'RC4-MD5', 'EXP-RC2-CBC-MD5'];

export function oldConfiguration(random, material, port, node) {
  const versions = random.part(['0300', '0301', '0302', '0303'], 0.6).sort();
  const ssl2 = random.chance(0.5);
  const chosen = random.part(Object.keys(suites), random.pick([0.1, 0.4, 0.9]), 1);
  const serverPreference = random.chance(0.5);
  const dh = random.pick(material.dh.slice(0, 2));
  const truth = { versions: {}, ssl2: ssl2 && chosen.some((code) => ssl2Names.includes(suites[code])), grease: true, sizes: true, dhBits: [dh.bits],
    preference: serverPreference ? 'server' : 'client', sni: 'none' };
  for (const version of versions) {
    const accepted = chosen.filter((code) => {
      const name = suites[code];
      if (/SHA256|SHA384/.test(name) && version !== '0303') return false;
      // Export DHE needs parameters of 512 bits.
      return !(/EXP-(EDH|ADH-DES|ADH-RC4)/.test(name) && dh.bits > 512);
    });
    truth.versions[version] = { suites: new Set(accepted), order: null, groups: null };
  }
  // ALPN and timestamps came later.
  const given = { ...extensionsGiven(random, ['rsa']), timestamped: [], protocols: [] };
  const kindOf = (code) => (/^(EXP-)?(ADH|AECDH)/.test(suites[code]) ? undefined : 'rsa');
  truth.extensions = { ff01: true, '0016': false, '0017': false, ...extensionsShown(truth.versions, kindOf, ['rsa'], given) };
  truth.given = given;
  const script = fileURLToPath(new URL('./old_server.js', import.meta.url));
  const args = [...(ssl2 ? ['--enable-ssl2'] : []), ...(versions.includes('0300') ? ['--enable-ssl3'] : []), script,
    JSON.stringify({ port, versions, ssl2, ciphers: chosen.map((code) => suites[code]).join(':'), serverPreference, dh: dh.file, cert: material.rsa512.cert, key: material.rsa512.key,
      ocsp: given.stapled.length > 0 ? material.rsa512.ocsp : null })];
  return { kind: 'old', command: node, args, truth };
}
