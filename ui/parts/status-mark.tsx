import type { LinkStatus } from '../../src/model/diagnosis.ts';

/** ● proven, ○ unknown, ✕ refuted; the word is there for those who cannot see it. */
export function StatusMark({ status }: { readonly status: LinkStatus }) {
  return (
    <span class={`mark ${status}`} title={status}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        {status === 'refuted' ? <path d="M3 3L11 11M11 3L3 11" /> : <circle cx="7" cy="7" r="4.5" />}
      </svg>
      <span class="off-screen">{status}</span>
    </span>
  );
}
