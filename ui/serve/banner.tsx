import type { ComponentChildren } from 'preact';
import { connection } from './ask.ts';
import { refreshHosts } from './hosts.ts';

/** Says why nothing new comes; what is shown stays, and what waits is done when the server answers again. */
export function Banner() {
  return (
    <div role="status" class="banner-place">
      {connection.value === 'away' && (
        <Line>The server does not answer. All that is shown stays; it is asked again every few seconds.</Line>
      )}
      {connection.value === 'locked' && (
        <Line>
          The server asks for its token. It printed an address that ends with <code>?token=…</code> in its
          terminal when it started: open that one, here or in another tab. All that is shown stays.
        </Line>
      )}
    </div>
  );
}

function Line({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="banner">
      <p>{children}</p>
      <button type="button" class="link" onClick={() => void refreshHosts()}>
        Ask now
      </button>
    </div>
  );
}
