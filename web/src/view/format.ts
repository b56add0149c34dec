// Numbers and dates as people read them, in the page's language.

import { locale, say } from '../words/say';

/** Each kind of format is made at its first use in a language and kept: the first one of a page takes some 20 ms, each other still some tenths. */
function kept<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    let one = made.get(locale());
    if (one === undefined) made.set(locale(), (one = make(locale())));
    return one;
  };
}
const digits = (n: number): Intl.NumberFormatOptions => ({ minimumFractionDigits: n, maximumFractionDigits: n });
const tenths = kept((locale) => new Intl.NumberFormat(locale, digits(1)));
const hundredths = kept((locale) => new Intl.NumberFormat(locale, digits(2)));

export function duration(us: number): string {
  if (us < 1000) return say('time.below-ms');
  const ms = us / 1000;
  if (ms < 1000) return say('time.ms', { n: Math.round(ms) });
  return say('time.s', { n: (ms < 10_000 ? hundredths() : tenths()).format(ms / 1000) });
}

// "31 December 2026": of the two ways to write a date in English, the one that most of the world reads.
const written = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);
const minutes = kept((locale) => new Intl.DateTimeFormat(written(locale), { dateStyle: 'long', timeStyle: 'short' }));
const days = kept((locale) => new Intl.DateTimeFormat(written(locale), { dateStyle: 'long', timeZone: 'UTC' }));

/** Makes them beforehand, so that the answer does not wait for it. */
export function prepareDates(): void {
  minutes().format(0);
  days().format(0);
}

/** "31 December 2026 at 14:05", in the visitor's time zone. */
export const date = (unixMs: number): string => minutes().format(unixMs);

/** "31 December 2026" of a Unix time in seconds, as in the certificate: UTC. */
export const day = (unixSeconds: number): string => days().format(unixSeconds * 1000);

/** A name for a saved file that sorts by time: mailglass-example.org-2026-01-31T1200Z.json */
export function evidenceFileName(domain: string, unixMs: number): string {
  const time = new Date(unixMs).toISOString().slice(0, 16).replace(/:/g, '');
  return `mailglass-${domain.replace(/[^a-z0-9.-]/gi, '_').slice(0, 100)}-${time}Z.json`;
}

export interface HexRow {
  offset: string;
  hex: string;
  text: string;
}

/** `width` bytes a row; `start` is the first byte's place in its stream. */
export function hexRows(bytes: Uint8Array, start: number, width: number): HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const row = Array.from(bytes.subarray(at, at + width));
    rows.push({
      offset: (start + at).toString(16).padStart(4, '0'),
      hex: row
        .map((b) => b.toString(16).padStart(2, '0'))
        .join(' ')
        .padEnd(width * 3 - 1, ' '),
      text: row.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·')).join(''),
    });
  }
  return rows;
}
