// Drawings: a sealed envelope behind a shield, one that scissors wait for, one half of glass, a postcard, one behind frosted glass, and a letter box closed to mail.
// All are decoration: the words are beside them.

import { svg, html, type TemplateResult } from 'lit';
import type { Kind } from './kind';

export type Scene = Kind | 'checking';

export const logo = (): TemplateResult => html`<svg class="logo" viewBox="0 0 40 32" aria-hidden="true" focusable="false">
  <rect class="paper" x="1.5" y="5" width="29" height="21" rx="3" />
  <path class="fold" d="M2.5 7.5 16 17.5 29.5 7.5" />
  <circle class="lens" cx="27.5" cy="18.5" r="8.5" />
  <path class="fold" d="m22 15.2 5.5 4.1 5.5-4.1M22 15v7h11v-7" />
  <path class="handle" d="m33.6 24.8 4.6 5.2" />
</svg>`;

const envelope = svg`<rect class="shadow" x="12" y="92" width="116" height="6" rx="3"/>
  <rect class="paper" x="10" y="20" width="120" height="76" rx="7"/>`;
const lines = (x: number, y: number, widths: number[]): TemplateResult[] => widths.map((w, i) => svg`<path class="writing" d="M${x} ${y + i * 10}h${w}"/>`);
const seal = svg`<path class="seal" d="M70 45c4-4 9-3 12 1 5 0 9 4 8 9 4 3 4 9 0 12 1 5-3 9-8 9-3 4-8 5-12 1-4 4-9 3-12-1-5 0-9-4-8-9-4-3-4-9 0-12-1-5 3-9 8-9 3-4 8-5 12-1Z"/>`;

const scenes: Record<Scene, TemplateResult> = {
  holds: svg`${envelope}<path class="flap" d="M12 24 62 62q8 6 16 0L128 24"/><path class="fold" d="m13 93 40-36M127 93 87 57"/>
    <path class="shield" d="m70 26 27 9v22c0 17-12 27-27 34-15-7-27-17-27-34V35Z"/><path class="mark thin" d="m58 59 9 9 17-19"/>`,
  interference: svg`${envelope}<path class="flap" d="M12 24 62 62q8 6 16 0L128 24"/><path class="fold" d="m13 93 40-36M127 93 87 57"/>
    ${seal}<g class="threat"><path d="M113 31 76 60M122 46 78 52"/><circle cx="118" cy="25" r="7"/><circle cx="128" cy="43" r="7"/></g>`,
  partly: svg`${envelope}<path class="flap" d="M12 24 62 62q8 6 16 0L128 24"/><path class="fold" d="m13 93 40-36"/>
    <path class="pane" d="M70 12h66v92H70z"/>${lines(84, 46, [38, 30, 34, 20])}<path class="edge" d="M70 12v92"/>`,
  no: svg`${envelope}<path class="fold" d="M74 30v56"/>${lines(22, 36, [42, 36, 42, 28, 38, 20])}
    <rect class="stamp" x="104" y="28" width="18" height="22" rx="1.5"/>${lines(84, 64, [36, 30, 34])}`,
  unknown: svg`${envelope}<path class="flap" d="M12 24 62 62q8 6 16 0L128 24"/><rect class="pane" x="26" y="8" width="88" height="98" rx="10"/>
    <path class="mark thick" d="M59 45c1-8 8-11 13-11 7 0 13 4 13 11 0 9-13 10-13 20"/><circle class="dot" cx="72" cy="78" r="4"/>`,
  'takes-none': svg`<rect class="shadow" x="32" y="100" width="76" height="6" rx="3"/><path class="flap" d="M61 84h18v18H61z"/>
    <path class="paper" d="M18 80V42a24 24 0 0 1 24-24h56a24 24 0 0 1 24 24v38a6 6 0 0 1-6 6H24a6 6 0 0 1-6-6Z"/><path class="fold" d="M44 18a22 22 0 0 1 22 22v46M34 34h12"/>
    <rect class="flap" x="78" y="30" width="32" height="7" rx="3.5"/><circle class="seal" cx="94" cy="60" r="17"/><path class="mark" d="M85 60h18"/>`,
  checking: svg`${envelope}<path class="flap" d="M12 24 62 62q8 6 16 0L128 24"/><path class="fold" d="m13 93 40-36M127 93 87 57"/>
    <g class="looking"><circle class="glass" cx="62" cy="58" r="22"/><path class="handle" d="m78 74 15 17"/></g>`,
};

export const picture = (of: Scene): TemplateResult => html`<svg class="picture" viewBox="0 0 140 112" aria-hidden="true" focusable="false">${scenes[of]}</svg>`;

export type MarkName = 'good' | 'warning' | 'bad' | 'info' | 'unknown' | 'running';
// Each state has a shape of its own: nothing is told by colour alone.
const marks: Record<MarkName, TemplateResult> = {
  good: svg`<circle cx="10" cy="10" r="9"/><path d="m5.8 10.4 3 3 5.6-6.2"/>`,
  warning: svg`<path class="body" d="M10 1.6 19 18H1Z"/><path d="M10 7.5v4.8M10 15v.4"/>`,
  bad: svg`<path class="body" d="M6 1h8l5 5v8l-5 5H6l-5-5V6Z"/><path d="m6.7 6.7 6.6 6.6m0-6.6-6.6 6.6"/>`,
  info: svg`<circle cx="10" cy="10" r="9"/><path d="M10 9v5.4M10 5.6V6"/>`,
  unknown: svg`<rect class="body" x="1" y="1" width="18" height="18" rx="5"/><path d="M7.2 7.6c.2-1.8 1.5-2.6 2.8-2.6 1.6 0 2.9 1 2.9 2.5 0 2-2.9 2.2-2.9 4.4M10 14.8v.3"/>`,
  running: svg`<circle class="ring" cx="10" cy="10" r="8"/><path class="hand" d="M10 2a8 8 0 0 1 8 8"/>`,
};
export const mark = (name: MarkName): TemplateResult => html`<svg class="mark-${name} mark" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${marks[name]}</svg>`;

export const lock = (): TemplateResult =>
  html`<svg class="lock" viewBox="0 0 12 14" aria-hidden="true" focusable="false"><rect x="1" y="6" width="10" height="7" rx="1.5" /><path d="M3.5 6V4a2.5 2.5 0 0 1 5 0v2" /></svg>`;
