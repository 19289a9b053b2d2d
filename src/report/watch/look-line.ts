import { formatBytes, formatCount, formatTime } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { escapeForTerminal } from '../escape.ts';
import { changeOf, signed } from './changes.ts';
import { FIGURES, type DaemonWatch, type FigureName, type Watched } from './watched.ts';

const UNITS: Readonly<Record<FigureName, string>> = {
  fds: ' descriptors',
  goroutines: ' goroutines',
  rssBytes: '',
};

/** One look in one line, for a file or a pipe: when, the verdict, what the daemons hold, with the change since the last look. */
export function renderLookLine(watched: Watched): string {
  const { look, daemons, findings } = watched;
  const wrong = look.diagnosis.books.filter(({ balanced }) => !balanced).length;
  const parts = [
    ...daemons.map((daemon) => describeDaemon(daemon, look.atMs)),
    ...(look.silent.length === 0 ? [] : [`no answer from ${listed(look.silent)}`]),
    counted(findings.length, 'finding'),
    ...(wrong === 0 ? [] : [`${counted(wrong, 'book')} out of balance`]),
    ...(look.diagnosis.gaps.length === 0 ? [] : [counted(look.diagnosis.gaps.length, 'gap')]),
  ];
  const when = formatTime(new Date(look.atMs).toISOString());
  return `${escapeForTerminal(`${when}  ${look.diagnosis.verdict.toUpperCase()}  ${parts.join('; ')}`)}\n`;
}

function describeDaemon({ daemon, figures }: DaemonWatch, atMs: number): string {
  const told = FIGURES.flatMap((name) => {
    const watch = figures[name];
    if (watch?.now === undefined) return [];
    const { sinceLast = 0 } = changeOf(watch, atMs);
    const value = name === 'rssBytes' ? formatBytes(watch.now) : formatCount(watch.now);
    return `${value}${UNITS[name]}${sinceLast === 0 ? '' : ` (${signed(sinceLast, name)})`}`;
  });
  return told.length === 0 ? daemon.name : `${daemon.name} ${told.join(', ')}`;
}
