/** Puts statements into words. Every sentence of a finding is written here and in the files beside. */
import type { Statement } from '../../model/statement.ts';
import { ADVICE_WORDS } from './advice.ts';
import { BACKEND_WORDS } from './backend.ts';
import { CLIENT_WORDS } from './clients.ts';
import { CONTAINER_WORDS } from './containers.ts';
import { DAEMON_WORDS } from './daemon.ts';
import { GOROUTINE_WORDS } from './goroutines.ts';
import { HEAP_WORDS } from './heap.ts';
import { KERNEL_WORDS } from './kernel.ts';
import { LOCK_WORDS } from './locks.ts';
import { LOG_WORDS } from './logs.ts';
import { MISS_WORDS } from './misses.ts';
import { OPERATION_WORDS } from './operations.ts';
import { ORIGIN_WORDS } from './origin.ts';
import { SIGN_WORDS } from './signs.ts';
import { STEP_WORDS } from './steps.ts';
import { TASK_WORDS } from './tasks.ts';
import { VERSION_WORDS } from './version.ts';
import type { Words } from './words.ts';

const WORDS: Words<Statement> = {
  ...ADVICE_WORDS,
  ...BACKEND_WORDS,
  ...CLIENT_WORDS,
  ...CONTAINER_WORDS,
  ...DAEMON_WORDS,
  ...GOROUTINE_WORDS,
  ...HEAP_WORDS,
  ...KERNEL_WORDS,
  ...LOCK_WORDS,
  ...LOG_WORDS,
  ...MISS_WORDS,
  ...OPERATION_WORDS,
  ...ORIGIN_WORDS,
  ...SIGN_WORDS,
  ...STEP_WORDS,
  ...TASK_WORDS,
  ...VERSION_WORDS,
};

/** One statement as a sentence. */
export function sayStatement(statement: Statement): string {
  const say = WORDS[statement.kind] as (one: Statement) => string;
  return say(statement);
}

/** Several as one paragraph. */
export function sayAll(statements: readonly Statement[]): string {
  return statements.map(sayStatement).join(' ');
}
