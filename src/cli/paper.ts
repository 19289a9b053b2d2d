import type { Paper } from '../report/terminal/pen.ts';
import type { Stream } from './streams.ts';

export interface PaperOptions {
  readonly color?: boolean;
  readonly width?: number;
  readonly ascii?: boolean;
  readonly out?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const USUAL_WIDTH = 80;

/** Width, colour and characters that the output takes: what the user asked for, then the environment, then the terminal. */
export function choosePaper(options: PaperOptions, stdout: Stream, environment: Environment): Paper {
  const terminal = stdout.isTTY && options.out === undefined;
  return {
    width: options.width ?? (terminal ? stdout.columns : undefined) ?? columnsOf(environment) ?? USUAL_WIDTH,
    color: options.color ?? colorOf(environment) ?? (terminal && environment['TERM'] !== 'dumb'),
    ascii: options.ascii ?? !speaksUtf8(environment),
  };
}

/** https://no-color.org, and FORCE_COLOR as Node has it: `0` and `false` mean none. */
function colorOf(environment: Environment): boolean | undefined {
  const { NO_COLOR: none, FORCE_COLOR: force } = environment;
  if (none !== undefined && none !== '') return false;
  if (force === undefined) return undefined;
  return force !== '0' && force !== 'false';
}

function columnsOf(environment: Environment): number | undefined {
  const columns = Number(environment['COLUMNS']);
  return Number.isInteger(columns) && columns > 0 ? columns : undefined;
}

/** By the first of LC_ALL, LC_CTYPE and LANG that is set; without any, as in most containers, the terminal is trusted. */
function speaksUtf8(environment: Environment): boolean {
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG']
    .map((name) => environment[name])
    .find((value) => (value ?? '') !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}
