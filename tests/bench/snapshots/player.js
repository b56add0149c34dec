// Runs in the page: plays recorded evidence to the analyzer at the pace at which it came, through the pump of the page's Worker, and notes what every step takes.
// It runs on the page's main thread, since that is the only one that browsers slow down on request.
import { Analyzer } from './src/worker/analyzer.ts';
import { Pump } from './src/worker/pump.ts';

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

const REHEARSALS = 12;

/** What the page's Worker did before it had snapshots: the whole report, twenty times a second. */
class WholeReports {
  constructor(analyzer, around) {
    Object.assign(this, { analyzer, around, shown: 0, shownAt: around.now(), dirty: false, timer: null });
  }
  check(domain, url, depth) {
    this.analyzer.start(domain, this.around.seed(), this.around.unixMs(), depth);
    this.around.connect(url).attach({ message: (data) => { this.analyzer.receive(data, 0); this.dirty = true; this.forward(); } });
  }
  roots(pem) {
    this.analyzer.roots(pem);
  }
  forward() {
    while (this.analyzer.next() !== null);
    const wait = this.shownAt + 50 - this.around.now();
    if (this.analyzer.reached > this.shown || wait <= 0) this.show();
    else this.timer ??= setTimeout(() => { this.timer = null; if (this.dirty) this.show(); }, wait);
  }
  show() {
    clearTimeout(this.timer);
    this.timer = null;
    this.dirty = false;
    this.shown = this.analyzer.reached;
    this.around.post({ json: this.analyzer.whole() });
    this.shownAt = this.around.now();
  }
}

globalThis.play = async (name, before) => {
  const evidence = (await (await fetch(name)).text()).trim();
  const { events, ...setup } = JSON.parse(evidence);
  const { default: create } = await import(new URL('/analyzer.mjs', location.href).href);
  const module = await create({ locateFile: (file) => `/${file}` });
  const analyzer = new Analyzer(module, await (await fetch('/anchors.txt')).text());
  // The whole report, as it was posted: parsed in the Worker.
  analyzer.whole = () => { module._mg_report(); const text = analyzer.text(); JSON.parse(text); return text; };
  const seen = { total: 0, longest: 0, pieces: 0, snapshots: 0, largest: 0, bytes: 0 };
  let us = 0, rebuilding = 0;
  const time = (method, rebuild) => {
    const real = analyzer[method].bind(analyzer);
    analyzer[method] = (...args) => {
      const from = performance.now();
      const result = real(...args);
      const ms = performance.now() - from;
      seen.total += ms;
      if (rebuild) rebuilding += ms;
      return result;
    };
  };
  const { receive, tick } = analyzer;
  analyzer.receive = (data) => receive.call(analyzer, data, us);
  const ticked = () => tick.call(analyzer, us);
  analyzer.tick = () => {}; // the evidence has those that mattered
  for (const method of ['receive', 'next', 'start', 'lost']) time(method, false);
  for (const method of ['work', 'snapshot', 'whole']) time(method, true);
  /** Everything that is done at one go. */
  const task = (run) => {
    rebuilding = 0;
    run();
    if (rebuilding > 0) seen.pieces++;
    seen.longest = Math.max(seen.longest, rebuilding);
  };
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, ms) => setTimeout(() => task(run), ms);
  let relay;
  const around = {
    now: () => performance.now(),
    unixMs: () => setup.started_unix_ms,
    seed: () => Uint8Array.from(setup.seed.match(/../g), (hex) => parseInt(hex, 16)),
    connect: (url) => ({ url, usable: true, send() {}, close() {}, attach: (to) => { relay = to; } }),
    post: ({ kind, json, why }) => {
      if (kind === 'failed') throw new Error(why.code);
      if (kind === 'rehearsed') return;
      seen.snapshots++;
      seen.largest = Math.max(seen.largest, json.length);
      seen.bytes += json.length;
      seen.last = json;
    },
  };
  const pump = before ? new WholeReports(analyzer, around) : new Pump(analyzer, around);
  // As the page's Worker does, which takes its processor's time while nobody waits.
  const rehearsal = new Uint8Array(await (await fetch('/rehearsal.json')).arrayBuffer());
  for (let left = before ? 0 : REHEARSALS; left > 0; left--) {
    if (!pump.rehearse(rehearsal)) throw new Error('the rehearsal was refused');
  }
  pump.roots(new Uint8Array(await (await fetch('/roots.pem')).arrayBuffer()));
  const begun = performance.now();
  pump.check(setup.domain, 'ws://relay', setup.depth);
  for (const event of events) {
    const wait = begun + event.us / 1000 - performance.now();
    await new Promise((next) => setTimeout(next, Math.max(0, wait)));
    task(() => {
      us = event.us;
      if (event.tick) { ticked(); relay.message && pump.forward(); }
      else if (event.lost) relay.gone(true);
      else relay.message(event.text ?? bytesOf(event.binary));
    });
  }
  while (!JSON.parse(seen.last).complete || !JSON.parse(seen.last).roots) await new Promise((next) => setTimeout(next, 50));
  globalThis.setTimeout = setTimeout;
  return { ...seen, last: undefined, seconds: (performance.now() - begun) / 1000, connections: JSON.parse(seen.last).usage.connections, sentence: JSON.parse(seen.last).verdict.sentence };
};
