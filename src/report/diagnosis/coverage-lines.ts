/** What was seen of a host, a line for each daemon and one for the host itself. */
import type { Cause } from '../../model/cause.ts';
import type { CoveragePart, CoverageRow } from '../../model/coverage.ts';
import { formatTime } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';

export const COVERAGE_TITLE = 'Coverage';

/** What a report calls the parts of a host. */
const PARTS: Readonly<Record<CoveragePart, string>> = {
  process: 'process',
  fds: 'file descriptors',
  'fd-limit': 'file descriptor limit',
  goroutines: 'goroutines',
  sockets: 'peers of the sockets',
  daemons: 'container daemons',
  threads: "every thread's state",
  containers: 'containers',
  sources: 'some sources',
  logs: 'logs',
};

export interface CoverageLine {
  /** All that is needed was seen. */
  readonly complete: boolean;
  readonly says: string;
}

/** One line for each subject, in the order of the rows; two daemons with one name are told apart by their pids. */
export function describeCoverage(rows: readonly CoverageRow[]): readonly CoverageLine[] {
  const pidsOf = (name: string): number =>
    new Set(rows.flatMap(({ subject, pid }) => (subject === name && pid !== undefined ? [pid] : []))).size;
  const nameOf = ({ subject, pid }: CoverageRow): string =>
    pid === undefined || pidsOf(subject) < 2 ? subject : `${subject} (pid ${pid})`;
  return [...new Set(rows.map(nameOf))].map((name) => {
    const own = rows.filter((row) => nameOf(row) === name);
    const seen = own.filter((one) => one.seen === 'yes' && one.part !== 'sources');
    const missing = own.filter((one) => one.seen !== 'yes');
    const parts = [
      ...(missing.length === 0 ? [] : [`not seen: ${missing.map(describeMissing).join(', ')}`]),
      ...(seen.length === 0 ? [] : [`seen: ${listed(seen.map(describeSeen))}`]),
    ];
    return {
      complete: own.every((row) => !row.needed || row.seen === 'yes'),
      says: `${name}: ${parts.join('; ')}`,
    };
  });
}

/** `goroutines of containerd and every thread's state`: what is needed and was not seen, at most so many. */
export function describeUnseen(rows: readonly CoverageRow[], most: number): string {
  const missing = rows.filter(({ needed, seen }) => needed && seen !== 'yes');
  const names = missing.map(({ subject, part }) =>
    subject === 'host' ? PARTS[part] : `${PARTS[part]} of ${subject}`,
  );
  return listed([...new Set(names)], most);
}

/** Causes that could not be looked for, because the goroutines of their daemon were not seen; undefined when there are none. */
export function describeUnlooked(
  causes: readonly Pick<Cause, 'daemon' | 'groups' | 'locks'>[],
  rows: readonly CoverageRow[],
): string | undefined {
  const blind = new Set(
    rows.flatMap(({ subject, part, seen }) =>
      seen === 'no' && (part === 'goroutines' || part === 'process') ? [subject] : [],
    ),
  );
  const unlooked = causes.filter(
    ({ daemon, groups, locks }) =>
      daemon !== undefined && blind.has(daemon) && (groups.length > 0 || locks !== undefined),
  );
  if (unlooked.length === 0) return undefined;
  const daemons = [...new Set(unlooked.flatMap(({ daemon }) => daemon ?? []))].sort();
  return `${counted(unlooked.length, 'cause')} could not be looked for: the goroutines of ${listed(daemons)} were not seen`;
}

function describeSeen({ part, from, to }: CoverageRow): string {
  return part !== 'logs' || from === undefined || to === undefined
    ? PARTS[part]
    : `logs from ${formatTime(from)} to ${formatTime(to)}`;
}

function describeMissing({ part, seen, needed, reason, sources = [] }: CoverageRow): string {
  const why = [
    ...(seen === 'partly' && part === 'goroutines' ? ['how long they have waited'] : []),
    ...(reason === undefined ? [] : [reason]),
    ...(part === 'process' ? [`it ought to be there: ${listed(sources, 2)}`] : []),
    ...(part === 'sources' ? [listed(sources, 3)] : []),
    ...(needed ? [] : ['not needed']),
  ];
  return why.length === 0 ? PARTS[part] : `${PARTS[part]} (${why.join('; ')})`;
}
