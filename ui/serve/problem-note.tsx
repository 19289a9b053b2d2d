import type { Problem } from '../../src/serve/api.ts';
import { Safe } from '../parts/safe-text.tsx';

/** What went wrong, and what to do. */
export function ProblemNote({ problem: { says, hint } }: { readonly problem: Problem }) {
  return (
    <p class="problem">
      <Safe text={says} prose />
      {hint !== undefined && (
        <span class="hint-line">
          {' '}
          <Safe text={hint} prose />
        </span>
      )}
    </p>
  );
}
