// A TLS server of Node.js from 12 on, with the OpenSSL inside it.  node server.js CONFIGURATION (JSON)
'use strict';
const fs = require('fs');
const tls = require('tls');
const { constants } = require('crypto');

const wanted = JSON.parse(process.argv[2]);
const read = (file) => fs.readFileSync(file);
const context = (certificates) => ({
  cert: certificates.map(({ cert }) => read(cert)), key: certificates.map(({ key }) => read(key)), ciphers: wanted.ciphers, ecdhCurve: wanted.groups.join(':'),
  minVersion: wanted.versions[0], maxVersion: wanted.versions[1], honorCipherOrder: wanted.serverPreference,
  dhparam: wanted.dh ? read(wanted.dh) : undefined, secureOptions: (wanted.tickets ? 0 : constants.SSL_OP_NO_TICKET) | (wanted.chacha ? constants.SSL_OP_PRIORITIZE_CHACHA : 0),
});
const options = context(wanted.certificates);
options.requestCert = wanted.clientCertificate;
options.rejectUnauthorized = false;
if (wanted.protocols.length > 0) options.ALPNProtocols = wanted.protocols;
if (wanted.named) {
  const other = tls.createSecureContext(context(wanted.named));
  options.SNICallback = (name, done) => done(null, other);
}
const server = tls.createServer(options, (inside) => {
  inside.on('error', () => {});
  inside.once('data', () => inside.end('221 2.0.0 Bye\r\n'));
});
if (wanted.ocsp) {
  const answer = read(wanted.ocsp);
  server.on('OCSPRequest', (certificate, issuer, staple) => staple(null, answer));
}
server.on('tlsClientError', () => {});
server.listen(wanted.port, '127.0.0.1');
