import type { FigureChange, FigureName, FindingChange } from '../model/comparison.ts';
import { formatBytes, formatCount } from '../wording/figures.ts';
import { listed } from '../wording/phrases.ts';

const NAMES: Readonly<Record<FigureName, string>> = {
  goroutines: 'goroutines',
  fds: 'descriptors',
  rssBytes: 'memory',
  heapBytes: 'heap',
  openFiles: 'open files',
};
const FIGURES_TOLD = 4;

/** `in 2h5m: dockerd's goroutines from 68 to 3078, …; new: dockerd-kill-unbounded-wait`. */
export function writeHeadline(
  figures: readonly FigureChange[],
  findings: readonly FindingChange[],
  between: string | undefined,
): string {
  const told = figures
    .filter((row) => row.notable && !isDetail(figures, row))
    .map(({ daemon, figure, before, after }) => {
      const format = figure === 'rssBytes' || figure === 'heapBytes' ? formatBytes : formatCount;
      return `${NAMES[figure]} of ${daemon ?? 'the host'} from ${format(before)} to ${format(after)}`;
    });
  const became = (['new', 'grew', 'gone', 'shrank'] as const).flatMap((what) => {
    const causes = findings.filter((finding) => finding.became === what).map(({ cause }) => cause);
    return causes.length === 0 ? [] : [`${what}: ${listed(causes, 3)}`];
  });
  const says = [...(told.length === 0 ? [] : [listed(told, FIGURES_TOLD)]), ...became];
  const when = between === undefined ? '' : `in ${between}: `;
  return `${when}${says.length === 0 ? 'nothing changed that matters' : says.join('; ')}`;
}

/** Told by another figure: the heap by the memory it is part of, open files by the descriptors of the daemons. */
function isDetail(figures: readonly FigureChange[], { figure, daemon }: FigureChange): boolean {
  return (
    figure === 'openFiles' ||
    (figure === 'heapBytes' &&
      figures.some((other) => other.figure === 'rssBytes' && other.daemon === daemon && other.notable))
  );
}
