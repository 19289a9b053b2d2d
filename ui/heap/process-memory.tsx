import type { MemoryPart, ProcessMemory as Memory } from '../../src/model/heap.ts';
import { describeProcessMemory } from '../../src/report/steps/process-memory.ts';
import { formatBytes } from '../../src/wording/figures.ts';
import { formatShares } from '../../src/wording/shares.ts';
import { Safe } from '../parts/safe-text.tsx';

const TONES: Readonly<Record<MemoryPart['id'], string>> = {
  live: 'tone-1',
  garbage: 'tone-7',
  holes: 'tone-6',
  stacks: 'tone-2',
  free: 'tone-3',
  runtime: 'tone-5',
  other: 'tone-plain',
};

/** What the memory of the whole process is made of: one bar, and each of its parts in words. */
export function ProcessMemory({ memory }: { readonly memory: Memory }) {
  const { parts } = memory;
  const sum = parts.reduce((total, { bytes }) => total + bytes, 0);
  const shares = formatShares(
    parts.map(({ bytes }) => bytes),
    memory.rssBytes,
  );
  if (sum === 0) return null;
  return (
    <section class="process-memory" aria-label="What the process's memory is made of">
      <h2>{describeProcessMemory(memory)}</h2>
      <div class="stacked" aria-hidden="true">
        {parts.map(({ id, bytes }) => (
          <span key={id} class={TONES[id]} style={{ width: `${(bytes / sum) * 100}%` }} />
        ))}
      </div>
      <ul class="legend">
        {parts.map(({ id, says, bytes }, index) => (
          <li key={id}>
            <span class={`swatch ${TONES[id]}`} /> <b>{formatBytes(bytes)}</b> <Safe text={says} />{' '}
            <span class="dim">{shares[index]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
