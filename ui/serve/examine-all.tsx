import type { HostEntry } from '../../src/serve/api.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { batch, examineAll, stopBatch } from './examine.ts';

/** Nothing is examined unasked: this asks for all that were not yet. */
export function ExamineAll({ hosts }: { readonly hosts: readonly HostEntry[] }) {
  const running = batch.value;
  const waiting = hosts.filter(({ state }) => state === 'new').length;
  if (running !== undefined)
    return (
      <div class="batch">
        <progress aria-label="Cases examined" max={running.of} value={running.done} />
        <span class="dim">
          {formatCount(running.done)} of {formatCount(running.of)}
        </span>
        <button type="button" class="quiet" onClick={stopBatch}>
          Stop after this one
        </button>
      </div>
    );
  if (waiting === 0) return null;
  return (
    <button type="button" class="quiet" onClick={() => void examineAll()}>
      Examine all <span class="dim">{formatCount(waiting)}</span>
    </button>
  );
}
