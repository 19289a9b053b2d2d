import type { FindingChange } from '../model/comparison.ts';
import type { Counts, Diagnosis, Finding } from '../model/diagnosis.ts';

/** Findings that are new or gone, and those that hold more or less than before; in the order of the later diagnosis. */
export function compareFindings(before: Diagnosis, after: Diagnosis): readonly FindingChange[] {
  const was = new Map(before.findings.map((finding) => [finding.cause, finding]));
  const is = new Map(after.findings.map((finding) => [finding.cause, finding]));
  const gone = before.findings.filter(({ cause }) => !is.has(cause));
  return [...after.findings, ...gone].flatMap((finding) => {
    const row = compareOne(was.get(finding.cause), is.get(finding.cause));
    return row === undefined ? [] : [{ ...describe(finding), ...row }];
  });
}

function describe({ cause, title, severity }: Finding): Pick<FindingChange, 'cause' | 'title' | 'severity'> {
  return { cause, title, severity };
}

function compareOne(
  was: Finding | undefined,
  is: Finding | undefined,
): Pick<FindingChange, 'became' | 'before' | 'after'> | undefined {
  const counts = {
    ...(was === undefined ? {} : { before: was.counts }),
    ...(is === undefined ? {} : { after: is.counts }),
  };
  if (was === undefined || is === undefined) return { became: was === undefined ? 'new' : 'gone', ...counts };
  const difference = weigh(was.counts, is.counts);
  return difference === 0 ? undefined : { became: difference > 0 ? 'grew' : 'shrank', ...counts };
}

/** By the first figure that both have and that differs. */
function weigh(was: Counts, is: Counts): number {
  for (const key of ['sockets', 'goroutines', 'fds', 'bytes'] as const) {
    const difference = (is[key] ?? 0) - (was[key] ?? 0);
    if (was[key] !== undefined && is[key] !== undefined && difference !== 0) return difference;
  }
  return 0;
}
