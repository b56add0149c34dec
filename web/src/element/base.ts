// Where this script came from: worker, analyzer, roots and relay are beside it, wherever the page is that embeds it.

import type { Depth } from '../analyzer/report';

// Relative to the built mailglass.js.
export const BASE = new URL('./', import.meta.url);

export function defaultRelay(base: URL = BASE): string {
  const url = new URL('/ws', base);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  return url.href;
}

/** A full report on the relay's own page, through the same lens; in a language, if one is named. */
export function fullReport(domain: string, { lens, depth, lang }: { lens?: string | null | undefined; depth?: Depth; lang?: string | undefined }, base: URL = BASE): string {
  const url = new URL(base);
  url.searchParams.set('domain', domain);
  if (depth) url.searchParams.set('depth', depth);
  if (lens) url.searchParams.set('lens', lens);
  if (lang) url.searchParams.set('lang', lang);
  return url.href;
}
