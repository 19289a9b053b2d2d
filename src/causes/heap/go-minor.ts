/** The minor release of Go 1: `go1.19.8` → 19; undefined where it is not known. */
export function goMinor(goVersion: string | undefined): number | undefined {
  const minor = Number(/^(?:go)?1\.(\d{1,3})\b/.exec(goVersion ?? '')?.[1] ?? Number.NaN);
  return Number.isNaN(minor) ? undefined : minor;
}
