// Debian's Chromium and Firefox, driven by playwright-core from web/node_modules.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)));
export const axeSource = require('axe-core').source;

export function launch() {
  const { chromium } = require('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** By this channel Playwright speaks WebDriver BiDi, which Firefox has as it is; by default it wants a Firefox with patches of its own. */
export function launchFirefox() {
  const { firefox } = require('playwright-core');
  return firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', timeout: 120_000 });
}
