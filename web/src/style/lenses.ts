import { css } from 'lit';

export const lensStyle = css`
  .lens-switch {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.75rem;
    margin-top: 0.75rem;
  }
  .lens-switch label {
    margin: 0;
  }
  select {
    font: inherit;
    color: var(--ink);
    background: var(--panel);
    border: 1.5px solid var(--muted);
    border-radius: 0.6rem;
    padding: 0.35rem 0.6rem;
    min-height: 2.5rem;
    max-width: 100%;
    cursor: pointer;
  }
  select:hover {
    border-color: var(--accent);
  }
  .lens-counts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 1.25rem;
    margin: 0.6rem 0;
  }
  .lens-counts li,
  .lens-rules .value {
    font-variant-numeric: tabular-nums;
  }
  .lens-rules dt {
    color: var(--ink);
  }
  .settings {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr));
    gap: 0.6rem 1rem;
    margin-block: 0.5rem 0.75rem;
  }
  .settings select {
    width: 100%;
  }
  .box > h3 {
    margin-top: 1rem;
  }
  .cited {
    display: inline-block;
  }
`;
