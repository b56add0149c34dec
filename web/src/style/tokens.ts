// Colours, type and measures. An embedding page may set the --mailglass-* properties (docs/embedding.md).

import { css } from 'lit';

/** Also what is printed: paper is light. */
export const light = css`
  --bg: var(--mailglass-background, #e9f0f1);
  --ink: var(--mailglass-text, #10262d);
  --muted: var(--mailglass-muted, #48616a);
  --line: var(--mailglass-line, #c3d3d7);
  --panel: var(--mailglass-panel, #fbfdfd);
  --sunk: #eff5f5;
  --accent: var(--mailglass-accent, #0a646d);
  --on-accent: var(--mailglass-on-accent, #ffffff);
  --good: #10683f;
  --good-soft: #dcf0e5;
  --aside: #6b3f99;
  --aside-soft: #eee5f8;
  --caution: #1f4fa3;
  --caution-soft: #dfe9fa;
  --warning: #825000;
  --warning-soft: #fbedd3;
  --bad: #ab2a20;
  --bad-soft: #fbe3df;
  --unknown: #4a5670;
  --unknown-soft: #e4e8f1;
  --shadow: 0 1px 2px rgb(16 38 45 / 8%), 0 12px 32px -16px rgb(16 38 45 / 28%);
  color-scheme: light;
`;
const dark = css`
  --bg: var(--mailglass-background, #0d191e);
  --ink: var(--mailglass-text, #e6eff1);
  --muted: var(--mailglass-muted, #a3b8bf);
  --line: var(--mailglass-line, #2c424b);
  --panel: var(--mailglass-panel, #15252c);
  --sunk: #0f1d23;
  --accent: var(--mailglass-accent, #6fd0d6);
  --on-accent: var(--mailglass-on-accent, #06282c);
  --good: #74d6a4;
  --good-soft: #13372a;
  --aside: #d3b6f6;
  --aside-soft: #34254c;
  --caution: #9dc3ff;
  --caution-soft: #1b2f52;
  --warning: #f1c070;
  --warning-soft: #3a2c13;
  --bad: #ffa398;
  --bad-soft: #45221e;
  --unknown: #b7c2da;
  --unknown-soft: #273044;
  --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px -16px rgb(0 0 0 / 70%);
  color-scheme: dark;
`;

export const tokens = css`
  :host {
    /* Nothing of the page around it: whatever that says of its text would be inherited. */
    all: initial;
    --sans: var(--mailglass-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif);
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', Menlo, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
    ${light}
    display: block;
    min-height: inherit;
    color: var(--ink);
    background: var(--bg);
    font: 400 var(--mailglass-font-size, medium) / 1.55 var(--sans);
    /* What the style sheets call rem: of this element, not of the page around it. */
    --mailglass-rem: 1em;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    border-radius: var(--mailglass-radius, 1rem);
    text-align: start;
  }
  :host([page]) {
    border-radius: 0;
    min-height: 100vh;
  }
  @media screen and (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  @media screen {
    :host([theme='dark']) {
      ${dark}
    }
  }
`;
