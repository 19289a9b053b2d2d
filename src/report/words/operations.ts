import type { OperationStatement } from '../../model/statements/operations.ts';
import { formatDuration } from '../../wording/figures.ts';
import { counted, listed } from '../../wording/phrases.ts';
import { sayWait } from './waits.ts';
import type { Words } from './words.ts';

export const OPERATION_WORDS: Words<OperationStatement> = {
  'operations-open': ({ daemon, count, names, oldestMinutes, waitsFor, rootWait }) =>
    `${counted(count, 'operation')} of ${daemon} ${count === 1 ? 'has' : 'have'} been open for up to ${formatDuration(oldestMinutes * 60)} (${listed(names, 3)}), waiting for ${sayWait(waitsFor)}${rootWait === undefined ? '' : `, whose holder waits for ${sayWait(rootWait)}`}.`,
  'operation-waits': ({ daemon, name, isCall, count, oldestMinutes, waitsFor }) => {
    const what = isCall
      ? `${counted(count, 'operation')} of ${daemon} (${name})`
      : `${counted(count, 'goroutine')} of ${daemon} in ${name}`;
    const since = formatDuration(oldestMinutes * 60);
    return count === 1
      ? `${what} has waited for ${since} for ${sayWait(waitsFor)}.`
      : `${what} wait for ${sayWait(waitsFor)}, the oldest for ${since}.`;
  },
  'more-operations': ({ count }) => `${counted(count, 'more place')}: deadwait goroutines.`,
};
