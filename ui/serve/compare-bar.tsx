import { Safe } from '../parts/safe-text.tsx';
import { findHost } from './hosts.ts';
import { comparisonBase } from './route.ts';

interface CompareBarProps {
  /** One or two ids. */
  readonly chosen: readonly string[];
  readonly onClear: () => void;
}

/** Rises when a case is chosen; two of them can be compared. */
export function CompareBar({ chosen, onClear }: CompareBarProps) {
  const [before, after] = chosen;
  if (before === undefined) return null;
  return (
    <div class="compare-bar" role="region" aria-label="Compare">
      <p role="status">
        <Safe text={findHost(before)?.name ?? ''} inline /> →{' '}
        {after === undefined ? (
          <span class="dim">choose one more to compare it with</span>
        ) : (
          <Safe text={findHost(after)?.name ?? ''} inline />
        )}
      </p>
      {after !== undefined && (
        <a class="main-act" href={`#${comparisonBase(before, after)}`}>
          Compare the two
        </a>
      )}
      <button type="button" class="quiet" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}
