// The example configurations for web servers in front of a relay, each in the real server: a page's session goes through over TLS, the relay sees the name
// that was asked for, and counts the client by the address that the web server says, never by one the client says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { temporaryFolder } from '../cli/mailglass.mjs';
import { openSession } from './page.mjs';
import { freePort, run, startRelay, until, writeSettings } from './program.mjs';

const NAME = 'relay.example.org';
const folder = temporaryFolder('mailglass-proxies-');
const example = (file) => readFileSync(new URL(`../../relay/examples/${file}`, import.meta.url), 'utf8');

/** Every occurrence, of which there must be one. */
function put(text, from, to) {
  assert.ok(text.includes(from), `the example has no "${from}" any more`);
  return text.replaceAll(from, to);
}

/** What all three say: where the relay and the certificate are. */
const placed = (text, { relay, key, certificate }) =>
  put(put(put(text, '127.0.0.1:8025', `127.0.0.1:${relay}`), '/etc/ssl/relay.pem', certificate), '/etc/ssl/relay.key', key);

const servers = {
  nginx({ port, home, ...places }) {
    let site = placed(example('nginx.conf'), places);
    site = put(site, '    listen [::]:443 ssl;\n', '');
    site = put(site, 'listen 443 ssl', `listen 127.0.0.1:${port} ssl`);
    writeFileSync(join(home, 'site.conf'), site);
    writeFileSync(join(home, 'nginx.conf'), `
      daemon off; master_process off; pid ${home}/pid; error_log stderr;
      events {}
      http {
        access_log off;
        client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi; uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
        include ${home}/site.conf;
      }`);
    return ['/usr/sbin/nginx', ['-e', 'stderr', '-c', join(home, 'nginx.conf')]];
  },
  apache({ port, home, ...places }) {
    writeFileSync(join(home, 'site.conf'), put(placed(example('apache.conf'), places), '*:443', `127.0.0.1:${port}`));
    const modules = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl', 'proxy', 'proxy_http'];
    const identity = process.getuid() === 0 ? 'User nobody\nGroup nogroup\n' : '';
    writeFileSync(join(home, 'apache.conf'), `ServerRoot ${home}\nPidFile ${home}/pid\nDefaultRuntimeDir ${home}\nErrorLog ${home}/log\nServerName ${NAME}\n${identity}`
      + modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join('')
      + `Listen 127.0.0.1:${port}\nInclude ${home}/site.conf\n`);
    return ['/usr/sbin/apache2', ['-f', join(home, 'apache.conf'), '-DFOREGROUND']];
  },
  caddy({ port, http, home, ...places }) {
    const site = put(placed(example('Caddyfile'), places), '\t# tls ', '\ttls ');
    writeFileSync(join(home, 'Caddyfile'), `{\n\tadmin off\n\thttps_port ${port}\n\thttp_port ${http}\n\tdefault_bind 127.0.0.1\n}\n${site}`);
    return ['/usr/bin/caddy', ['run', '--adapter', 'caddyfile', '--config', join(home, 'Caddyfile')]];
  },
};

describe('web servers in front of the relay', { concurrency: 3, timeout: 240_000 }, () => {
  const running = [];
  const certificate = join(folder, 'relay.pem');
  const key = join(folder, 'relay.key');
  before(() => {
    chmodSync(folder, 0o755);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`,
      '-addext', `subjectAltName=DNS:${NAME}`, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  });
  after(async () => {
    for (const program of running) program.kill('SIGTERM');
    await Promise.all(running.map((program) => program.ended));
  });

  for (const [name, configure] of Object.entries(servers)) {
    test(name, async () => {
      const home = join(folder, name);
      mkdirSync(home, { mode: 0o777 });
      const page = join(home, 'web');
      mkdirSync(page);
      writeFileSync(join(page, 'index.html'), '<!doctype html>the page');
      const relay = await startRelay(join(home, 'relay.toml'), {
        web: page, roots: '', ehlo: 'relay.keeper.test', allow_origins: ['self'], 'lab.allow_special': true, 'resolver.root': `127.0.0.1@${await freePort()}`,
        'budget.sessions_per_client': 1, trusted_proxies: ['127.0.0.1'],
      });
      running.push(relay);
      const port = await freePort();
      const [command, args] = configure({ port, http: await freePort(), home, relay: relay.port, certificate, key });
      const proxy = run(command, args, { env: { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home } });
      running.push(proxy);
      const get = (path) => new Promise((resolve, reject) => {
        https.get({ host: '127.0.0.1', port, path, servername: NAME, headers: { Host: `${NAME}:${port}` }, rejectUnauthorized: false, agent: false }, (response) => {
          let text = '';
          response.on('data', (more) => { text += more; }).on('end', () => resolve({ status: response.statusCode, text, headers: response.headers }));
        }).on('error', reject);
      });
      const first = await until(`${name} answers`, async () => {
        const answer = await get('/');
        return answer.status === 200 && answer;
      }).catch((error) => assert.fail(`${error.message}\n${proxy.log()}${existsSync(join(home, 'log')) ? readFileSync(join(home, 'log'), 'utf8') : ''}`));
      assert.equal(first.text, '<!doctype html>the page');
      assert.match(first.headers['content-security-policy'], /default-src 'none'/);

      const Origin = `https://${NAME}:${port}`;
      const session = (from, headers = {}) => openSession(port, { from, servername: NAME, headers: { Origin, ...headers } });
      const one = await session('127.0.0.2');
      assert.equal(one.status, 101);
      assert.equal(one.first.type, 'welcome');
      one.say({ type: 'open', domain: 'example.test' });
      assert.equal((await one.next()).type, 'opened', 'a message from the page gets through, and its answer back');

      const another = await session('127.9.0.3');
      assert.equal(another.first.type, 'welcome', 'another client has a share of its own');
      const again = await session('127.0.0.2');
      assert.deepEqual([again.first.type, again.first.rule], ['refused', 'budget-client'], 'the same client has used its share');
      const disguised = await session('127.0.0.2', { 'X-Forwarded-For': '198.51.100.9' });
      assert.deepEqual([disguised.first.type, disguised.first.rule], ['refused', 'budget-client'], 'whatever it says of itself');
      const foreign = await openSession(port, { from: '127.8.0.4', servername: NAME, headers: { Origin: 'https://elsewhere.test' } });
      assert.equal(foreign.status, 403, 'the Host that was asked for arrives, and a foreign page is not of it');
      for (const open of [one, another, again, disguised]) open.close();
    });
  }
});
