// Odd servers of public bug reports, in words of our own, each with the right answer: what real senders do there. cases.json:
// { key, about, answer: the verdict's word, and mx (see world.mjs), or server (a behaviour, see odd_server.mjs), with beside: a good second server }.
// %{N*TEXT} in a text is TEXT, N times.
import { readFileSync } from 'node:fs';

const repeated = (text) => text.replace(/%\{(\d+)\*([^}]*)\}/gs, (_, count, part) => part.repeat(Number(count)));
const GOOD = { preference: 20, name: 'good', servers: [{}] };

export const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'), (_, value) => (typeof value === 'string' ? repeated(value) : value))
  .map(({ server, beside, ...rest }) => ({ ...rest, mx: rest.mx ?? [{ preference: 10, name: 'mx', servers: [server] }, ...(beside ? [GOOD] : [])] }));
