// Servers of the grammar about which Mailglass is known to be wrong, by seed and number, each with its reason. One that is no longer wrong fails until it is taken out
// of this list.
export const known = new Map([]);
