import { signal } from '@preact/signals';
import { safe } from '../parts/safe-text.tsx';

const said = signal('');

/** Has a screen reader say what happened. */
export function announce(text: string): void {
  // The same sentence twice is two events: a no-break space makes it another text.
  said.value = said.value === text ? `${text}\u00a0` : text;
}

export function Announcer() {
  return (
    <p class="off-screen" role="status">
      {safe(said.value)}
    </p>
  );
}
