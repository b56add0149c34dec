// The compact element: the field and the answer, in little room.

import { css } from 'lit';

export const compactStyle = css`
  :host([compact]) .frame,
  :host([compact]) .frame.narrow {
    padding: 0.75rem;
  }
  :host([compact]) .head {
    margin-bottom: 0.5rem;
  }
  :host([compact]) .question,
  :host([compact]) #hint:not(.problem),
  :host([compact]) .frame:has(.answer) label {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  :host([compact]) .name {
    font-size: 0.95rem;
    gap: 0.4rem;
  }
  :host([compact]) .logo {
    width: 1.6rem;
    height: 1.3rem;
  }
  :host([compact]) label {
    font-size: 0.875rem;
    margin-bottom: 0.25rem;
  }
  :host([compact]) .row {
    padding: 0.15rem;
    box-shadow: none;
  }
  :host([compact]) input[name='domain'] {
    font-size: 1rem;
    padding: 0.3rem 0.6rem;
  }
  :host([compact]) button.main {
    min-height: 2.25rem;
    padding-inline: 0.9rem;
  }
  :host([compact]) #result {
    margin-top: 0.6rem;
  }
  :host([compact]) .answer {
    border-radius: 0.8rem;
    box-shadow: none;
  }
  :host([compact]) .answer::before {
    height: 0.3rem;
  }
  :host([compact]) .verdict {
    display: flow-root;
    min-height: 0;
    padding: 0.6rem 0.75rem 0.5rem;
  }
  :host([compact]) .picture {
    float: inline-end;
    width: 3.75rem;
    margin-block: 0 0.25rem;
    margin-inline: 0.5rem 0;
  }
  :host([compact]) #answer {
    font-size: 1.2rem;
    line-height: 1.25;
    margin: 0.1rem 0 0.15rem;
  }
  :host([compact]) .sentence {
    font-size: 0.9rem;
    font-weight: 500;
    line-height: 1.4;
    margin: 0;
  }
  :host([compact]) .domain {
    font-size: 0.875rem;
  }
  /* The words above them carry both halves, and the whole of it is one link away. */
  :host([compact]) .seen,
  :host([compact]) .meta,
  :host([compact]) .tally,
  :host([compact]) .axes {
    display: none;
  }
  /* 300 pixels: the longest answer of the language with the longest words stays below 420 in height. */
  @container (max-width: 21rem) {
    :host([compact]) .verdict {
      padding-block: 0.45rem 0.4rem;
    }
    :host([compact]) .picture {
      width: 3.25rem;
    }
    :host([compact]) .domain {
      font-size: 0.8125rem;
      line-height: 1.35;
    }
    :host([compact]) #answer {
      font-size: 1.125rem;
      line-height: 1.2;
    }
    :host([compact]) #result {
      margin-top: 0.4rem;
    }
    :host([compact]) .sentence {
      font-size: 0.875rem;
      line-height: 1.35;
      text-wrap: wrap;
    }
  }
  :host([compact]) .actions {
    margin-top: 0.5rem;
    font-size: 0.875rem;
  }
  :host([compact]) .notices {
    font-size: 0.8125rem;
    line-height: 1.4;
    margin-block: 0.5rem;
  }
  :host([compact]) .notices li {
    padding: 0.3rem 0.6rem;
  }
`;
