import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { formatCount, formatTime } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';

/** The verdict in a word and a line, and which host it is about. */
export function Verdict({ diagnosis: { verdict, headline, host } }: { readonly diagnosis: Diagnosis }) {
  // Kernels since 5.11 set the maximum to 2^63-1, which is no limit.
  const limit =
    host.fd !== undefined && Number.isSafeInteger(host.fd.max) ? ` of ${formatCount(host.fd.max)}` : '';
  return (
    <div class="verdict">
      <p class={`badge ${verdict}`}>{verdict}</p>
      <h1 class={headline.length > 100 ? 'long' : undefined}>
        <Safe text={headline} prose />
      </h1>
      <ul class="facts">
        {host.hostname !== undefined && (
          <li>
            <Safe text={host.hostname} />
          </li>
        )}
        {host.kernel !== undefined && (
          <li>
            kernel <Safe text={host.kernel} />
          </li>
        )}
        {host.capturedAt !== undefined && (
          <li>
            <Safe text={formatTime(host.capturedAt)} />
          </li>
        )}
        {host.fd !== undefined && (
          <li>
            {formatCount(host.fd.allocated)}
            {limit} open files
          </li>
        )}
      </ul>
    </div>
  );
}
