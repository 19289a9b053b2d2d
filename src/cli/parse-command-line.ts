import { Command as Parser, CommanderError } from 'commander';
import { addCommonOptions, type CommonOptions } from './options.ts';
import type { Command, CommandEntry } from './command.ts';
import { fault } from './faults.ts';

export interface ParsedLine {
  readonly args: readonly string[];
  readonly options: CommonOptions;
}

/** The help that was asked for, instead of a command to run. */
export interface HelpWanted {
  readonly help: string;
}

/** Parses what stands behind the command's name. Throws a fault for what the command does not know. */
export function parseCommandLine(
  name: string,
  command: Command,
  argv: readonly string[],
): ParsedLine | HelpWanted {
  let help = '';
  const parser = new Parser(`deadwait ${name}`)
    .description(command.summary)
    .exitOverride()
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} });
  command.configure?.(parser);
  addCommonOptions(parser, name, command.formats);
  try {
    parser.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { help };
    throw asFault(name, error);
  }
  return { args: parser.args, options: parser.opts<CommonOptions>() };
}

function asFault(command: string, error: CommanderError): Error {
  const problem = error.message.replace(/^error: /, '').replace(/\.$/, '');
  const option = /unknown option '([^']{1,200})'/.exec(problem)?.[1];
  if (option !== undefined) return fault('unknown-option', { command, option }, { cause: error });
  if (error.code === 'commander.excessArguments')
    return fault('too-many-arguments', { command, problem }, { cause: error });
  return fault('bad-value', { command, problem }, { cause: error });
}

/** The help of deadwait as a whole. */
export function describeCommands(commands: readonly CommandEntry[]): string {
  const program = new Parser('deadwait')
    .usage('[command] [options]')
    .description(
      'Finds, proves and explains the container that cannot die and the leak that it leaves in dockerd.\n' +
        'Without a command: diagnose.',
    )
    .option('-V, --version', 'print the version')
    .helpCommand(false);
  for (const { name, summary } of commands) program.command(name).description(summary).helpOption(false);
  return `${program.helpInformation()}\nExit status: 0 nothing found, 1 findings, 2 you can fix it, 70 a bug.\n`;
}
