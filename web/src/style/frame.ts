import { css } from 'lit';

export const frame = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .frame {
    container-type: inline-size;
    max-width: 68rem;
    margin: 0 auto;
    padding: clamp(1rem, 4vw, 2.5rem);
  }
  .frame.narrow {
    padding: 1rem;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  blockquote {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3,
  h4 {
    line-height: 1.25;
    text-wrap: balance;
  }
  h2 {
    font-size: 1.35rem;
    letter-spacing: -0.01em;
  }
  h3 {
    font-size: 1.05rem;
  }
  h4 {
    font-size: 0.95rem;
    margin: 1rem 0 0.5rem;
  }
  code,
  .ip,
  .hex {
    font-family: var(--mono);
    font-size: 0.875em;
  }
  p,
  dd,
  code,
  th,
  .host {
    overflow-wrap: anywhere;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  #answer:focus,
  #result:focus {
    outline: none;
  }
  .quiet,
  .fine,
  .where,
  .of {
    color: var(--muted);
    font-weight: 400;
    font-size: 0.875rem;
  }
  .fine {
    display: block;
    line-height: 1.4;
    hyphens: auto;
  }
  .head {
    display: grid;
    gap: 1.25rem;
    margin-bottom: 1.5rem;
  }
  .name {
    display: inline-flex;
    align-items: center;
    gap: 0.6rem;
    justify-self: start;
    font-weight: 650;
    font-size: 1.1rem;
    letter-spacing: -0.01em;
    color: inherit;
    text-decoration: none;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 1rem;
  }
  select.language {
    min-height: 2rem;
    padding: 0.1rem 0.4rem;
    border-color: transparent;
    background: none;
    font-size: 0.9rem;
  }
  select.language:hover,
  select.language:focus-visible {
    border-color: var(--accent);
  }
  .logo {
    width: 2.5rem;
    height: 2rem;
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .logo .paper {
    fill: var(--panel);
  }
  .logo .lens {
    fill: var(--good-soft);
    stroke: var(--accent);
    stroke-width: 2;
  }
  .logo .handle {
    stroke: var(--accent);
    stroke-width: 3.2;
  }
  h1 {
    font-size: clamp(1.6rem, 5.4cqi, 2.75rem);
    font-weight: 680;
    letter-spacing: -0.025em;
    max-width: 20em;
  }
  .question {
    font-size: 1.15rem;
    font-weight: 600;
  }
  .frame:has(.answer) h1 {
    font-size: clamp(1.25rem, 3.4cqi, 1.6rem);
  }
  form {
    max-width: 42rem;
  }
  label {
    display: block;
    font-weight: 600;
    font-size: 0.9rem;
    margin-bottom: 0.4rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    padding: 0.35rem;
    background: var(--panel);
    border: 1.5px solid var(--muted);
    border-radius: 0.85rem;
    box-shadow: var(--shadow);
  }
  .row:focus-within {
    border-color: var(--accent);
    outline: 3px solid color-mix(in srgb, var(--accent) 30%, transparent);
  }
  input[name='domain'] {
    /* With large text the button goes below it. */
    flex: 1 1 8.5rem;
    min-width: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 1.15rem;
    padding: 0.5rem 0.7rem;
  }
  input[name='domain']:focus {
    outline: none;
  }
  input::placeholder {
    color: var(--muted);
    opacity: 0.85;
  }
  button {
    font: inherit;
    font-weight: 600;
    color: var(--ink);
    background: var(--panel);
    border: 1.5px solid var(--muted);
    border-radius: 0.6rem;
    padding: 0.45rem 0.9rem;
    min-height: 2.5rem;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--accent);
    color: var(--accent);
  }
  button:disabled {
    color: var(--muted);
    border-color: var(--line);
    cursor: default;
  }
  button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    padding-inline: 1.3rem;
  }
  button.main:hover {
    filter: brightness(1.1);
  }
  button.link {
    border: 0;
    background: none;
    padding: 0 0.15rem;
    min-height: 1.75rem;
    text-align: start;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
    font-size: 0.9rem;
  }
  #hint {
    margin-top: 0.5rem;
    min-height: 1.5em;
    font-size: 0.9rem;
    color: var(--muted);
  }
  #hint.problem {
    color: var(--bad);
    font-weight: 600;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-top: 0.6rem;
  }
  .choices button {
    overflow-wrap: anywhere;
  }
  .welcome {
    margin-top: 2rem;
    max-width: 38rem;
    color: var(--muted);
    font-size: 1.05rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
    margin-top: 1.25rem;
  }
  a {
    color: var(--accent);
  }
  a.deeper {
    display: inline-block;
    min-height: 1.5rem;
  }
  summary {
    min-height: 1.5rem;
  }
  .imprint {
    display: none;
  }
  #result {
    margin-top: 1.5rem;
  }
  /* Until what stands below the answer is there, what comes after it stays out of sight: it would jump to and fro. */
  :host([page]) #result.coming {
    min-height: 100vh;
  }
  .failure {
    padding: 1rem 1.2rem;
    border-radius: 0.8rem;
    background: var(--bad-soft);
    border: 1px solid var(--bad);
    font-weight: 600;
  }
  .dropping {
    outline: 3px dashed var(--accent);
    outline-offset: -0.75rem;
    border-radius: 1rem;
  }
  section {
    margin-top: 2.75rem;
  }
  section > h2 {
    margin-bottom: 0.6rem;
  }
  .lead {
    color: var(--muted);
    margin-bottom: 1rem;
    max-width: 46rem;
  }
  footer {
    margin-top: 3.5rem;
    padding-top: 0.75rem;
    border-top: 1px solid var(--line);
    font-size: 0.875rem;
    color: var(--muted);
  }
  footer ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.5rem;
  }
  footer li {
    min-height: 2rem;
    display: flex;
    align-items: center;
  }
  footer a {
    padding: 0.25rem 0;
  }
  .notices {
    display: grid;
    gap: 0.6rem;
    margin-block: 1rem;
  }
  .notices li {
    display: flex;
    gap: 0.75rem;
    padding: 0.8rem 1rem;
    border-radius: 0.8rem;
    background: var(--warning-soft);
    border: 1px solid var(--warning);
  }
  .notices .replay {
    background: var(--unknown-soft);
    border-color: var(--unknown);
  }
  .notices .mark {
    margin-top: 0.2rem;
  }
  .mark {
    flex: none;
    width: 1.15rem;
    height: 1.15rem;
    vertical-align: -0.2em;
    fill: none;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke: var(--unknown);
  }
  .mark-good {
    stroke: var(--good);
  }
  .mark-warning {
    stroke: var(--warning);
  }
  .mark-bad {
    stroke: var(--bad);
  }
  .mark-info,
  .mark-running {
    stroke: var(--accent);
  }
  .mark-running .ring {
    opacity: 0.3;
  }
  @media (prefers-reduced-motion: no-preference) {
    /* An answer that comes at once does without: each picture of a movement costs time. The whole drawing turns, since only a box of its own is not painted anew. */
    .mark-running {
      animation: turn 1.2s linear 0.4s infinite;
    }
    .looking {
      animation: look 3.2s ease-in-out 0.4s infinite;
    }
    @keyframes turn {
      to {
        transform: rotate(360deg);
      }
    }
    @keyframes look {
      50% {
        transform: translate(26px, -12px);
      }
    }
  }
`;
