// The message that each sender delivers, and work done by a few at a time.
export const MESSAGE = 'From: sender@senders.com\nSubject: a message\n\nWhoever can read this on the way can read all mail.\n';

export async function inParallel(count, list, work) {
  const left = [...list];
  await Promise.all(Array.from({ length: count }, async () => { while (left.length > 0) await work(left.shift()); }));
}
