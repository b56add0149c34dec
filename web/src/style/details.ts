import { css } from 'lit';

export const details = css`
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 0.9rem;
    overflow: hidden;
    table-layout: fixed;
  }
  th,
  td {
    text-align: start;
    vertical-align: top;
    padding: 0.8rem 1rem;
    overflow-wrap: anywhere;
    font-weight: 400;
  }
  thead th {
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--muted);
    background: var(--sunk);
    padding-block: 0.5rem;
  }
  thead th {
    hyphens: auto;
  }
  thead th:nth-child(1) {
    width: 19%;
  }
  thead th:nth-child(2) {
    width: 43%;
  }
  thead th:nth-child(3) {
    width: 18%;
  }
  tr.server th {
    border-top: 1px solid var(--line);
    padding-bottom: 0.2rem;
  }
  tr.server .host {
    font-weight: 700;
    margin-inline-end: 0.5rem;
  }
  tr.server .quiet span + span::before {
    content: '· ';
  }
  tbody tr.address + tr.more + tr.address > * {
    border-top: 1px dashed var(--line);
  }
  tr.address .exploring {
    margin-top: 0.6rem;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    max-width: 20rem;
    height: 0.4rem;
    margin-top: 0.4rem;
    border: 0;
    border-radius: 1rem;
    overflow: hidden;
    background: var(--line);
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  tr.more dl.facts .fine {
    display: block;
    font-weight: 400;
  }
  tr.address .ip {
    display: block;
  }
  .outcome {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .happened p + p {
    font-size: 0.9375rem;
    min-height: 1.5em;
  }
  .value {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .steps {
    display: grid;
    grid-template-columns: repeat(6, 1fr);
    margin-top: 0.6rem;
    font-size: 0.75rem;
    line-height: 1.35;
    color: var(--muted);
  }
  .steps li {
    position: relative;
    padding-block: 0.85rem 0;
    padding-inline: 0 0.45rem;
    min-height: 2.75rem;
    overflow-wrap: normal;
  }
  .steps li::before {
    content: '';
    position: absolute;
    inset: 0.22rem 0 auto 0;
    border-top: 2px solid var(--line);
  }
  .steps li::after {
    content: '';
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    width: 0.6rem;
    height: 0.6rem;
    border-radius: 50%;
    background: var(--panel);
    border: 2px solid var(--line);
  }
  .steps li.past::before {
    border-color: var(--accent);
  }
  .steps li.past::after,
  .steps li.now::after {
    background: var(--accent);
    border-color: var(--accent);
  }
  .steps li.now::after {
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--accent) 30%, transparent);
  }
  .steps li:last-child::before {
    display: none;
  }
  .steps .name {
    display: block;
    font: inherit;
  }
  .steps .past .at,
  .steps .now .at {
    color: var(--ink);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  tr.more td {
    background: var(--sunk);
    border-top: 1px solid var(--line);
    padding-bottom: 1.25rem;
  }
  tr.more h3 {
    margin: 1.8rem 0 0.4rem;
  }
  tr.more h3:first-child {
    margin-top: 0;
  }
  .facts > div {
    display: grid;
    grid-template-columns: minmax(8rem, 15rem) 1fr;
    gap: 0.1rem 1rem;
    padding: 0.4rem 0;
    border-bottom: 1px solid var(--line);
  }
  dt {
    color: var(--muted);
    font-size: 0.9rem;
  }
  .facts .of {
    display: block;
    font-size: 0.8125rem;
  }
  .bytes {
    margin: 0.5rem 0 0.75rem;
  }
  .hex {
    display: grid;
    grid-template-columns: max-content max-content 1fr;
    column-gap: 1.25em;
    margin-top: 0.3rem;
    padding: 0.7rem 0.9rem;
    max-height: 17rem;
    overflow: auto;
    background: var(--sunk);
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    font-size: 0.8125rem;
    line-height: 1.5;
    white-space: pre;
  }
  tr.more .hex {
    background: var(--panel);
  }
  .hex .o {
    color: var(--muted);
  }
  .hex .t {
    color: var(--accent);
  }
  details > summary {
    cursor: pointer;
  }
  .conversation {
    margin-top: 1.1rem;
  }
  .conversation > summary {
    font-weight: 600;
  }
  .dialogue,
  .tls {
    margin-top: 0.6rem;
    border-radius: 0.6rem;
    border: 1px solid var(--line);
    background: var(--panel);
    overflow: hidden;
    font-size: 0.875rem;
  }
  .dialogue li {
    display: grid;
    grid-template-columns: 4.4rem 3.6rem 1fr;
    gap: 0.6rem;
    padding: 0.2rem 0.8rem;
  }
  .dialogue li.relay,
  .tls li.client {
    background: var(--sunk);
  }
  .dialogue .at,
  .who {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .dialogue code {
    font-size: 0.875rem;
    white-space: pre-wrap;
  }
  .tls li {
    border-top: 1px solid var(--line);
  }
  .tls li:first-child {
    border-top: 0;
  }
  .tls summary,
  .tls .plain {
    padding: 0.35rem 0.8rem;
  }
  .tls .plain {
    padding-inline-start: 1.75rem;
  }
  .tls .who {
    display: inline-block;
    width: 3.6rem;
  }
  .tls dl {
    padding-block: 0.2rem 0.7rem;
    padding-inline: 1.75rem 0.8rem;
  }
  .tls dl > div {
    display: grid;
    grid-template-columns: minmax(6rem, 10rem) 1fr;
    gap: 0.8rem;
  }
  .tls dd {
    font-family: var(--mono);
    font-size: 0.8125rem;
  }
  .enc {
    color: var(--good);
  }
  .findings {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
  }
  .findings > li {
    background: var(--panel);
    border: 1px solid var(--line);
    border-inline-start: 5px solid var(--unknown);
    border-radius: 0.8rem;
    padding: 1rem 1.25rem;
    scroll-margin-top: 1rem;
  }
  .findings > li:focus {
    outline: none;
  }
  .findings > li:focus-visible {
    outline: 3px solid var(--accent);
    border-radius: 0.8rem;
  }
  .findings > .bad {
    border-inline-start-color: var(--bad);
  }
  .findings > .warning {
    border-inline-start-color: var(--warning);
  }
  .findings > .good {
    border-inline-start-color: var(--good);
  }
  .findings > .info {
    border-inline-start-color: var(--accent);
  }
  .severity {
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--muted);
    display: flex;
    align-items: center;
    gap: 0.45rem;
    margin-bottom: 0.3rem;
  }
  .findings p,
  .findings h3 {
    max-width: 48rem;
  }
  .advice {
    margin-top: 0.5rem;
  }
  .subjects {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.9rem;
    margin-top: 0.5rem;
    color: var(--muted);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .foot {
    margin-top: 0.5rem;
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 0.8rem;
    align-items: center;
  }
  .proof {
    margin-top: 0.6rem;
    border-top: 1px solid var(--line);
  }
  .open-questions {
    display: grid;
    gap: 0.9rem;
  }
  .open-questions li {
    display: flex;
    gap: 0.75rem;
  }
  .open-questions .mark {
    margin-top: 0.2rem;
  }
  blockquote {
    border-inline-start: 3px solid var(--line);
    padding-inline-start: 0.8rem;
    margin-top: 0.3rem;
  }
  .limits {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
    gap: 1.25rem 2rem;
    margin-top: 1rem;
  }
  .limits li {
    border-top: 2px solid var(--line);
    padding-top: 0.7rem;
  }
  .offer {
    color: var(--muted);
    margin-top: 0.35rem;
    font-size: 0.9375rem;
  }
  .box {
    margin-top: 1.5rem;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 0.8rem;
    padding: 0.8rem 1.1rem;
  }
  .box > summary {
    font-weight: 600;
  }
  .box[open] > summary {
    margin-bottom: 0.7rem;
  }
  .legend > div {
    display: grid;
    grid-template-columns: 8.5rem 1fr;
    gap: 0.8rem;
    padding: 0.4rem 0;
  }
  .box > .quiet {
    margin-top: 0.7rem;
  }
  .lookups li {
    padding: 0.45rem 0;
    border-top: 1px solid var(--line);
  }
  .lookups code {
    display: block;
    color: var(--muted);
  }
  .rr {
    font-family: var(--mono);
    font-size: 0.8125rem;
  }
`;
