// Runs in Node.js 0.12 (ECMAScript 5): a TLS server of OpenSSL 1.0.1.
var tls = require('tls');
var fs = require('fs');
var constants = require('constants');

var wanted = JSON.parse(process.argv[2]);
var refusing = { '0300': constants.SSL_OP_NO_SSLv3, '0301': constants.SSL_OP_NO_TLSv1, '0302': constants.SSL_OP_NO_TLSv1_1, '0303': constants.SSL_OP_NO_TLSv1_2 };
var options = wanted.ssl2 ? 0 : constants.SSL_OP_NO_SSLv2;
Object.keys(refusing).forEach(function (version) {
  if (wanted.versions.indexOf(version) < 0) options |= refusing[version];
});
if (wanted.serverPreference) options |= constants.SSL_OP_CIPHER_SERVER_PREFERENCE;
var server = tls.createServer({
  secureProtocol: 'SSLv23_method', secureOptions: options, ciphers: wanted.ciphers, honorCipherOrder: wanted.serverPreference,
  cert: fs.readFileSync(wanted.cert), key: fs.readFileSync(wanted.key), dhparam: fs.readFileSync(wanted.dh), ecdhCurve: 'prime256v1'
});
server.on('clientError', function () {});
if (wanted.ocsp) {
  var answer = fs.readFileSync(wanted.ocsp);
  server.on('OCSPRequest', function (certificate, issuer, staple) { staple(null, answer); });
}
server.listen(wanted.port, '127.0.0.1');
