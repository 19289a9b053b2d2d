/** How much a number changed, in seven steps that have a colour and words each. */

interface Then {
  readonly before: number;
  readonly after: number;
}

export const DEGREES = [
  { id: 'gone', says: 'gone' },
  { id: 'half', says: 'half or less' },
  { id: 'less', says: 'less' },
  { id: 'same', says: 'about as before' },
  { id: 'more', says: 'more' },
  { id: 'twice', says: 'twice or more' },
  { id: 'new', says: 'new' },
] as const;
export type Degree = (typeof DEGREES)[number]['id'];

/** Of the larger of both: what changes by less is as before. */
const SAME_SHARE = 0.05;

export function degreeOf({ before, after }: Then): Degree {
  if (before === after || Math.abs(after - before) < Math.max(before, after) * SAME_SHARE) return 'same';
  if (after > before) return before === 0 ? 'new' : after >= before * 2 ? 'twice' : 'more';
  return after === 0 ? 'gone' : after <= before / 2 ? 'half' : 'less';
}

export function wordsOf(degree: Degree): string {
  return DEGREES.find(({ id }) => id === degree)?.says ?? '';
}
