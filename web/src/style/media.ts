// Narrow places, paper, and forced colours.

import { css } from 'lit';
import { light } from './tokens';

export const media = css`
  @container (max-width: 44rem) {
    table,
    tbody,
    tr,
    th,
    td {
      display: block;
    }
    table {
      border: 0;
      background: none;
      overflow: visible;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tr.server th {
      border: 0;
      padding: 1rem 0.1rem 0.4rem;
    }
    tr.address {
      background: var(--panel);
      border: 1px solid var(--line);
      border-radius: 0.8rem;
      padding: 0.5rem 0;
      margin-bottom: 0.6rem;
    }
    tr.address.opened {
      margin-bottom: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
    tr.address > * {
      padding: 0.35rem 1rem;
      border: 0 !important;
    }
    tr.address .ip {
      display: inline;
      font-weight: 600;
      margin-inline-end: 0.4rem;
    }
    tr.address .empty {
      display: none;
    }
    td[data-label]::before {
      content: attr(data-label);
      display: block;
      font-size: 0.8125rem;
      color: var(--muted);
    }
    tr.more {
      margin-bottom: 0.6rem;
      border: 1px solid var(--line);
      border-top: 0;
      border-radius: 0 0 0.8rem 0.8rem;
      overflow: hidden;
    }
    .facts > div,
    .tls dl > div,
    .legend > div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.1rem;
    }
    .dialogue li {
      grid-template-columns: max-content minmax(0, 1fr);
      gap: 0 0.6rem;
    }
    .dialogue code {
      grid-column: 1 / -1;
    }
    /* With an answer, that comes first: its question stands above it. */
    .frame:has(.answer) h1,
    .frame:has(.answer) .question,
    .frame:has(.answer) form > label,
    .frame:has(.answer) #hint:not(.problem, .told) {
      position: absolute;
      width: 1px;
      height: 1px;
      min-height: 0;
      margin: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .frame:has(.answer) .head {
      margin-bottom: 0.75rem;
    }
    .frame:has(.answer) #result {
      margin-top: 1rem;
    }
    .row {
      padding: 0.25rem;
    }
    button.main {
      padding-inline: 1rem;
    }
    .hex {
      font-size: 0.75rem;
      column-gap: 0.9em;
      padding: 0.6rem;
    }
  }
  @container (max-width: 25rem) or (44rem < width < 56rem) {
    .steps {
      grid-template-columns: repeat(3, 1fr);
      row-gap: 0.4rem;
    }
  }
  @media (forced-colors: active) {
    .answer::before {
      display: none;
    }
    .findings > li {
      border-inline-start-width: 1px;
    }
    .row:focus-within {
      outline: 3px solid Highlight;
    }
    .steps li.past::after,
    .steps li.now::after {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .mark,
    .picture,
    .logo {
      stroke: CanvasText;
    }
  }
  @media print {
    :host {
      ${light}
      --bg: #ffffff;
      --shadow: none;
      background: none;
      font-size: 10pt;
      line-height: 1.4;
      min-height: 0;
    }
    form,
    footer,
    .head h1,
    .head .question,
    select.language,
    .welcome,
    .actions,
    .letter,
    .tally,
    .steps,
    .exploring,
    progress,
    .lens-switch,
    details:not([open]),
    .notices .lab,
    button:not(.plain, .explained) {
      display: none !important;
    }
    /* Sizes are in rem, which only a whole page can change; small enough for a simple answer to fill one sheet. */
    .frame {
      max-width: none;
      padding: 0;
      zoom: 0.72;
    }
    .head {
      margin-bottom: 0.5rem;
    }
    .verdict {
      display: grid;
      grid-template-columns: 7rem 1fr;
      min-height: 0;
      padding: 0.75rem 1rem;
    }
    .picture {
      float: none;
      width: 100%;
      margin: 0;
      print-color-adjust: exact;
    }
    .axes {
      grid-template-columns: 1fr 1fr;
    }
    .axis {
      min-height: 0;
      padding: 0.5rem 1rem;
      border: 0;
    }
    .imprint {
      display: block;
      margin-top: 0.5rem;
      font-size: 9pt;
      overflow-wrap: anywhere;
    }
    #result {
      margin: 0;
    }
    section {
      margin-top: 0.9rem;
    }
    .lead {
      margin-bottom: 0.4rem;
    }
    h1,
    h2,
    h3,
    h4,
    h5,
    thead,
    tr.server,
    .lead {
      break-after: avoid;
    }
    .answer,
    .todo .sides > div,
    .findings > li,
    .open-questions li,
    tr,
    .limits li {
      break-inside: avoid;
    }
    p,
    li,
    dd {
      orphans: 3;
      widows: 3;
    }
    .findings {
      grid-template-columns: 1fr 1fr;
      gap: 0.5rem;
    }
    .findings > li {
      padding: 0.5rem 0.8rem;
    }
    .findings .foot,
    .limits .offer {
      display: none;
    }
    .limits li,
    td,
    tr.server th {
      padding-block: 0.4rem;
    }
    .hex {
      max-height: none;
    }
  }
`;
