// What a relay's keeper does with it: signals, readiness, metrics, the list of those not to be checked, the self-check, and systemd. The real program, on
// loopback, with a name server and mail servers that this process plays.
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { mailglass, temporaryFolder } from '../cli/mailglass.mjs';
import { startDns } from './dns_server.mjs';
import { startMailServers } from './mail_server.mjs';
import { openSession } from './page.mjs';
import { freePort, labSettings, relayProgram, run, startRelay, until, writeSettings } from './program.mjs';

const folder = temporaryFolder('mailglass-keeper-');
// Its DNS has a root that nobody signed.
const anchors = join(folder, 'anchors.txt');
writeFileSync(anchors, '');
const check = (domain, relay) => mailglass('check', domain, '--relay', relay.socket, '--trust-anchor', anchors, '--json', '--depth', 'headline');
const secondsSince = (begun) => (Date.now() - begun) / 1000;

describe("a relay's keeper", { concurrency: 4, timeout: 240_000 }, () => {
  let dns, mail;
  const running = [];
  const start = async (name, settings = {}, args = []) => {
    const relay = await startRelay(join(folder, `${name}.toml`), { ...labSettings(dns, mail), ...settings }, args);
    running.push(relay);
    return relay;
  };
  before(async () => {
    // Each test has a mail server of its own: turns at an address are shared.
    mail = await startMailServers({ '127.0.40.1': 0, '127.0.40.2': 1500, '127.0.40.3': null, '127.0.40.4': null, '127.0.40.5': 0, '127.0.40.6': 0 });
    dns = await startDns({
      'plain.test': '127.0.40.1', 'slow.test': '127.0.40.2', 'silent.test': '127.0.40.3', 'hanging.test': '127.0.40.4', 'unwilling.test': '127.0.40.5', 'counted.test': '127.0.40.6',
    });
  });
  after(async () => {
    for (const relay of running) relay.kill('SIGKILL');
    mail.stop();
    dns.stop();
  });

  test('SIGHUP takes what can be taken, says what cannot, and leaves running sessions as they were', async () => {
    const list = join(folder, 'reload.txt');
    writeFileSync(list, '# nobody yet\n');
    const settings = { ...labSettings(dns, mail), 'limits.streams': 4, do_not_probe: list, allow_origins: ['https://elsewhere.test'] };
    const relay = await start('reload', settings);
    const before = await openSession(relay.port);
    assert.equal(before.first.limits.streams, 4);
    const elsewhere = await openSession(relay.port, { headers: { Origin: 'https://elsewhere.test' } });
    assert.equal(elsewhere.status, 101);
    elsewhere.close();
    await check('unwilling.test', relay);
    assert.equal(mail.visits['127.0.40.5'], 2, 'without STARTTLS it is looked at again');

    appendFileSync(list, 'mx.unwilling.test  # asked by mail\n');
    writeSettings(join(folder, 'reload.toml'), { ...settings, 'limits.streams': 7, 'budget.sessions_per_client': 3, allow_origins: ['self'], ehlo: 'other.keeper.test', log_level: 'debug' });
    relay.kill('SIGHUP');
    await relay.says('needs a restart to count: ehlo');
    assert.match(relay.log(), /settings read again: limits\.streams: 4, now 7/);
    assert.match(relay.log(), /settings read again: budget\.sessions_per_client: 8, now 3/);
    assert.match(relay.log(), /settings read again: allow_origins: \["https:\/\/elsewhere\.test"\], now \["self"\]/);
    const later = await openSession(relay.port);
    assert.equal(later.first.limits.streams, 7);
    assert.equal(later.first.ehlo, 'relay.keeper.test');
    assert.equal((await openSession(relay.port, { headers: { Origin: 'https://elsewhere.test' } })).status, 403);
    const spared = await check('unwilling.test', relay);
    assert.equal(mail.visits['127.0.40.5'], 2);
    assert.match(spared.stdout, /its operator asked not to be checked/);
    assert.match(relay.log(), /refused rule=target-denied/, 'the log level changed too');

    // The session from before is still there, with what it was told, and so its place counts: with three allowed a client, a third is taken and a fourth not.
    before.say({ type: 'open', domain: 'plain.test' });
    assert.equal((await before.next()).type, 'opened');
    const third = await until('a third session is taken', async () => {
      const session = await openSession(relay.port);
      return session.first.type === 'welcome' && session;
    });
    const fourth = await openSession(relay.port);
    assert.deepEqual([fourth.first.type, fourth.first.rule], ['refused', 'budget-client']);
    for (const session of [before, later, third, fourth]) session.close();
  });

  test('SIGHUP with a mistake in the file, or in the list, keeps all as it was and says why', async () => {
    const list = join(folder, 'mistake.txt');
    writeFileSync(list, '192.0.2.7\n');
    const relay = await start('mistake', { do_not_probe: list });
    const settings = { ...labSettings(dns, mail), do_not_probe: list, 'limits.streams': 9 };
    writeFileSync(join(folder, 'mistake.toml'), 'web = ""\n[limits]\nstreams = "nine"\n');
    relay.kill('SIGHUP');
    await relay.says('mistake.toml:3: limits.streams must be a whole number');
    assert.match(relay.log(), /all settings stay as they were/);
    writeSettings(join(folder, 'mistake.toml'), settings);
    writeFileSync(list, '192.0.2.7\n\n192.0.2.300\n');
    relay.kill('SIGHUP');
    await relay.says('mistake.txt:3: "192.0.2.300" is no address, prefix or name');
    const session = await openSession(relay.port);
    assert.equal(session.first.limits.streams, 4);
    session.close();
    writeFileSync(list, '192.0.2.7\n');
    relay.kill('SIGHUP');
    await relay.says('limits.streams: 4, now 9');
    assert.equal((await relay.get('/healthz')).status, 200);
  });

  test('SIGTERM: no new session, running checks come to their end, then it leaves', async () => {
    const relay = await start('drain');
    await until('it is ready', async () => (await relay.get('/readyz')).status === 200);
    const idle = await openSession(relay.port);
    const checking = check('slow.test', relay);
    await mail.connected['127.0.40.2'];
    relay.kill('SIGTERM');
    const ready = await until('it is no longer ready', async () => {
      const answer = await relay.get('/readyz');
      return answer.status === 503 && answer;
    });
    assert.match(ready.text, /^not ready\n[^]*sessions: NOT OK, none is taken, the relay is about to stop/);
    assert.equal((await relay.get('/healthz')).status, 200);
    assert.equal((await openSession(relay.port)).status, 503);
    idle.say({ type: 'open', domain: 'plain.test' });
    const refused = await idle.next();
    assert.deepEqual([refused.type, refused.rule], ['refused', 'relay-stopping']);
    const report = JSON.parse((await checking).stdout);
    assert.equal(report.verdict.word, 'no', 'the check that was running saw the server without STARTTLS');
    assert.deepEqual(await relay.ended, { code: 0, signal: null });
    await idle.closed;
    assert.match(relay.log(), /stopping: no new session is taken, and checks that run may end within 20 s/);
    assert.match(relay.log(), /stopped/);
  });

  test('SIGTERM: a check that does not end is waited for only so long', async () => {
    const relay = await start('bounded', { drain_seconds: 1 });
    const checking = check('silent.test', relay);
    await mail.connected['127.0.40.3'];
    const begun = Date.now();
    relay.kill('SIGTERM');
    assert.deepEqual(await relay.ended, { code: 0, signal: null });
    assert.ok(secondsSince(begun) >= 0.9 && secondsSince(begun) < 8, `it took ${secondsSince(begun)} s`);
    assert.notEqual((await checking).code, 0);
  });

  test('a second signal ends it at once', async () => {
    const relay = await start('twice', { drain_seconds: 60 });
    const checking = check('hanging.test', relay);
    await mail.connected['127.0.40.4'];
    relay.kill('SIGTERM');
    await relay.says('stopping: no new session');
    const begun = Date.now();
    relay.kill('SIGINT');
    assert.deepEqual(await relay.ended, { code: 0, signal: null });
    assert.ok(secondsSince(begun) < 5, `it took ${secondsSince(begun)} s`);
    await checking;
  });

  test('without anybody there, SIGTERM and SIGINT end it soon', async () => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      const relay = await start(`alone-${signal}`);
      const begun = Date.now();
      relay.kill(signal);
      assert.deepEqual(await relay.ended, { code: 0, signal: null });
      assert.ok(secondsSince(begun) < 5, `${signal}: it took ${secondsSince(begun)} s`);
    }
  });

  test('/readyz says each part in words, and is not ready while DNS does not work', async () => {
    const relay = await start('ready');
    const ready = await until('it is ready', async () => {
      const answer = await relay.get('/readyz');
      return answer.status === 200 && answer;
    });
    assert.match(ready.text, /^ready\ndns: ok, .* answered \d+ s ago\nport25: ok, .*\ndescriptors: ok, \d+ of \d+ in use\nsessions: ok, 0 open\n$/);

    const deaf = await start('deaf', { 'resolver.root': `127.0.0.1@${await freePort()}`, 'resolver.lookup_ms': 300 });
    const words = await until('it knows that DNS does not work', async () => {
      const answer = await deaf.get('/readyz');
      return answer.text.includes('could not be asked') && answer;
    });
    assert.equal(words.status, 503);
    assert.match(words.text, /^not ready\ndns: NOT OK, /);
    assert.deepEqual((({ status, text }) => ({ status, text }))(await deaf.get('/healthz')), { status: 200, text: 'ok\n' });
    await deaf.says('DNS does not work');
    // What it cannot find out says nothing about a domain.
    const told = await check('plain.test', deaf);
    assert.deepEqual([told.code, JSON.parse(told.stdout).verdict.because], [69, 'relay-without-dns']);
  });

  test('metrics are counted, in an address of their own, and name nobody', async () => {
    const metricsPort = await freePort();
    const relay = await start('metrics', { 'metrics.listen': `127.0.0.1:${metricsPort}`, 'budget.sessions_per_client': 2 });
    const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const value = (text, name) => Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? NaN);
    await check('counted.test', relay);
    const open = await openSession(relay.port);
    const second = await openSession(relay.port);
    const refused = await openSession(relay.port);
    assert.equal(refused.first.rule, 'budget-client');
    const text = await until('the check is counted', async () => {
      const now = await scrape();
      return value(now, 'mailglass_sessions_open') === 2 && now;
    });
    assert.equal(value(text, 'mailglass_sessions_total'), 3);
    const looks = 2; // without STARTTLS it is looked at again
    assert.equal(value(text, 'mailglass_probes_total{end="done"}'), looks);
    assert.equal(value(text, 'mailglass_probes_running'), 0);
    assert.equal(value(text, 'mailglass_lookups_running'), 0);
    assert.match(text, /^mailglass_lookups_total\{status="indeterminate"\} [1-9]/m, 'a lab without a trust anchor');
    assert.equal(value(text, 'mailglass_refusals_total{rule="budget-client"}'), 1);
    assert.equal(value(text, 'mailglass_turn_wait_seconds_count'), looks);
    assert.equal(value(text, 'mailglass_turn_wait_seconds_bucket{le="+Inf"}'), looks);
    assert.equal(value(text, 'mailglass_mail_server_bytes_total{direction="received"}'), looks * '220 mx.test ESMTP\r\n250 mx.test\r\n221 bye\r\n'.length);
    assert.equal(value(text, 'mailglass_mail_server_bytes_total{direction="sent"}'), looks * 'EHLO relay.keeper.test\r\nQUIT\r\n'.length);
    assert.ok(value(text, 'process_open_fds') > 5 && value(text, 'process_max_fds') >= 256 && value(text, 'process_resident_memory_bytes') > 1e6);
    assert.match(text, /mailglass_build_info\{version="[\d.]+",resolver=".*libunbound [\d.]+.*"\} 1\n/);
    assert.match(text, /mailglass_ready\{part="dns"\} 1\n/);
    assert.doesNotMatch(text, /counted|127\.0\.|keeper\.test/);
    assert.equal((await relay.get('/metrics')).status, 404, "the page's visitors do not get them");
    assert.equal((await fetch(`http://127.0.0.1:${metricsPort}/`)).status, 404);
    assert.equal((await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { method: 'POST' })).status, 405);
    for (const session of [open, second, refused]) session.close();
  });

  test('/about tells administrators of checked servers who came, and how to be left alone', async () => {
    const relay = await start('about', { contact: 'Ann <ann@keeper.test> & co' });
    const page = await relay.get('/about');
    assert.equal(page.status, 200);
    assert.match(page.type, /^text\/html/);
    assert.match(page.text, /It says <bdi dir="auto">relay\.keeper\.test<\/bdi> in EHLO/);
    assert.match(page.text, /Ann &lt;ann@keeper\.test&gt; &amp; co/);
    const text = await relay.get('/about.txt');
    assert.match(text.type, /^text\/plain/);
    assert.match(text.text, /Ann <ann@keeper\.test> & co/);
    assert.match(text.text, /2\s+connections\s+at\s+once,\s+100\s+milliseconds\s+apart,\s+and\s+no\s+more\s+than\s+180\s+a\s+minute/);
  });

  test('its own pages come in the language that is wanted, and say to caches what that depends on', async () => {
    const relay = await start('spoken', { contact: 'Ann' });
    const ask = async (path, wanted) => {
      const response = await fetch(relay.url + path, { headers: wanted === undefined ? {} : { 'accept-language': wanted } });
      const { headers } = response;
      return { language: headers.get('content-language'), vary: headers.get('vary'), type: headers.get('content-type'), etag: headers.get('etag'), text: await response.text() };
    };
    for (const path of ['/about', '/about.txt', '/privacy']) {
      for (const [query, wanted, language] of [['', 'de-CH, en;q=0.5', 'de'], ['', 'en;q=0.5, ar;q=0.7', 'ar'], ['', 'tlh', 'en'], ['?lang=fr', 'de', 'fr'], ['?lang=xx', 'es', 'es'], ['', 'de, '.repeat(1000), 'en']]) {
        const answer = await ask(`${path}${query}`, wanted);
        assert.deepEqual([answer.language, answer.vary], [language, 'Accept-Encoding, Accept-Language'], `${path}${query} ${wanted.slice(0, 30)}`);
        if (answer.type.startsWith('text/html')) assert.match(answer.text, new RegExp(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`));
      }
    }
    assert.notEqual((await ask('/about', 'de')).etag, (await ask('/about', 'fr')).etag);
    const same = await fetch(`${relay.url}/about`, { headers: { 'accept-language': 'de', 'if-none-match': (await ask('/about', 'de')).etag } });
    assert.deepEqual([same.status, same.headers.get('content-language'), same.headers.get('vary')], [304, 'de', 'Accept-Encoding, Accept-Language']);
    const other = await ask('/anchors.txt', 'de');
    assert.deepEqual([other.language, other.vary], [null, 'Accept-Encoding'], 'what there is in one language only');
  });

  test('--self-check says in words what is there and what is not, and with which exit code', async () => {
    const file = join(folder, 'self.toml');
    writeSettings(file, labSettings(dns, mail));
    const fine = run(relayProgram, ['--config', file, '--self-check']);
    assert.deepEqual(await fine.ended, { code: 0, signal: null }, fine.log());
    assert.match(fine.log(), /^fine: DNS works \(.*libunbound [\d.]+.*\)$/m);
    assert.match(fine.log(), /^notice: the EHLO name relay\.keeper\.test has no address record/m);
    assert.match(fine.log(), /^(fine|notice): there may be \d+ descriptors/m);
    assert.match(fine.log(), /^fine: only their owners can write to the relay's files$/m);

    writeSettings(file, { ...labSettings(dns, mail), 'resolver.root': `127.0.0.1@${await freePort()}`, 'resolver.lookup_ms': 200 });
    chmodSync(file, 0o666);
    const wrong = run(relayProgram, ['--config', file, '--self-check']);
    assert.deepEqual(await wrong.ended, { code: 69, signal: null }, wrong.log());
    assert.match(wrong.log(), /^WRONG: DNS does not work/m);
    assert.match(wrong.log(), /^WRONG: ".*self\.toml" can be written to by others than its owner$/m);

    const relay = await start('logged');
    await relay.says('self-check, fine: DNS works');
  });

  test('systemd: a socket that is passed on, and a word for each change', async () => {
    const file = join(folder, 'systemd.toml');
    writeSettings(file, labSettings(dns, mail));
    const manager = run('python3', [new URL('manager.py', import.meta.url).pathname, '600000', relayProgram, '--config', file]);
    const told = (line) => until(`systemd is told ${line}`, () => manager.log().split('\n').some((l) => l.startsWith(`told ${line}`)));
    await told('READY=1');
    const [, port] = manager.log().match(/^port (\d+)$/m);
    const [, pid] = manager.log().match(/^pid (\d+)$/m);
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200, 'it listens on the socket that was passed on');
    assert.match(manager.log(), new RegExp(`listening on the socket that was passed on, port ${port}`));
    await until('the watchdog is fed again and again', () => manager.log().split('told WATCHDOG=1').length > 3);
    process.kill(Number(pid), 'SIGHUP');
    await told('RELOADING=1');
    await told('MONOTONIC_USEC=');
    await told('STATUS=settings read again');
    process.kill(Number(pid), 'SIGTERM');
    await told('STOPPING=1');
    await manager.ended;
    assert.match(manager.log(), /^exit 0$/m);
  });

  test('a descriptor that is no listening socket is refused in words', async () => {
    writeSettings(join(folder, 'nosocket.toml'), labSettings(dns, mail));
    const relay = run('sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3</dev/null', 'sh', relayProgram, '--config', join(folder, 'nosocket.toml')]);
    assert.equal((await relay.ended).code, 69);
    assert.match(relay.log(), /the socket that was passed on is no TCP socket that listens/);
  });
});
