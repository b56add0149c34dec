// What people type or paste becomes the domain that is checked, or a sentence that says why not.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { load } from './typescript.mjs';

const { readDomain } = await load('src/input/domain.ts');

const taken = [
  // typed, domain
  ['example.org', 'example.org'],
  ['  Example.ORG  ', 'example.org'],
  ['example.org.', 'example.org'],
  ['someone@example.org', 'example.org'],
  ['Some One <some.one+tag@mail.example.org>', 'mail.example.org'],
  ['"odd@local"@example.org', 'example.org'],
  ['mailto:someone@example.org?subject=hello', 'example.org'],
  ['https://www.example.org/contact?x=1#top', 'example.org'],
  ['https://user:secret@example.org:8443/', 'example.org'],
  ['example.org/contact', 'example.org'],
  ['example.org:25', 'example.org'],
  ['someone@www.example.org', 'www.example.org'],
  ['www.org', 'www.org'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['someone@BÜCHER.example', 'xn--bcher-kva.example'],
  ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['_underscore.example.org', '_underscore.example.org'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
];
const refused = [
  // typed, part of the sentence
  ['', 'type a domain'],
  ['localhost', 'no dot'],
  ['192.0.2.1', 'IP address'],
  ['https://192.0.2.1/', 'IP address'],
  ['0x7f.1', 'IP address'],
  ['2001:db8::1', 'IP address'],
  ['[2001:db8::1]', 'IP address'],
  ['http://[2001:db8::1]/', 'IP address'],
  ['someone@[192.0.2.1]', 'IP address'],
  ['someone@', 'after the @'],
  ['example.org example.net', 'no spaces'],
  ['exam..ple.org', 'dot too many'],
  ['exa$mple.org', 'not a domain name'],
  ['-example.org', 'not a domain name'],
  ['example-.org', 'not a domain name'],
  ['example\u202egro.org', 'not a domain name'],
  [`${'a'.repeat(64)}.example`, 'too long'],
  [`${'a.'.repeat(130)}example`, 'too long'],
  ['x'.repeat(3000), 'too long'],
];

describe('a domain is read from', () => {
  for (const [typed, domain] of taken) {
    test(JSON.stringify(typed), () => assert.equal(readDomain(typed).domain, domain, JSON.stringify(readDomain(typed))));
  }
});

describe('refused in words:', () => {
  for (const [typed, words] of refused) {
    test(JSON.stringify(typed.slice(0, 60)), () => {
      const read = readDomain(typed);
      assert.equal(read.ok, false, JSON.stringify(read));
      assert.ok(read.why.includes(words), read.why);
    });
  }
});

test('a name outside ASCII is shown as it was typed, and a dropped "www." is told', () => {
  assert.equal(readDomain('Bücher.example').shown, 'bücher.example');
  assert.match(readDomain('www.example.org').note, /www/);
  assert.equal(readDomain('example.org').note, '');
});
