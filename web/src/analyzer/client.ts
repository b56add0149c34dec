// The page's end of the Worker.

import type { Failure, Numbered, Question, Told, ToWorker } from './messages';
import { readInert } from './inert';
import type { Depth, EvidenceRef } from './report';
import type { Snapshot } from './snapshot';

export interface ClientEvents {
  snapshot(snapshot: Snapshot): void;
  rehearsed(snapshot: Snapshot): void;
  failed(why: Failure): void;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}
let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** Pages that require Trusted Types take addresses of scripts only from a policy; it throws where the page does not allow that one. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('mailglass', { createScriptURL: (own) => own }) ?? null;
  return policy?.createScriptURL(url) ?? url;
}

/** A Worker may only come from the page's own origin; from elsewhere a blob of one line imports the real one (which CORS allows). */
function startWorker(url: URL): Worker {
  if (url.origin === location.origin) return new Worker(trusted(url.href), { type: 'module', name: 'mailglass' });
  const blob = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const address = URL.createObjectURL(blob);
  const worker = new Worker(trusted(address), { type: 'module', name: 'mailglass' });
  // Revoking at once can race with the Worker's own fetch of it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return worker;
}

/** On its way while the Worker still starts, and where index.html has asked for it already: what a page preloads, its Workers do not take. */
async function compiled(url: URL): Promise<WebAssembly.Module | null> {
  try {
    return await WebAssembly.compileStreaming(fetch(url));
  } catch {
    return null;
  }
}

export class AnalyzerClient {
  private worker: Worker | null = null; // none where the page's security settings do not let it start
  private requests = 0;
  private current = 0; // the number of the last check
  private readonly wanted = new Map<number, (bytes: Uint8Array | null) => void>();
  private readonly asked = new Map<number, (json: string | null) => void>();
  private evidenceWanted: ((text: string) => void)[] = [];

  constructor(
    base: URL,
    private readonly events: ClientEvents,
  ) {
    const failed = (): void => this.events.failed({ code: 'not-started' });
    try {
      this.worker = startWorker(new URL('worker.js', base));
    } catch {
      queueMicrotask(failed);
      return;
    }
    void compiled(new URL('analyzer.wasm', base)).then((module) => this.send({ kind: 'compiled', module }));
    this.worker.onmessage = ({ data }: MessageEvent<Numbered>) => this.on(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      failed();
    };
  }

  prepare(relay: string): void {
    this.send({ kind: 'prepare', relay });
  }

  check(domain: string, relay: string, depth: Depth): void {
    this.send({ kind: 'check', check: ++this.current, domain, relay, depth });
  }

  replay(evidence: string): void {
    this.send({ kind: 'replay', check: ++this.current, evidence });
  }

  stop(): void {
    this.send({ kind: 'stop', check: ++this.current });
  }

  evidence(): Promise<string> {
    return new Promise((resolve) => {
      this.evidenceWanted.push(resolve);
      this.send({ kind: 'evidence' });
    });
  }

  bytes(evidence: EvidenceRef): Promise<Uint8Array | null> {
    const request = ++this.requests;
    return new Promise((resolve) => {
      this.wanted.set(request, resolve);
      this.send({ kind: 'bytes', request, evidence });
    });
  }

  /** Null where the analyzer has no answer. */
  ask<Q extends Question>(question: Q): Promise<Told[Q['what']] | null> {
    const request = ++this.requests;
    return new Promise((resolve) => {
      this.asked.set(request, (json) => resolve(json === null ? null : readInert(json)));
      this.send({ kind: 'ask', request, question });
    });
  }

  end(): void {
    this.worker?.terminate();
  }

  private send(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private on(message: Numbered): void {
    if ((message.kind === 'snapshot' || message.kind === 'failed') && message.check !== this.current) return; // of a check that was left
    switch (message.kind) {
      case 'ready':
        performance.mark('mailglass-ready', { detail: message.ms });
        break;
      case 'rehearsed':
        this.events.rehearsed(readInert(message.json));
        break;
      case 'snapshot':
        this.events.snapshot(readInert(message.json));
        break;
      case 'evidence':
        for (const resolve of this.evidenceWanted.splice(0)) resolve(message.text);
        break;
      case 'bytes':
        this.wanted.get(message.request)?.(message.bytes);
        this.wanted.delete(message.request);
        break;
      case 'told':
        this.asked.get(message.request)?.(message.json);
        this.asked.delete(message.request);
        break;
      case 'failed':
        this.events.failed(message.why);
        break;
    }
  }
}
