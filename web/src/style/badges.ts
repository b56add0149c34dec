import { css } from 'lit';

export const badges = css`
  button.explained {
    min-height: 1.5rem;
    padding: 0 0.15rem;
    border: 0;
    background: none;
    color: inherit;
    font-size: inherit;
    font-weight: inherit;
    text-align: start;
    text-decoration: underline dotted;
    text-underline-offset: 0.2em;
  }
  .explanation {
    display: block;
    margin-block: 0.2rem;
    font-size: 0.875rem;
    font-weight: 400;
    line-height: 1.4;
    color: var(--muted);
  }
  .badge,
  button.badge {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    min-height: 1.5rem;
    padding: 0.05em 0.55em;
    border-radius: 1em;
    border: 1px solid var(--unknown);
    color: var(--unknown);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.5;
    max-width: 100%;
    text-align: start;
    text-decoration: none;
    vertical-align: 0.08em;
  }
  .badge.verified,
  button.badge.verified {
    color: var(--good);
    border-color: var(--good);
    background: var(--good-soft);
  }
  .badge.reported,
  button.badge.reported {
    border-style: dashed;
  }
  .lock {
    width: 0.75em;
    height: 0.85em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
  }
`;
