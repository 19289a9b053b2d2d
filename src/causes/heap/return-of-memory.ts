/**
 * How Go gives memory back to the kernel, by its release. Until go1.11 the monitor released every span that was not used for five
 * minutes (golang/go src/runtime/proc.go sysmon, scavengelimit); since go1.12 with MADV_FREE, and since go1.16 with
 * MADV_DONTNEED again (release notes of both); since go1.13 in the background, with one hundredth of a CPU (mgcscavenge.go).
 * A collection is forced when there was none for two minutes (proc.go forcegcperiod).
 */

const COLLECTS = 'Go collects garbage at the latest two minutes after the last time';

/** One sentence for people. `goVersion` as the daemon says it: `go1.19.8`. */
export function describeReturn(goVersion: string | undefined): string {
  const minor = Number(/^(?:go)?1\.(\d{1,3})\b/.exec(goVersion ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(minor))
    return `${COLLECTS}, and gives free memory back over the minutes after that; built with Go 1.12 to 1.15, RSS only falls when the kernel needs the memory.`;
  if (minor < 12) return `${COLLECTS}, and gives back what was not used for five minutes.`;
  if (minor < 16)
    return `${COLLECTS}, and only marks free memory as such (MADV_FREE): RSS falls when the kernel needs it (LazyFree in smaps_rollup tells how much that is).`;
  return `${COLLECTS}, and gives free memory back in the background, over minutes.`;
}
