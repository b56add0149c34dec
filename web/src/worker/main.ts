// The analyzer's Worker. Everything here that can start at once does: module, wasm (from the page, which begins sooner) and (a little later) the roots come in parallel.

import type { FromWorker, Numbered, ToWorker } from '../analyzer/messages';
import { Analyzer, type AnalyzerModule } from './analyzer';
import { Pump } from './pump';
import { RelayConnection } from './relay';

interface ModuleOptions {
  locateFile(name: string): string;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void): object;
}
type CreateAnalyzer = (options: ModuleOptions) => Promise<AnalyzerModule>;

const born = performance.now();
const beside = (name: string): string => new URL(name, import.meta.url).href;
let current = 0; // the number of the check that messages are about
const post = (message: FromWorker): void => postMessage({ ...message, check: current } satisfies Numbered);
/** Browsers compile a function quickly at its first call, and well after some more: until then that would be done during the first check. */
const REHEARSALS = 12;
const NOT_LOADED: FromWorker = { kind: 'failed', why: { code: 'not-loaded' } };

/** Trust anchors of DNSSEC that lie beside this; without them those that are built in. */
async function loadAnchors(): Promise<string | null> {
  try {
    const answer = await fetch(beside('anchors.txt'));
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

let takeCompiled: (module: WebAssembly.Module | null) => void;
const compiled = new Promise<WebAssembly.Module | null>((resolve) => {
  takeCompiled = resolve;
});

/** What the page compiled, or what is tried here where it could not: a proxy changes the content type, say. */
async function instantiated(imports: WebAssembly.Imports): Promise<[WebAssembly.Instance, WebAssembly.Module]> {
  const module = (await compiled) ?? (await WebAssembly.compile(await (await fetch(beside('analyzer.wasm'))).arrayBuffer()));
  return [await WebAssembly.instantiate(module, imports), module];
}

async function load(): Promise<Analyzer> {
  const anchors = loadAnchors();
  const glue = import(/* @vite-ignore */ beside('analyzer.mjs')) as Promise<{ default: CreateAnalyzer }>;
  // The glue does not report a failed instantiation by itself when we instantiate.
  return new Promise((resolve, reject) => {
    const instantiateWasm: ModuleOptions['instantiateWasm'] = (imports, done) => {
      instantiated(imports)
        .then(([instance, module]) => done(instance, module))
        .catch(reject);
      return {};
    };
    glue
      .then(({ default: create }) => create({ locateFile: beside, instantiateWasm }))
      .then(async (module) => resolve(new Analyzer(module, await anchors)))
      .catch(reject);
  });
}

async function loadLater(name: string): Promise<Uint8Array | null> {
  try {
    const options: RequestInit & { priority: string } = { priority: 'low' };
    const answer = await fetch(beside(name), options);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

// A connection may be prepared while the analyzer is still on its way.
let pump: Pump | null = null;
let early: RelayConnection | null = null;
const around = {
  now: () => performance.now(),
  unixMs: () => Date.now(),
  seed: () => crypto.getRandomValues(new Uint8Array(32)),
  connect: (url: string) => {
    const ready = early?.usable && early.url === url ? early : null;
    if (!ready) early?.close();
    early = null;
    return ready ?? new RelayConnection(url);
  },
  post,
};

const ready = load().then(
  (analyzer) => {
    pump = new Pump(analyzer, around);
    post({ kind: 'ready', ms: performance.now() - born });
    return pump;
  },
  (error: unknown) => {
    post(NOT_LOADED);
    throw error;
  },
);
ready
  .then(async (pump) => {
    const evidence = await loadLater('rehearsal.json');
    for (let left = REHEARSALS; evidence && left > 0 && pump.rehearse(evidence); left--) await new Promise((next) => setTimeout(next));
  })
  .catch(() => undefined);
const roots = ready.then(() => loadLater('roots.pem'));
void roots
  .then(async (pem) => {
    // Without them the report says that no roots were there; nothing is then verified.
    if (pem) (await ready).roots(pem);
  })
  .catch(() => undefined);

async function handle(message: ToWorker): Promise<void> {
  if (message.kind === 'compiled') {
    takeCompiled(message.module);
    return;
  }
  if (message.kind === 'prepare' || message.kind === 'check') {
    if (!pump && !early?.usable) early = new RelayConnection(message.relay);
  }
  const p = pump ?? (await ready.catch(() => null));
  if (!p) {
    if (message.kind === 'check' || message.kind === 'replay') {
      current = message.check;
      post(NOT_LOADED);
    }
    return;
  }
  switch (message.kind) {
    case 'prepare':
      p.prepare(message.relay);
      break;
    case 'check':
      current = message.check;
      p.check(message.domain, message.relay, message.depth);
      break;
    case 'replay':
      // The report is to be final at once, so here the roots come first.
      await roots;
      current = message.check;
      p.replay(message.evidence);
      break;
    case 'evidence':
      p.evidence();
      break;
    case 'bytes':
      p.bytes(message.request, message.evidence);
      break;
    case 'ask':
      p.ask(message.request, message.question);
      break;
    case 'stop':
      current = message.check;
      p.stop();
      break;
  }
}

addEventListener('message', (event: MessageEvent<ToWorker>) => void handle(event.data).catch(() => undefined));
