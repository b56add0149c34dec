import { css } from 'lit';

export const answerStyle = css`
  .answer {
    --tone: var(--unknown);
    --tone-soft: var(--unknown-soft);
    position: relative;
    margin: 0;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 1.1rem;
    box-shadow: var(--shadow);
    overflow: hidden;
  }
  .answer.holds {
    --tone: var(--good);
    --tone-soft: var(--good-soft);
  }
  .answer.interference {
    --tone: var(--caution);
    --tone-soft: var(--caution-soft);
  }
  .answer.takes-none {
    --tone: var(--aside);
    --tone-soft: var(--aside-soft);
  }
  .answer.partly {
    --tone: var(--warning);
    --tone-soft: var(--warning-soft);
  }
  .answer.no {
    --tone: var(--bad);
    --tone-soft: var(--bad-soft);
  }
  /* An airmail edge in the answer's colour. */
  .answer::before {
    content: '';
    display: block;
    height: 0.5rem;
    background: repeating-linear-gradient(115deg, var(--tone) 0 1.6rem, transparent 1.6rem 2.2rem, var(--line) 2.2rem 3.8rem, transparent 3.8rem 4.4rem);
  }
  .verdict {
    display: grid;
    grid-template-columns: minmax(7rem, 11rem) 1fr;
    gap: clamp(1rem, 3cqi, 2.25rem);
    align-items: center;
    padding: clamp(1.1rem, 3.4cqi, 2.25rem);
    background: linear-gradient(115deg, var(--tone-soft), transparent 62%);
    min-height: 13rem;
  }
  .domain {
    font-weight: 600;
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .domain b {
    color: var(--ink);
  }
  #answer {
    font-size: clamp(1.2rem, 3.1cqi, 1.75rem);
    font-weight: 600;
    letter-spacing: -0.015em;
    line-height: 1.3;
    margin: 0.25rem 0 0.6rem;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  #answer.word {
    font-size: clamp(1.75rem, 5.2cqi, 3rem);
    font-weight: 750;
    letter-spacing: -0.03em;
    line-height: 1.1;
    color: var(--tone);
  }
  .sentence {
    font-size: clamp(1.05rem, 2.2cqi, 1.3rem);
    line-height: 1.4;
    font-weight: 550;
    text-wrap: pretty;
    max-width: 36em;
  }
  .awaited {
    font-size: 1.05rem;
    overflow-wrap: anywhere;
  }
  .so-far {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .verdict .actions {
    margin-top: 0.75rem;
  }
  .seen {
    margin: 0.5rem 0;
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .meta {
    font-size: 0.875rem;
    color: var(--muted);
    min-height: 1.4em;
  }
  .picture {
    width: 100%;
    fill: none;
    stroke: var(--ink);
    stroke-width: 2.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .picture .paper {
    fill: var(--panel);
  }
  .picture .shadow {
    fill: var(--ink);
    opacity: 0.08;
    stroke: none;
  }
  .picture .flap {
    fill: var(--tone-soft);
  }
  .picture .fold {
    opacity: 0.45;
  }
  .picture .writing {
    stroke: var(--tone);
    stroke-width: 3;
  }
  .picture .seal,
  .picture .stamp {
    fill: var(--tone);
    stroke: none;
  }
  .picture .mark {
    stroke: var(--panel);
    stroke-width: 4;
  }
  .picture .shield {
    fill: var(--tone);
    stroke: var(--panel);
    stroke-width: 3;
  }
  .picture .mark.thin {
    stroke-width: 6;
  }
  .picture .threat {
    fill: var(--panel);
    stroke: var(--bad);
    stroke-width: 4;
  }
  .picture .mark.thick {
    stroke: var(--tone);
    stroke-width: 6;
  }
  .picture .dot {
    fill: var(--tone);
    stroke: none;
  }
  .picture .pane {
    fill: var(--panel);
    fill-opacity: 0.82;
    stroke: var(--tone);
    stroke-width: 1.4;
  }
  .picture .edge {
    stroke: var(--tone);
  }
  .picture .glass {
    fill: var(--panel);
    fill-opacity: 0.75;
    stroke: var(--accent);
    stroke-width: 4;
  }
  .picture .handle {
    stroke: var(--accent);
    stroke-width: 7;
  }
  .axes {
    display: grid;
    grid-template-columns: 1fr 1fr;
    border-top: 1px solid var(--line);
  }
  .axis {
    padding: 1.1rem clamp(1.1rem, 3.4cqi, 2.25rem) 1.3rem;
    min-height: 10.5rem;
  }
  .axis + .axis {
    border-inline-start: 1px solid var(--line);
  }
  .axis .about {
    display: block;
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--muted);
  }
  .axis .state {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-weight: 700;
    font-size: 1.1rem;
    margin: 0.6rem 0 0.25rem;
  }
  .axis.protected .state {
    color: var(--good);
  }
  .axis.partly .state {
    color: var(--warning);
  }
  .axis.exposed .state {
    color: var(--bad);
  }
  .axis.unknown .state {
    color: var(--unknown);
  }
  .tally {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 1.4rem;
    padding: 0.55rem clamp(1.1rem, 3.4cqi, 2.25rem);
    border-top: 1px solid var(--line);
    background: var(--sunk);
    font-size: 0.9rem;
  }
  .todo .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
    gap: 1rem;
  }
  .todo .sides > div {
    padding: 1rem clamp(1.1rem, 3.4cqi, 1.5rem);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 0.8rem;
  }
  .todo h3 {
    margin-bottom: 0.35rem;
    overflow-wrap: anywhere;
  }
  .todo .actions {
    margin-top: 0.75rem;
  }
  .text {
    margin-top: 0.5rem;
    padding: 0.6rem 0.8rem;
    white-space: pre-line;
    background: var(--sunk);
    border-radius: 0.5rem;
    font-size: 0.9rem;
  }
  pre.text {
    margin: 0.3rem 0 0.7rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .letter summary {
    padding-block: 0.2rem;
  }
  button.plain {
    border: 0;
    background: none;
    padding: 0.2rem 0;
    min-height: 1.75rem;
    font-weight: 400;
  }
  button.plain:hover {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  @container (max-width: 40rem) {
    .verdict {
      display: flow-root;
      min-height: 0;
    }
    /* As tall as answers are, so that what is below does not move when one comes. */
    [aria-busy='true'] .verdict {
      min-height: 24rem;
    }
    .picture {
      float: inline-end;
      width: clamp(4.5rem, 26cqi, 8rem);
      margin-block: 0 0.5rem;
      margin-inline: 0.75rem 0;
    }
    .axes {
      grid-template-columns: 1fr;
    }
    .axis {
      min-height: 10rem;
    }
  }
  /* The smallest telephones: languages that need more room than English have the answer on the first screen too. */
  @container (max-width: 21rem) {
    .domain {
      font-size: 0.9375rem;
    }
    #answer.word {
      font-size: 1.5rem;
    }
    .sentence {
      font-size: 1rem;
    }
  }
  @container (max-width: 40rem) {
    .axis + .axis {
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }
  }
`;
