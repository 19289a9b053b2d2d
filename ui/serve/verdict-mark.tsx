import type { HostEntry } from '../../src/serve/api.ts';

type Mark = 'leak' | 'stuck' | 'degraded' | 'unknown' | 'healthy' | 'failed' | 'examining' | 'new';

/** What rises, a way that is broken, a warning, a tick; the word stands beside it. */
const SHAPES: Readonly<Record<Mark, string>> = {
  leak: 'M1.5 13.5h4v-4h4v-4h4v-4',
  stuck: 'M1 8h4M11 8h4M6 11.5l1.5-7M8.5 11.5l1.5-7',
  degraded: 'M8 2L15 14H1ZM8 6.5v3.5M8 11.8v.6',
  unknown: 'M5 6a3 3 0 1 1 4.2 2.7c-.8.4-1.2.9-1.2 1.8M8 12.6v.6',
  healthy: 'M2.5 8.5L6.5 12.5L13.5 4',
  failed: 'M3.5 3.5L12.5 12.5M12.5 3.5L3.5 12.5',
  examining: 'M8 2a6 6 0 1 1-6 6',
  new: 'M4 8h8',
};

const WORDS: Readonly<Record<Mark, string>> = {
  leak: 'leak',
  stuck: 'stuck',
  degraded: 'degraded',
  unknown: 'unknown',
  healthy: 'healthy',
  failed: 'no result',
  examining: 'examining',
  new: 'not examined',
};

/** The verdict on a host, or why there is none. */
export function VerdictMark({ host: { state, examined } }: { readonly host: HostEntry }) {
  const mark = state === 'examined' ? (examined?.verdict ?? 'new') : state;
  return (
    <span class={`verdict-mark ${mark}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[mark]} />
      </svg>
      {WORDS[mark]}
    </span>
  );
}
