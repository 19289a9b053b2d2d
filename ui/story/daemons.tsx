import type { DaemonSummary } from '../../src/model/diagnosis.ts';
import { formatBytes, formatCount, formatShare } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';

/** The daemons of the host, and how full each is. */
export function Daemons({ daemons }: { readonly daemons: readonly DaemonSummary[] }) {
  if (daemons.length === 0) return null;
  return (
    <ul class="daemons" aria-label="Daemons">
      {daemons.map((daemon, index) => (
        <li key={index}>
          <p class="name">
            <b>
              <Safe text={daemon.name} />
            </b>{' '}
            {daemon.version !== undefined && <Safe text={daemon.version} />}
            {daemon.pid !== undefined && <span class="pid"> pid {daemon.pid}</span>}
          </p>
          <dl>
            <Descriptors {...daemon} />
            <Figure name="goroutines" value={daemon.goroutines} />
            {daemon.rssBytes !== undefined && (
              <div>
                <dt>memory</dt>
                <dd>{formatBytes(daemon.rssBytes)}</dd>
              </div>
            )}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: number | undefined }) {
  if (value === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}

function Descriptors({ fds, fdLimit }: DaemonSummary) {
  if (fds === undefined) return null;
  const used = fdLimit === undefined ? undefined : Math.min(1, fds / fdLimit);
  return (
    <div class="wide">
      <dt>descriptors</dt>
      <dd>
        {formatCount(fds)}
        {fdLimit !== undefined && (
          <span class="of">
            {' '}
            of {formatCount(fdLimit)} ({formatShare(fds, fdLimit)})
          </span>
        )}
        {used !== undefined && (
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${Math.max(used * 100, 0.5)}%` }} class={used > 0.8 ? 'high' : ''} />
          </span>
        )}
      </dd>
    </div>
  );
}
