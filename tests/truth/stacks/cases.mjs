// Servers that explorations once got wrong, or left open, each by itself: no chance in them.
import { groups, opensslSuites, opensslTruth, tls13Suites } from '../configurations.mjs';
import { javaConfiguration } from './java.mjs';
import { wolfsslConfiguration } from './wolfssl.mjs';

/** Whatever can be chosen is. */
function everything() {
  let first = false;
  return { chance: () => true, pick: (list) => list[0], part: (list) => [...list], next: () => ((first = !first) ? 0 : 0.999) };
}

const ordinary = ['X25519', 'P-256', 'P-384'];
/** openssl s_server with a certificate of a kind, suites of `names` and some versions. */
function sServer(material, port, { certificate, kind, names, versions, level = 0, more = [] }) {
  const ciphers = opensslSuites().filter((suite) => names.includes(suite.name));
  const truth = opensslTruth({ versions, ciphers, suites13: tls13Suites.slice(0, 3), groupNames: ordinary, certificates: [kind], allGroups: groups });
  for (const version of Object.values(truth.versions)) version.order = null;
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', '-cert', certificate.cert, '-key', certificate.key, '-cipher', `${names.join(':')}:@SECLEVEL=${level}`,
    '-groups', ordinary.join(':'), ...more];
  Object.assign(truth, { ssl2: false, grease: true, compression: false, preference: 'client', extensions: {} });
  return { command: 'openssl', args, truth, environment: { OPENSSL_CONF: material.settings } };
}

const gcm = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA', 'AES128-SHA'];

export const cases = {
  // OpenSSL 3 at security level 1 has TLS 1.0 and 1.1 switched on and cannot sign in them: internal_error.
  'old versions that end in internal_error': (material, port) =>
    sServer(material, port, { certificate: material.rsa, kind: 'rsa', names: gcm, versions: ['0303', '0304'], level: 1, more: ['-min_protocol', 'TLSv1'] }),
  'an ECDSA certificate by name, an RSA one without': (material, port) => {
    const more = ['-servername', 'mx.example.test', '-cert2', material.ecdsa.cert, '-key2', material.ecdsa.key, '-tls1_2'];
    const configuration = sServer(material, port, { certificate: material.rsa, kind: 'ecdsa', names: gcm, versions: ['0303'], more });
    configuration.truth.sni = 'other-certificate';
    // Accepted of who gives no name, and of nobody else.
    const version = configuration.truth.versions['0303'];
    version.strange = new Set(['c02f', '009e', '009c', 'c013', '002f']);
    return configuration;
  },
  'an Ed25519 certificate alone': (material, port) =>
    sServer(material, port, { certificate: material.ed25519, kind: 'ecdsa', names: gcm, versions: ['0303', '0304'] }),
  'an Ed448 certificate alone': (material, port) =>
    sServer(material, port, { certificate: material.ed448, kind: 'ecdsa', names: gcm, versions: ['0303', '0304'] }),
  'a certificate for RSA-PSS alone': (material, port) => {
    // It signs with RSA-PSS and decrypts nothing, so that there is no static RSA.
    const names = gcm.filter((name) => /^(EC)?DHE-/.test(name));
    return sServer(material, port, { certificate: material.pss, kind: 'rsa', names: names.filter((name) => /GCM/.test(name)), versions: ['0303', '0304'], more: ['-min_protocol', 'TLSv1.2'] });
  },
  'wolfSSL with all it has': (material, port, programs) => wolfsslConfiguration(everything(), material, port, { programs }),
  'Java with all it has': (material, port, programs) => javaConfiguration(everything(), material, port, { programs }),
};
