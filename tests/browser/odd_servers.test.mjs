// Odd servers of tests/senders/cases.json on the page itself: twenty kinds of them, each with what a person is to read there. Natively all of them are tried, with
// real senders as judges (tests/senders/judges.mjs); here it is the page that must not say anything else.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startRelay } from '../lab/relay.mjs';
import { globalNetwork } from '../production/network.mjs';
import { cases } from '../senders/cases.mjs';
import { certificates } from '../senders/certificates.mjs';
import { startOddServers } from '../senders/odd_server.mjs';
import { ZONE, placed, settings, startDns } from '../senders/world.mjs';
import { generator } from '../truth/random.mjs';
import { launch } from './browser.mjs';

// With its own view of the file system, for /etc/resolv.conf; and what it starts ends with it.
globalNetwork(['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']);

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');

/** What the answer begins with. */
const BEGINS = { yes: /^Yes\b/, partly: /^Partly\b/, no: /^No\b/, unknown: /^Can.t tell\b/ };

/** kind → what its answer says beside the word. */
const says = {
  'certificate-required-tls13': /does not encrypt: mail to it travels readable/,
  'closes-at-ehlo-inside': /does not encrypt: mail to it travels readable/,
  'refuses-ehlo-inside': /encrypts mail on its way in/,
  'chain-110-kb': /can travel readable\. .*Postfix.* over readable/,
  'by-chance-half': /can travel readable\. Encryption is offered on some connections only/,
  'ehlo-451-beside': /can travel readable\. Of its 2 mail server addresses, one encrypts and one does not/,
  'ehlo-451-once': /offers no encryption: mail to it travels readable/,
  'codes-in-greeting-beside': /can travel readable\. Of its 2 mail server addresses, one encrypts and one does not/,
  'ehlo-300-lines-beside': /can travel readable\. Of its 2 mail server addresses, one encrypts and one does not/,
  'blank-in-ehlo-beside': /can travel readable\. Of its 2 mail server addresses, one encrypts and one does not/,
  'literal-alone': /offers no encryption: mail to it travels readable/,
  'carriage-returns': /encrypts mail on its way in/,
  'nul-behind-starttls': /encrypts mail on its way in/,
  'starttls-250': /encrypts mail on its way in/,
  'name-refused': /encrypts mail on its way in/,
  'private-beside': /encrypts mail on its way in/,
  'handshake-failure': /does not encrypt: mail to it travels readable/,
  'lower-case': /can travel readable\. .*Exim.* over readable/,
  'null-mx-beside': /encrypts mail on its way in/,
  'no-hyphens': /could not be checked to the end/,
};

const chosen = placed(cases.filter(({ key }) => key in says));

describe('odd servers on the page', { concurrency: 4 }, () => {
  const parts = [];
  let relay, context;
  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mailglass-odd-'));
    chmodSync(folder, 0o755);
    parts.push(() => rmSync(folder, { recursive: true, force: true }));
    const { kinds, root } = certificates(join(folder, 'certificates'), ZONE);
    const dns = await startDns(join(folder, 'dns'), chosen);
    parts.push(dns.stop);
    const odd = await startOddServers(chosen.flatMap((domain) => domain.servers), kinds, generator(1));
    parts.push(odd.stop);
    relay = await startRelay(programs, settings(folder, dns, root), resolve('web/dist'));
    parts.push(relay.stop);
    const browser = await launch();
    parts.push(() => browser.close());
    context = await browser.newContext();
  });
  after(async () => { for (const stop of parts.reverse()) await stop(); });

  test('twenty kinds are tried', () => assert.deepEqual([chosen.length, chosen.map(({ key }) => key).sort()], [20, Object.keys(says).sort()]));

  for (const { key, name, about, answer } of chosen) {
    test(`${about}: ${answer}`, async () => {
      const page = await context.newPage();
      try {
        await page.goto(`${relay.url}/?domain=${name}`);
        await page.waitForFunction(() => document.querySelector('mail-glass')?.report?.complete, null, { timeout: 60_000 });
        const text = async (part) => (await page.locator(part).innerText()).replace(/\s+/g, ' ').trim();
        assert.match(await text('#answer'), BEGINS[answer]);
        assert.match(await text('section.answer'), says[key]);
      } finally {
        await page.close();
      }
    });
  }
});
