/** Measures `work` once, which may return a count, and prints what time-child.ts reads. */
export async function answer(work) {
  const start = performance.now();
  const used = process.cpuUsage();
  const count = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  const cpuSeconds = (user + system) / 1e6;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(
    JSON.stringify({ seconds, cpuSeconds, peakBytes, ...(count === undefined ? {} : { count }) }),
  );
}
