import { formatCount } from './figures.ts';

/**
 * Parts of a whole in whole percent that add up to 100: each is rounded down, and what is missing goes to the largest remainders
 * (Hamilton). What the parts leave of `whole` is a part that is not returned. Parts that are more than `whole` are parts of their sum.
 */
export function splitPercent(parts: readonly number[], whole = 0): readonly number[] {
  const sum = parts.reduce((total, part) => total + part, 0);
  const all = [...parts, Math.max(0, whole - sum)];
  const of = Math.max(sum, whole);
  if (of <= 0) return parts.map(() => 0);
  const exact = all.map((part) => (part / of) * 100);
  const percents = exact.map(Math.floor);
  const missing = 100 - percents.reduce((total, percent) => total + percent, 0);
  const byRemainder = exact
    .map((percent, index) => ({ index, remainder: percent - Math.floor(percent) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) percents[index] = (percents[index] ?? 0) + 1;
  return percents.slice(0, parts.length);
}

/** Parts of a whole as text that adds up: `44%`, `56%`; `<1%` is a part that gets none of the hundred. */
export function formatShares(parts: readonly number[], whole = 0): readonly string[] {
  return splitPercent(parts, whole).map((percent, index) =>
    percent === 0 && (parts[index] ?? 0) > 0 ? '<1%' : `${formatCount(percent)}%`,
  );
}
