export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks again until the answer is there, and returns it; rejects with what was waited for when the time is up. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { patienceMs = 10_000, everyMs = 50 } = {},
): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`${what}: not so after ${patienceMs / 1000} s`);
    await sleep(everyMs);
  }
}
