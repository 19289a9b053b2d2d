import { formatBytes } from '../../src/wording/figures.ts';
import { Safe, safe } from '../parts/safe-text.tsx';
import { connection } from './ask.ts';
import { ProblemNote } from './problem-note.tsx';
import { dismissUpload, retryUpload, uploads, type Upload } from './uploads.ts';

/** Files on their way, and those that did not arrive. */
export function UploadTray() {
  if (uploads.value.length === 0) return null;
  return (
    <aside class="tray" aria-label="Files on their way">
      <ul>
        {uploads.value.map((upload) => (
          <UploadLine key={upload.key} upload={upload} />
        ))}
      </ul>
    </aside>
  );
}

function UploadLine({ upload }: { readonly upload: Upload }) {
  const { key, file, sentBytes, state, problem } = upload;
  return (
    <li class={state}>
      <p class="name">
        <Safe text={file.name} inline />
      </p>
      <p class="note">{stateOf(upload)}</p>
      {state === 'sending' && (
        <progress aria-label={`Sending ${safe(file.name)}`} max={Math.max(file.size, 1)} value={sentBytes} />
      )}
      {problem !== undefined && state === 'failed' && <ProblemNote problem={problem} />}
      <div class="acts">
        {state === 'failed' && file.size > 0 && (
          <button type="button" class="link" onClick={() => retryUpload(key)}>
            Try again<span class="off-screen"> {safe(file.name)}</span>
          </button>
        )}
        <button type="button" class="link" onClick={() => dismissUpload(key)}>
          {state === 'failed' ? 'Dismiss' : 'Cancel'}
          <span class="off-screen"> {safe(file.name)}</span>
        </button>
      </div>
    </li>
  );
}

function stateOf({ state, sentBytes, file }: Upload): string {
  if (state === 'failed') return 'was not taken';
  if (state === 'waiting') return connection.value === 'here' ? 'waits' : 'waits for the server';
  return sentBytes < file.size
    ? `${formatBytes(sentBytes)} of ${formatBytes(file.size)}`
    : 'is being looked at';
}
