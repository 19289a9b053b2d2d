import type { Suspicion } from '../../model/cause.ts';
import type { MissStatement } from '../../model/statements/misses.ts';
import { counted } from '../../wording/phrases.ts';
import type { Words } from './words.ts';

export const MISS_WORDS: Words<MissStatement> = {
  'other-leaf': ({ function: name, wanted }) => `waits in ${name}, not in ${orList(wanted)}`,
  'not-on-stack': ({ functions }) => `${orList(functions)} is not on the stack`,
  'on-stack': ({ functions }) => `${orList(functions)} is on the stack`,
  'other-order': () => 'the functions stand in another order',
  'other-state': ({ state, wanted }) =>
    state === undefined
      ? `the dump has no states; it would have to be ${orList(wanted)}`
      : `is in ${state}, not in ${orList(wanted)}`,
  'other-line': ({ line, wanted }) => `waits in line ${line ?? '?'}, not in ${orList(wanted.map(String))}`,
  'other-wait': ({ wanted }) => `does not wait in ${orList(wanted)}`,
  'other-creator': ({ function: name, wanted }) => `was started by ${name}, not by ${orList(wanted)}`,
  'other-program': ({ daemon }) => `no function shows that the dump is of ${daemon} (--daemon)`,
  'not-affected': ({ version }) => `${version} does not have this flaw`,
  'no-goroutine': ({ functions, states }) =>
    `there is no goroutine in ${orList(functions)}${states.length === 0 ? '' : ` [${states.join(', ')}]`}`,
  'ordinary-too': ({ wanted }) =>
    `ordinary work looks like this too: it would have to be ${wanted.map(saySuspicion).join(', or ')}`,
  refuted: ({ says }) => `not this cause: ${says}`,
};

/** `3 for one container`, `2 waiting for 10 minutes or longer`: what a match would have to be. */
function saySuspicion({ perContainer, olderThanMinutes, count, goneClients, logged }: Suspicion): string {
  const number =
    perContainer !== undefined
      ? `${perContainer} for one container`
      : count === undefined
        ? 'one'
        : `${count}`;
  return [
    number,
    ...(olderThanMinutes === undefined ? [] : [`waiting for ${olderThanMinutes} minutes or longer`]),
    ...(goneClients === undefined ? [] : [`with ${counted(goneClients, 'disconnected client')}`]),
    ...(logged === undefined ? [] : [`with ${counted(logged, 'line')} in the logs`]),
  ].join(' ');
}

function orList(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}
