// Repeatable randomness: the same seed gives the same configurations everywhere (mulberry32).
export function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const chance = (p) => next() < p;
  const pick = (list) => list[Math.floor(next() * list.length)];
  const shuffled = (list) => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; --i) {
      const j = Math.floor(next() * (i + 1));
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  };
  /** A shuffled part of `list` with at least `least` members. */
  const part = (list, share, least = 1) => {
    const all = shuffled(list);
    const kept = all.filter(() => chance(share));
    return kept.length >= least ? kept : all.slice(0, least);
  };
  return { next, chance, pick, shuffled, part };
}
