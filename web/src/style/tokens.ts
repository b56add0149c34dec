// Colours, type and measures. An embedding page may set the --mailglass-* properties.

import { css } from 'lit';

/** Also what is printed: paper is light. */
export const light = css`
    --bg: #e9f0f1;
    --ink: #10262d;
    --muted: #48616a;
    --line: #c3d3d7;
    --panel: #fbfdfd;
    --sunk: #eff5f5;
    --accent: #0a646d;
    --on-accent: #ffffff;
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
`;

export const tokens = css`
  :host {
    ${light}
    --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', Menlo, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
    color-scheme: light dark;
    display: block;
    color: var(--ink);
    background: var(--mailglass-background, var(--bg));
    font: 400 1rem/1.55 var(--sans);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    border-radius: 1rem;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([page]) {
    border-radius: 0;
    min-height: 100vh;
  }
  @media screen and (prefers-color-scheme: dark) {
    :host {
      --bg: #0d191e;
      --ink: #e6eff1;
      --muted: #a3b8bf;
      --line: #2c424b;
      --panel: #15252c;
      --sunk: #0f1d23;
      --accent: #6fd0d6;
      --on-accent: #06282c;
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
    }
  }
`;
