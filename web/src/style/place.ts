// The element before there is anything in it, and its place on the page. Without Lit, which comes later.

/** The place is kept, so that what stands below does not jump when the answer comes. */
export const PLACE = `
  :host { display: block; min-height: var(--mailglass-min-height, 0); }
  :host([hidden]) { display: none; }
  :host([domain]) { min-height: var(--mailglass-min-height, 640px); }
  :host([compact]) { min-height: var(--mailglass-min-height, 160px); }
  :host([compact][domain]) { min-height: var(--mailglass-min-height, 320px); }
  :host([page]) { min-height: 100vh; }
  .place { min-height: inherit; font: medium/1.5 system-ui, sans-serif; }
  .place:focus { outline: none; }
`;
