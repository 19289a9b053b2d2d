import { escapeForTerminal } from '../report/escape.ts';
import type { Call, CommandEntry } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT } from './exit-status.ts';
import { fault, Fault } from './faults.ts';
import { nearestWord } from './nearest-word.ts';
import type { Stream } from './streams.ts';
import { VERSION } from './version.ts';

/** What deadwait runs in; the process's own, or that of a test. */
export type Surroundings = Pick<
  Call,
  'environment' | 'stdin' | 'stdout' | 'stderr' | 'onInterrupt' | 'untilStopped'
>;

/** Runs one command line to its end; the exit status. Never rejects. */
export async function run(argv: readonly string[], around: Surroundings): Promise<number> {
  try {
    return await dispatch(argv, around);
  } catch (error) {
    if (error instanceof Fault) {
      await around.stderr.write(`deadwait: ${line(error.message)} [${error.code}]\n  ${line(error.hint)}\n`);
      return EXIT.fault;
    }
    await reportBug(error, around.stderr);
    return EXIT.bug;
  }
}

async function dispatch(argv: readonly string[], around: Surroundings): Promise<number> {
  const [first = ''] = argv;
  if (first === '--version' || first === '-V') {
    await around.stdout.write(`${VERSION}\n`);
    return EXIT.nothing;
  }
  // Commander, and whatever a command needs, are loaded only now: --version is asked often.
  const { describeCommands, parseCommandLine } = await import('./parse-command-line.ts');
  if (['--help', '-h'].includes(first) || (first === 'help' && argv.length === 1)) {
    await around.stdout.write(describeCommands(COMMANDS));
    return EXIT.nothing;
  }
  const { entry, rest } = chooseCommand(argv);
  const command = await entry.load();
  const parsed = parseCommandLine(entry.name, command, rest);
  if ('help' in parsed) {
    await around.stdout.write(parsed.help);
    return EXIT.nothing;
  }
  const [{ choosePaper }, { createProgress }, { checkOut }] = await Promise.all([
    import('./paper.ts'),
    import('./progress.ts'),
    import('./deliver.ts'),
  ]);
  const progress = createProgress(around.stderr, parsed.options.progress ?? false);
  try {
    await checkOut(parsed.options);
    return await command.run({
      ...around,
      ...parsed,
      name: entry.name,
      paper: choosePaper(parsed.options, around.stdout, around.environment),
      progress,
    });
  } finally {
    await progress.end();
  }
}

/** `deadwait --case X` means diagnose; `deadwait help sockets` means `deadwait sockets --help`. */
function chooseCommand(argv: readonly string[]): { entry: CommandEntry; rest: readonly string[] } {
  const [first = ''] = argv;
  if (first === 'help') return chooseCommand([argv[1] ?? '', '--help']);
  const named = first !== '' && !first.startsWith('-');
  const name = named ? first : 'diagnose';
  const entry = COMMANDS.find((each) => each.name === name);
  if (entry !== undefined) return { entry, rest: named ? argv.slice(1) : argv };
  const names = COMMANDS.map((each) => each.name);
  const near = nearestWord(name, names);
  const suggestion = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  throw fault('unknown-command', { command: name, suggestion });
}

function line(text: string): string {
  return escapeForTerminal(text);
}

async function reportBug(error: unknown, stderr: Stream): Promise<void> {
  const stack = error instanceof Error ? describeCauses(error) : String(error);
  await stderr.write(
    `${stack.split('\n').map(line).join('\n')}\n\n` +
      `This is a bug in deadwait ${VERSION} (Node ${process.version}). Please report it with the lines above:\n` +
      `README.md, "Reporting a bug", says where and what to attach.\n`,
  );
}

function describeCauses(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error && error.cause !== error
    ? `${stack}\ncaused by ${describeCauses(error.cause)}`
    : stack;
}
