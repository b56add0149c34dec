// The page's address says what is checked, how deep and by which standard, so that it can be kept and passed on; it may say the language too.

import type { Depth } from './analyzer/report';
import { afterPaint } from './schedule';

const DEPTHS: readonly Depth[] = ['headline', 'quick', 'standard', 'full'];

export interface Asked {
  domain: string | null;
  lens: string | null;
}

export function asked(): Asked {
  const parameters = new URLSearchParams(location.search);
  return { domain: parameters.get('domain'), lens: parameters.get('lens') };
}

/** A link may name the language that its page is read in. */
export const askedLanguage = (): string | null => new URLSearchParams(location.search).get('lang');

export const askedDepth = (): string | null => new URLSearchParams(location.search).get('depth');

export const depthOf = (name: string | null): Depth => DEPTHS.find((depth) => depth === name) ?? 'standard';

/** Once there is something to see: browsers do much at a new address, such as fetching its icon. */
export function rememberDomain(domain: string, soon: Promise<unknown>, still: () => boolean): void {
  void soon.then(() =>
    afterPaint(() => {
      if (!still()) return;
      const url = new URL(location.href);
      url.searchParams.set('domain', domain);
      if (url.href !== location.href) history.pushState(null, '', url);
    }),
  );
}

/** Null for Mailglass's own view. */
export function rememberLens(code: string | null): void {
  const url = new URL(location.href);
  url.searchParams.delete('lens');
  if (code) url.searchParams.set('lens', code);
  history.replaceState(null, '', url);
}

/** In place of the one that the link named, or where the browser remembers nothing; null where it remembers. */
export function rememberLanguage(language: string | null): void {
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  if (language) url.searchParams.set('lang', language);
  if (url.href !== location.href) history.replaceState(null, '', url);
}

/** The page without a domain, in the language that its link named. */
export function empty(path = location.pathname): string {
  const language = askedLanguage();
  return language ? `${path}?${new URLSearchParams({ lang: language }).toString()}` : path;
}

/** What is shown has no address: it came from a file. */
export function forgetAddress(): void {
  if (location.search) history.pushState(null, '', empty());
}
