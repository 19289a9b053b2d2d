import { fileURLToPath } from 'node:url';
import type { Command } from './measure/time-command.ts';

const PROGRAM = fileURLToPath(new URL('../bin/deadwait.js', import.meta.url));

/** deadwait as people run it, with the start of Node. Findings (exit 1) are no failure. */
export function deadwait(...args: readonly string[]): Command {
  return { name: `deadwait ${args[0] ?? ''}`.trim(), argv: [process.execPath, PROGRAM, ...args], fine: [1] };
}
