// npm run lab -- COMMAND [options]: real incidents on a dockerd of its own. Each command is a file in lab/commands/.
import { readdirSync } from 'node:fs';
import { LabFault } from './commands/command.ts';
import type { LabCommand } from './commands/command.ts';

/** The lab's commands are found by their names: lab/commands/<name>.ts exports `command`. */
async function loadCommand(name: string): Promise<LabCommand> {
  if (!/^[a-z][a-z-]{0,40}$/.test(name) || name === 'command')
    throw new LabFault('usage: npm run lab -- COMMAND [options]');
  try {
    const module = (await import(`./commands/${name}.ts`)) as { readonly command: LabCommand };
    return module.command;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new LabFault(`the lab has no command ${name}`, { cause: error });
    throw error;
  }
}

/** `--name value`, `--name=value`, `-o value`; `--name` alone is `true`. */
function readOptions(words: readonly string[]): { args: string[]; options: Map<string, string> } {
  const args: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name, value] = /^--?([a-z][a-z-]*)(?:=(.*))?$/.exec(word) ?? [];
    const next = words[at + 1];
    if (name === undefined) args.push(word);
    else if (value !== undefined) options.set(name, value);
    else if (next !== undefined && !/^--?[a-z]/.test(next)) {
      options.set(name, next);
      at++;
    } else options.set(name, 'true');
  }
  return { args, options };
}

/** Every command with what it is for. */
async function describeCommands(): Promise<string> {
  const names = readdirSync(new URL('commands', import.meta.url))
    .filter((file) => file !== 'command.ts')
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
  const commands = await Promise.all(names.map(loadCommand));
  return commands.map(({ usage, summary }) => `  lab ${usage}\n      ${summary}`).join('\n');
}

try {
  const [name = '', ...words] = process.argv.slice(2);
  if (name === '' || name === 'help' || name === '--help') {
    process.stdout.write(`${await describeCommands()}\n`);
    process.exit(name === '' ? 2 : 0);
  }
  const command = await loadCommand(name);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  process.exitCode = await command.run({ ...readOptions(words), print });
} catch (error) {
  if (!(error instanceof LabFault)) throw error;
  process.stderr.write(`lab: ${error.message}\n`);
  process.exitCode = 2;
}
