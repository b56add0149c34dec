import { css } from 'lit';

export const certificatesStyle = css`
  .certificate {
    margin-top: 0.75rem;
    padding: 0.9rem 1.1rem 1rem;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 0.8rem;
  }
  .certificate h4 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3rem 0.6rem;
    margin: 0 0 0.7rem;
  }
  .certificate h5 {
    margin: 1rem 0 0.5rem;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .glance {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
    gap: 0.7rem 1.2rem;
  }
  .glance li {
    display: flex;
    gap: 0.5rem;
    min-width: 0;
  }
  .glance li > div {
    min-width: 0;
  }
  .glance .mark {
    flex: none;
    margin-top: 0.15rem;
  }
  .glance .label {
    color: var(--muted);
    font-size: 0.875rem;
  }
  .glance .fine {
    overflow-wrap: anywhere;
  }
  .chain {
    padding-inline-start: 1.5rem;
  }
  .chain > li {
    position: relative;
    padding: 0 0 0.9rem;
  }
  /* A dot for each certificate, and the line that leads to its issuer. */
  .chain > li::before {
    content: '';
    position: absolute;
    inset-block-start: 0.4rem;
    inset-inline-start: -1.5rem;
    width: 0.75rem;
    height: 0.75rem;
    border-radius: 50%;
    border: 2px solid var(--accent);
    background: var(--accent);
  }
  ol.chain > li:not(:last-child)::after {
    content: '';
    position: absolute;
    inset-block: 1.3rem -0.25rem;
    inset-inline-start: -1.18rem;
    border-inline-start: 2px solid var(--line);
  }
  .chain > li.own::before {
    background: var(--panel);
  }
  .chain > li.unused::before {
    background: var(--panel);
    border-color: var(--muted);
  }
  .chain > li.missing::before {
    background: var(--panel);
    border: 2px dashed var(--warning);
  }
  .chain details {
    margin-top: 0.25rem;
  }
  .chain summary {
    color: var(--accent);
    font-size: 0.875rem;
  }
  .logs {
    margin-top: 0.3rem;
    font-size: 0.875rem;
  }
  .certificate code.wrap {
    overflow-wrap: anywhere;
    white-space: normal;
  }
  @container (max-width: 40rem) {
    .certificate {
      padding-inline: 0.8rem;
    }
    .certificate .facts > div {
      grid-template-columns: 1fr;
    }
  }
`;
