// Servers of the grammar about which Mailglass is known to be wrong, by seed and number, each with its reason. One that is no longer wrong fails until it is taken out
// of this list; the list is to become empty.
export const known = new Map([
  ['1:k46', 'refuses hellos with signature schemes of Brainpool, as explorations have them: taken for a server that wants post-quantum key exchange, and so for one that no sender encrypts to'],
  ['1:k285', 'takes post-quantum key exchange alone, at an address in place of a name: the check itself has it, Postfix has not and delivers in clear text'],
  ['1:k276', 'hangs up behind the go-ahead at times of its own: whether Postfix shares a suite with it stays open, and so the answer Partly instead of No'],
]);
