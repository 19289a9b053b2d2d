import { connection } from './ask.ts';
import { refreshHosts } from './hosts.ts';

/** Says that the server is away; what is shown stays, and what waits is done when it is back. */
export function Banner() {
  return (
    <div role="status" class="banner-place">
      {connection.value === 'away' && (
        <div class="banner">
          <p>The server does not answer. All that is shown stays; it is asked again every few seconds.</p>
          <button type="button" class="link" onClick={() => void refreshHosts()}>
            Ask now
          </button>
        </div>
      )}
    </div>
  );
}

/** The server wants a token: where that is to be found. */
export function Locked() {
  return (
    <main id="view" class="waiting" tabIndex={-1}>
      <h1>This page needs its token</h1>
      <p class="lead">
        deadwait serve printed an address that ends with <code>/?token=…</code> in its terminal when it
        started: open that one. It was started anew if that was open before, or it was told to forget.
      </p>
      <p class="acts">
        <button type="button" class="main-act" onClick={() => void refreshHosts()}>
          Try again
        </button>
      </p>
    </main>
  );
}
