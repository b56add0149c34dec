// Versions, suites and groups in the details of an address. After media.ts: a table within a table has its own narrow form.

import { css } from 'lit';

export const suitesStyle = css`
  .facts.compact {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
    column-gap: 2rem;
  }
  .facts.compact > div {
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: baseline;
    align-content: start;
  }
  .facts.compact > .opened {
    grid-column: 1 / -1;
    grid-template-columns: minmax(0, 1fr);
  }
  .facts.compact .value {
    margin-inline-end: 0.3rem;
  }
  .facts + .quiet {
    margin-top: 0.6rem;
  }
  .weaknesses .value {
    font-weight: 400;
  }
  .weaknesses dt {
    color: var(--ink);
  }
  .named {
    display: inline-block;
    max-width: 100%;
    vertical-align: top;
  }
  .reasons dt::first-letter {
    text-transform: uppercase;
  }
  .cited {
    font-weight: 400;
    color: var(--muted);
    font-size: 0.875rem;
  }
  .version {
    margin-top: 1.4rem;
  }
  .version h4 {
    margin-top: 0;
  }
  .version details,
  .absent {
    margin-top: 0.5rem;
    font-size: 0.875rem;
  }
  .version summary,
  .absent > summary {
    color: var(--accent);
  }
  .version details code {
    font-size: 0.75rem;
  }
  table.suites {
    border-radius: 0.6rem;
    table-layout: auto;
  }
  table.suites thead th {
    width: auto;
  }
  table.suites th,
  table.suites td {
    padding: 0.3rem 0.9rem;
    font-size: 0.875rem;
    vertical-align: baseline;
    background: none;
    overflow-wrap: normal;
    border: 0;
  }
  table.suites tbody tr:not(:first-child) > * {
    border-top: 1px solid var(--line);
  }
  table.suites thead th {
    background: var(--sunk);
    font-size: 0.8125rem;
  }
  table.suites code {
    overflow-wrap: anywhere;
  }
  @container (min-width: 52rem) {
    table.suites tbody th {
      white-space: nowrap;
    }
    table.suites wbr {
      display: none;
    }
  }
  .place {
    display: inline-block;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .place:not(:empty) {
    min-width: 1.8em;
  }
  @container (max-width: 44rem) {
    table.suites {
      display: block;
      background: var(--panel);
      border: 1px solid var(--line);
    }
    table.suites tbody tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1rem;
      padding: 0.35rem 0.75rem;
    }
    table.suites tbody tr:not(:first-child) {
      border-top: 1px solid var(--line);
    }
    table.suites tbody tr > * {
      border: 0 !important;
      padding: 0.1rem 0;
      max-width: 100%;
    }
    table.suites tbody th,
    table.suites td[colspan] {
      width: 100%;
    }
    table.suites tbody th {
      display: flex;
      gap: 0.4rem;
    }
    table.suites td:nth-child(3) {
      order: 1;
      width: 100%;
    }
    table.suites .empty {
      display: none;
    }
    table.suites td[data-label]::before {
      content: attr(data-label) ': ';
      display: inline;
    }
  }
`;
