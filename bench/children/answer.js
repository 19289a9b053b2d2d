/** Measures `work` once, which may return a count, and prints what time-child.ts reads. */
export async function answer(work) {
  const start = performance.now();
  const count = await work();
  const seconds = (performance.now() - start) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ seconds, peakBytes, ...(count === undefined ? {} : { count }) }));
}
