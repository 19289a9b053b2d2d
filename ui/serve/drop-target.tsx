import { useRef } from 'preact/hooks';
import { formatBytes } from '../../src/wording/figures.ts';
import { isDragging } from './drop.ts';
import { list } from './hosts.ts';
import { upload } from './uploads.ts';

/** Says what can be given to the page, and takes it by the keyboard too. */
export function DropTarget() {
  const input = useRef<HTMLInputElement>(null);
  const most = list.value?.uploadBytes;
  return (
    <section class="drop-target" aria-label="Add files">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 3v12M7 10l5 5 5-5M4 20h16" />
      </svg>
      <p>
        <b>Drop a recorded case, a goroutine dump, a heap profile or the output of ss</b> anywhere on this
        page, or paste its text.
        {most !== undefined && (
          <span class="note">
            {' '}
            Up to {formatBytes(most)} a file; it goes to the deadwait that serves this page, and nowhere else.
          </span>
        )}
      </p>
      <button type="button" class="quiet" onClick={() => input.current?.click()}>
        Choose files …
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to be examined"
        onChange={({ currentTarget }) => {
          upload([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </section>
  );
}

/** Covers the page while files hang above it. */
export function DropVeil() {
  if (!isDragging.value) return null;
  return (
    <div class="drop-veil" aria-hidden="true">
      <p>
        <svg viewBox="0 0 24 24">
          <path d="M12 3v12M7 10l5 5 5-5M4 20h16" />
        </svg>
        Drop to examine
      </p>
    </div>
  );
}
