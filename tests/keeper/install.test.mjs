// `cmake --install`: what is put where, and that it runs from there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { temporaryFolder } from '../cli/mailglass.mjs';
import { freePort, programs, run, until } from './program.mjs';

const root = temporaryFolder('mailglass-installed-');
const install = () => execFileSync('cmake', ['--install', programs, '--prefix', '/usr'], { env: { ...process.env, DESTDIR: root }, encoding: 'utf8' });
const at = (path) => join(root, path);

describe('installed below a DESTDIR', { timeout: 240_000 }, () => {
  let relay;
  after(async () => {
    relay?.kill('SIGKILL');
  });

  test('all parts are there, and name the places where they will be', () => {
    install();
    for (const path of ['usr/bin/mailglass-relay', 'usr/bin/mailglass-resolver', 'usr/bin/mailglass', 'usr/share/mailglass/web/index.html', 'usr/lib/systemd/system/mailglass-relay.service',
      'usr/lib/systemd/system/mailglass-relay.socket', 'usr/share/man/man8/mailglass-relay.8', 'usr/share/doc/mailglass/LICENSE', 'usr/share/doc/mailglass/docs/relay.md',
      'usr/share/doc/mailglass/examples/nginx.conf', 'usr/share/doc/mailglass/examples/apache.conf', 'usr/share/doc/mailglass/examples/Caddyfile', 'etc/mailglass/relay.toml']) {
      assert.ok(existsSync(at(path)), path);
    }
    const unit = readFileSync(at('usr/lib/systemd/system/mailglass-relay.service'), 'utf8');
    assert.match(unit, /^ExecStart=\/usr\/bin\/mailglass-relay --config \/etc\/mailglass\/relay\.toml$/m);
    assert.match(readFileSync(at('etc/mailglass/relay.toml'), 'utf8'), /^web = "\/usr\/share\/mailglass\/web"$/m);
    for (const path of ['usr/lib/systemd/system/mailglass-relay.service', 'usr/lib/systemd/system/mailglass-relay.socket', 'usr/share/man/man8/mailglass-relay.8'])
      assert.doesNotMatch(readFileSync(at(path), 'utf8'), /@\w+@/, path);
  });

  test('settings that their keeper changed stay as they are', () => {
    writeFileSync(at('etc/mailglass/relay.toml'), 'web = ""\n');
    install();
    assert.equal(readFileSync(at('etc/mailglass/relay.toml'), 'utf8'), 'web = ""\n');
    assert.match(readFileSync(at('usr/share/doc/mailglass/examples/relay.toml'), 'utf8'), /^listen_port = 8025$/m);
  });

  test('the manual has every option that --help has', () => {
    const help = execFileSync(at('usr/bin/mailglass-relay'), ['--help'], { encoding: 'utf8' });
    const manual = readFileSync(at('usr/share/man/man8/mailglass-relay.8'), 'utf8').replaceAll('\\-', '-');
    const options = help.match(/--[a-z0-9-]+/g);
    assert.ok(options.length > 15);
    for (const option of options) assert.ok(manual.includes(option), option);
  });

  test('the installed relay serves the installed page', async () => {
    const port = await freePort();
    relay = run(at('usr/bin/mailglass-relay'), ['--config', at('usr/share/doc/mailglass/examples/relay.toml'), '--web', at('usr/share/mailglass/web'),
      '--listen', `127.0.0.1:${port}`, '--roots', '', '--lab', '--resolver-root', `127.0.0.1@${await freePort()}`]);
    const page = await until('it serves its page', async () => (await fetch(`http://127.0.0.1:${port}/`)).text()).catch((error) => assert.fail(`${error.message}\n${relay.log()}`));
    assert.equal(page, readFileSync(at('usr/share/mailglass/web/index.html'), 'utf8'));
    relay.kill('SIGTERM');
    assert.deepEqual(await relay.ended, { code: 0, signal: null });
  });

  test('systemd takes the units, and finds them well shut', async () => {
    const units = ['service', 'socket'].map((kind) => {
      const file = at(`mailglass-relay.${kind}`);
      writeFileSync(file, readFileSync(at(`usr/lib/systemd/system/mailglass-relay.${kind}`), 'utf8').replaceAll('/usr/bin/', `${at('usr/bin')}/`));
      return file;
    });
    // Also systemd's remarks on what it leaves out are mistakes here; the manual is not where it looks for it.
    const verified = run('systemd-analyze', ['verify', '--man=no', ...units]);
    assert.equal((await verified.ended).code, 0, verified.log());
    assert.doesNotMatch(verified.log(), /mailglass/);
    const judged = run('systemd-analyze', ['security', '--offline=true', '--threshold=20', units[0]]);
    assert.equal((await judged.ended).code, 0, judged.log());
  });
});
