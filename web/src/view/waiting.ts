// While a check runs: what it waits for, how long that can take, and how long it has taken.

import type { AddressSnapshot, Snapshot } from '../analyzer/snapshot';
import type { Stage } from '../analyzer/report';
import { say } from '../words/say';

/** Of a server, by the stage that was reached. */
const NEXT = {
  connecting: 'waiting.connect',
  connected: 'waiting.greeting',
  greeting: 'waiting.greeting',
  ehlo: 'waiting.offers',
  starttls: 'waiting.encrypt',
  handshake: 'waiting.keys',
  session: 'waiting.goodbye',
  closing: 'waiting.goodbye',
} as const satisfies Record<Stage, string>;

function next(host: string, address: AddressSnapshot): string {
  const stage = address.steps.at(-1)?.stage;
  return say(stage ? NEXT[stage] : 'waiting.turn', { host });
}

/** In a sentence or two; of several addresses, that of the first which is not done. */
export function waitedFor(report: Snapshot): string {
  const open = report.servers.flatMap(({ host, addresses }) => addresses.filter(({ state }) => state !== 'done').map((address) => ({ host, address })));
  const running = open.find(({ address }) => address.state === 'running') ?? open[0];
  if (!running) return say('waiting.dns');
  const what = next(running.host, running.address);
  return open.length > 1 ? `${what} ${say('waiting.others', { n: open.length - 1 })}` : what;
}

/** By the relay's own deadline. */
export const howLong = (report: Snapshot): string => (report.relay ? say('waiting.at-most', { seconds: Math.ceil(report.relay.probe_ms / 1000) }) : say('waiting.usual'));

/** Screen readers hear of a check that takes its time: that it has begun, then now and then what it waits for. */
export const isNews = (seconds: number): boolean => seconds === 1 || seconds === 8 || (seconds > 8 && seconds % 20 === 0);

export const saidWhileWaiting = (report: Snapshot, domain: string, seconds: number): string =>
  seconds === 1 ? say('waiting.said.begun', { domain }) : say('waiting.said.still', { seconds, what: waitedFor(report) });
