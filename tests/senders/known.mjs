// Servers of the grammar about which Mailglass is known to be wrong, by seed and number, each with its reason. One that is no longer wrong fails until it is taken out
// of this list; the list is to become empty.
export const known = new Map([
  ['1:k276', 'hangs up behind the go-ahead at times of its own: whether Postfix shares a suite with it stays open, and so the answer Partly instead of No'],
]);
