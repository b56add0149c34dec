// What people type or paste, made into the domain to check.

import { say } from '../words/say';

export type DomainInput =
  | { ok: true; domain: string; shown: string; note: string } // domain: A-labels; shown: as typed, where that differs; note: what was left out
  | { ok: false; why: string };

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

const wrong = (why: string): DomainInput => ({ ok: false, why });

/** Takes a domain, an e-mail address (with or without a name around it) or a web address. */
export function readDomain(typed: string): DomainInput {
  const text = typed.trim();
  if (text === '') return wrong(say('typed.nothing'));
  if (text.length > 2000) return wrong(say('typed.too-long'));

  const { host, kind } = hostOf(text);
  if (host === '') return wrong(say('typed.nothing-after-at'));
  if (/^\[?[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%.*)?\]?$/i.test(host) || host.startsWith('[')) return wrong(say('typed.address'));
  if (/\s/.test(host)) return wrong(say('typed.spaces'));

  const ascii = toAscii(host.replace(/[.\u3002\uff0e\uff61]$/u, ''));
  if (ascii === null) return wrong(say('typed.no-domain'));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ascii)) return wrong(say('typed.address'));
  const labels = ascii.split('.');
  if (labels.length < 2) return wrong(say('typed.no-dot', { typed: ascii, example: LABEL.test(ascii) ? ascii : 'example' }));
  if (ascii.length > 253 || labels.some((label) => label.length > 63)) return wrong(say('typed.too-long'));
  if (labels.some((label) => label === '')) return wrong(say('typed.dots'));
  if (!labels.every((label) => LABEL.test(label))) return wrong(say('typed.characters'));

  // People paste their web site's address; mail addresses hardly ever have the www in them. An e-mail address is taken at its word.
  const web = kind !== 'mail' && labels[0] === 'www' && labels.length > 2;
  const domain = web ? ascii.slice(4) : ascii;
  const unicode = /[^\x00-\x7f]/.test(host) ? host.toLowerCase().normalize('NFC').replace(/[\u3002\uff0e\uff61]/gu, '.').replace(/\.$/, '') : domain;
  return { ok: true, domain, shown: web ? unicode.replace(/^www\./, '') : unicode, note: web ? say('typed.www') : '' };
}

function hostOf(text: string): { host: string; kind: 'plain' | 'mail' | 'web' } {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\\]*)/i.exec(text);
  if (url) return { host: withoutPort((url[1] ?? '').replace(/^.*@/, '')), kind: 'web' };
  const at = text.lastIndexOf('@');
  if (at >= 0) {
    const mail = text.slice(at + 1).replace(/[>?;,)].*$/s, '').trim();
    return { host: mail, kind: 'mail' };
  }
  const path = text.search(/[/?#\\]/);
  return { host: withoutPort(path >= 0 ? text.slice(0, path) : text), kind: path >= 0 ? 'web' : 'plain' };
}

const withoutPort = (host: string): string => host.replace(/^([^:]*):\d*$/, '$1');

/** IDNA by the browser itself (UTS 46), so that the name means here what it means in the address bar. */
function toAscii(host: string): string | null {
  if (/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069%@:/?#[\]\\]/u.test(host)) return null;
  try {
    return new URL(`http://${host}/`).hostname.toLowerCase();
  } catch {
    return null;
  }
}
