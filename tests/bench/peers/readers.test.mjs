// The benchmark beside other tools runs by hand only: here its readers see a report as it is now, and the tools' words as they were written down.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { evidenceText, replayNatively } from '../../evidence/replays.mjs';
import { disagreements } from './explanations.mjs';
import { readMailglass, readNmap, readSslscan, readTestssl, suiteNumbers } from './readers.mjs';

const report = JSON.parse(replayNatively(evidenceText('tls13.test-standard.json.gz')));
const said = (reading) => Object.fromEntries(reading.facts);

test('a report of Mailglass is read as a flat list, the certificate of the headline with it', () => {
  const facts = said(readMailglass(report));
  assert.equal(facts['TLS 1.3'], 'yes');
  assert.equal(facts['TLS 1.3 suite 1302'], 'yes');
  assert.equal(facts['certificate names'], 'mx.tls13.test');
  assert.equal(facts['certificate key'], 'RSA 2048');
  assert.equal(facts['certificates sent'], '2');
  assert.equal(facts['certificate trusted'], 'yes');
  assert.equal(facts['certificate for this name'], 'yes');
  assert.equal(suiteNumbers(report).get('TLS_AES_256_GCM_SHA384'), '1302');
});

test('sslscan: what it lists is there, and what its lists leave out is not', () => {
  const reading = readSslscan('<protocol type="tls" version="1.3" enabled="1" /><cipher status="preferred" sslversion="TLSv1.3" bits="256" cipher="TLS_AES_256_GCM_SHA384" id="0x1302" /><renegotiation supported="0" secure="0" />');
  assert.deepEqual(said(reading), { 'TLS 1.3': 'yes', 'TLS 1.3 suite 1302': 'yes', 'property sha1-signatures': 'no', 'property secure-renegotiation': 'no', 'property compression': 'no' });
  assert.equal(reading.lists('TLS 1.3 suite 1301'), true);
  assert.equal(reading.lists('TLS 1.3'), false);
});

test('nmap: suites by name, versions it does not show are not there', () => {
  const facts = said(readNmap('<script id="ssl-enum-ciphers" output="&#xa;  TLSv1.3: &#xa;    ciphers: &#xa;      TLS_AKE_WITH_AES_256_GCM_SHA384 (ecdh_x25519) - A&#xa;    cipher preference: server">', suiteNumbers(report)));
  assert.equal(facts['TLS 1.3 suite 1302'], 'yes');
  assert.equal(facts['TLS 1.3 preference'], 'server');
  assert.equal(facts['TLS 1.2'], 'no');
});

describe('testssl.sh: a session is taken back by ticket or by id, or neither was tried', () => {
  const rows = {
    'by ticket': ['supported', 'not supported', 'yes'],
    'by id': ['not supported', 'supported', 'yes'],
    'not at all': ['not supported', 'not supported', 'no'],
    'no id to come back with': ['not supported', 'No Session ID, no resumption', 'no'],
    'the test failed': ['check failed, pls report', 'not supported', undefined],
  };
  for (const [name, [ticket, id, word]] of Object.entries(rows)) {
    test(name, () => {
      const json = JSON.stringify([{ id: 'sessionresumption_ticket', finding: ticket }, { id: 'sessionresumption_ID', finding: id }]);
      assert.equal(said(readTestssl(json))['property session-resumption'], word);
    });
  }
});

test('a disagreement is found, and explained where the reason is known', () => {
  const ours = new Map([['property secure-renegotiation', 'yes'], ['TLS 1.2', 'no'], ['TLS 1.3', 'yes']]);
  const theirs = { facts: new Map([['property secure-renegotiation', 'no'], ['TLS 1.2', 'yes']]), lists: () => false };
  const found = disagreements('sslscan', theirs, ours);
  assert.deepEqual(found.map(({ what }) => what), ['property secure-renegotiation', 'TLS 1.2']);
  assert.ok(found[0].why);
  assert.equal(found[1].why, undefined);
});
