// Numbers and dates as people read them.

export function duration(us: number): string {
  if (us < 1000) return '< 1 ms';
  const ms = us / 1000;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** Made at its first use: the first one of a page takes some 20 ms, each other still some tenths. */
function dates(options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  let made: Intl.DateTimeFormat | null = null;
  return () => (made ??= new Intl.DateTimeFormat('en-GB', options));
}
const minutes = dates({ dateStyle: 'long', timeStyle: 'short' });
const days = dates({ dateStyle: 'long', timeZone: 'UTC' });

/** Makes them beforehand, so that the answer does not wait for it. */
export function prepareDates(): void {
  minutes().format(0);
  days().format(0);
}

/** "31 December 2026 at 14:05", in the visitor's time zone. */
export const date = (unixMs: number): string => minutes().format(unixMs);

/** "31 December 2026" of a Unix time in seconds, as in the certificate: UTC. */
export const day = (unixSeconds: number): string => days().format(unixSeconds * 1000);

export function count(n: number, one: string, many: string = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

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
      hex: row.map((b) => b.toString(16).padStart(2, '0')).join(' ').padEnd(width * 3 - 1, ' '),
      text: row.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·')).join(''),
    });
  }
  return rows;
}
