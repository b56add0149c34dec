// Languages that run from right to left, and what runs from left to right in all of them. Everywhere else lengths are of the line and the block, not of left and right.

import { css } from 'lit';

export const directions = css`
  /* Names, addresses and bytes keep their order, at the side where the line begins. */
  code,
  pre,
  .hex,
  .host,
  .ip,
  .rr,
  .lookups b,
  .tls .what b,
  input[name='domain'] {
    direction: ltr;
    unicode-bidi: isolate;
  }
  [dir='rtl'] :is(code, input[name='domain']) {
    text-align: end;
  }
  /* Some hold words, and some a name. */
  .value,
  .cited,
  .subjects li,
  .choices button,
  .tls dd,
  q,
  option {
    unicode-bidi: plaintext;
  }
  [dir='rtl'] :is(.tls dd, .subjects li) {
    text-align: right; /* whatever it holds */
  }
  [dir='rtl'] .verdict {
    background: linear-gradient(-115deg, var(--tone-soft), transparent 62%);
  }
  /* What is written in them runs the other way, and so does a question mark. */
  [dir='rtl'] :is(.no, .partly, .unknown) .picture,
  [dir='rtl'] .mark-unknown {
    transform: scaleX(-1);
  }
  /* Letters that are joined stay so. */
  [dir='rtl'],
  [dir='rtl'] * {
    letter-spacing: normal !important;
  }
`;
