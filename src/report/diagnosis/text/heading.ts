import type { DaemonSummary, Diagnosis, Verdict } from '../../../model/diagnosis.ts';
import { formatBytes, formatCount, formatShare, formatTime } from '../../../wording/figures.ts';
import { gapOf, indent, type Line, type Pen, type Tone } from '../../terminal/pen.ts';
import { renderGauge } from '../../terminal/pictures/gauge.ts';
import { renderTable } from '../../terminal/table.ts';

const BADGES: Readonly<Record<Verdict, Tone>> = {
  leak: 'bad-badge',
  stuck: 'warn-badge',
  degraded: 'warn-badge',
  unknown: 'warn-badge',
  healthy: 'good-badge',
};

/** The verdict, in the first line; wrapped below itself where it is long. */
export function renderVerdict(pen: Pen, diagnosis: Diagnosis): Line[] {
  const badge = pen.span(diagnosis.verdict.toUpperCase(), BADGES[diagnosis.verdict]);
  const room = pen.width - badge.text.length - 2;
  return pen
    .wrap(diagnosis.headline, room, 'strong')
    .map((line, index) => [index === 0 ? badge : gapOf(badge.text.length), gapOf(2), ...line]);
}

/** Which host, when, and how full; then its daemons. */
export function renderHost(pen: Pen, { host, daemons }: Diagnosis): Line[] {
  const facts: string[] = [];
  if (host.hostname !== undefined) facts.push(host.hostname);
  if (host.kernel !== undefined) facts.push(`kernel ${host.kernel}`);
  if (host.capturedAt !== undefined) facts.push(formatTime(host.capturedAt));
  if (host.fd !== undefined) {
    // Kernels since 5.11 set the maximum to 2^63-1, which is no limit.
    const limit = Number.isSafeInteger(host.fd.max) ? ` of ${formatCount(host.fd.max)}` : '';
    facts.push(`${formatCount(host.fd.allocated)}${limit} open files`);
  }
  const lines = facts.length === 0 ? [] : pen.wrap(facts.map(unbroken).join(' · '), pen.width - 2, 'dim');
  return indent([...lines, ...(daemons.length === 0 ? [] : renderDaemons(pen, daemons))], 2);
}

function renderDaemons(pen: Pen, daemons: readonly DaemonSummary[]): Line[] {
  const wide = pen.width >= 100;
  const rows = daemons.map(({ name, version, pid, fds, fdLimit, goroutines, rssBytes }) => [
    name,
    version,
    text(pid),
    fds === undefined ? undefined : formatCount(fds),
    fdLimit === undefined ? undefined : formatCount(fdLimit),
    !wide || fds === undefined || fdLimit === undefined ? undefined : renderUsed(pen, fds, fdLimit),
    goroutines === undefined ? undefined : formatCount(goroutines),
    rssBytes === undefined ? undefined : formatBytes(rssBytes),
  ]);
  return renderTable(
    pen,
    [
      { title: 'daemon', tone: 'name', shrinksTo: 8 },
      { title: 'version', shrinksTo: 8 },
      { title: 'pid', align: 'right' },
      { title: 'descriptors', align: 'right' },
      { title: 'limit', align: 'right' },
      { title: 'used' },
      { title: 'goroutines', align: 'right' },
      { title: 'memory', align: 'right' },
    ],
    rows,
    pen.width - 2,
  );
}

const GAUGE = 8;
const SHARE = 6;

/** The part of the limit as a gauge and in percent, where there is a limit. */
function renderUsed(pen: Pen, fds: number, limit: number): Line {
  const share = pen.span(formatShare(fds, limit).padStart(SHARE));
  return [...renderGauge(pen, fds, limit, GAUGE), share];
}

/** A fact is not broken across lines. */
function unbroken(fact: string): string {
  return fact.replaceAll(' ', '\u00a0');
}

function text(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}
