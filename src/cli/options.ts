import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import type { LogSince } from '../parse/log/log-start.ts';
import { fault } from './faults.ts';

/** `report` is the data of the page of `html`. */
export type Format = 'text' | 'json' | 'markdown' | 'html' | 'report';

/** The options that every command has, as the user gave them. */
export interface CommonOptions {
  readonly case?: string;
  readonly root?: string;
  readonly dockerSocket?: string;
  readonly criSocket?: string;
  readonly output: Format;
  readonly out?: string;
  readonly deep?: boolean;
  readonly knowledge: readonly string[];
  readonly color?: boolean;
  readonly width?: number;
  readonly ascii?: boolean;
  readonly progress?: boolean;
  /** Of `diagnose`. */
  readonly orExample?: boolean;
  /** Seconds from one look to the next. */
  readonly watch?: number;
  /** Of `release` and `debug`. */
  readonly confirm?: string;
  /** Of `release`. */
  readonly kill?: boolean;
  readonly audit?: string;
  /** Of `debug`; `audit` too. */
  readonly dockerdConfig?: string;
  readonly state?: string;
  /** Of `forward` and `serve`. */
  readonly port?: number;
  /** Of `serve`. */
  readonly listen?: string;
  readonly token?: string;
  readonly live?: boolean;
  readonly uploadLimit?: number;
  /** Of `causes`. */
  readonly match?: string;
  readonly daemon?: string;
  readonly daemonVersion?: string;
  /** Of `logs`. */
  readonly since?: LogSince;
  /** False with `--no-redact`. */
  readonly redact?: boolean;
  readonly force?: boolean;
  /** Of `collect`. */
  readonly logBytes?: number;
  readonly deadline?: number;
  readonly maxBytes?: number;
}

/** Adds the common options to the parser of one command. */
export function addCommonOptions(parser: Parser, name: string, formats: readonly Format[]): void {
  parser
    .option('--case <path>', 'a recorded host: a folder or a .tar.gz; without it, this host')
    .option('--root <dir>', "where the node's file system is mounted, such as /host in a pod")
    .option('--docker-socket <path>', "dockerd's socket, when it is not where it was looked for")
    .option('--cri-socket <path>', "the CRI runtime's (containerd, CRI-O), likewise")
    .addOption(
      new Option('--output <format>', formats.join(', '))
        .default(formats[0])
        .argParser((format) => readFormat(format, name, formats)),
    )
    .option(
      '-o, --out <file>',
      name === 'collect'
        ? 'the case; without it deadwait-<host>-<time>.tar.gz in this folder'
        : 'write the report there instead of to standard output',
    )
    .option('--force', 'replace a file that is there')
    .option('--no-redact', 'keep passwords, tokens and environments as they are')
    .option('--deep', 'ask for the full goroutine dump however many there are: it stops the daemon meanwhile')
    .option('--knowledge <dir>', 'a folder with causes of your own; may be repeated', collect, [])
    .option('--color', 'with colour (FORCE_COLOR=1)')
    .option('--no-color', 'without (NO_COLOR=1)')
    .option('--width <columns>', 'columns of the report', readWidth)
    .option('--ascii', 'nothing but ASCII')
    .option('--progress', 'a line on standard error for each step');
}

function readFormat(format: string, command: string, formats: readonly Format[]): Format {
  const known = formats.find((each) => each === format);
  if (known === undefined) throw fault('unknown-format', { command, format, formats: formats.join(' or ') });
  return known;
}

function readWidth(text: string): number {
  const width = Number(text);
  if (!/^\d{1,5}$/.test(text) || width < 40 || width > 10_000)
    throw new InvalidArgumentError('it is a number from 40 to 10000');
  return width;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
