import type { HostEntry } from '../../src/serve/api.ts';
import { formatBytes, formatTime } from '../../src/wording/figures.ts';
import { Safe, safe } from '../parts/safe-text.tsx';
import { examineInList } from './examine.ts';
import { ProblemNote } from './problem-note.tsx';
import { steps } from './progress.ts';
import { hostAddress } from './route.ts';
import { VerdictMark } from './verdict-mark.tsx';

interface HostRowProps {
  readonly host: HostEntry;
  /** Where its name leads; its story, unless something else is being chosen. */
  readonly href?: string;
  /** Undefined where it cannot be chosen to be compared. */
  readonly chosen?: boolean;
  readonly onChoose?: () => void;
  readonly onRemove?: () => void;
}

/** One line of the list: what is wrong there in a word and a sentence, whose it is, and how old. */
export function HostRow({ host, href, chosen, onChoose, onRemove }: HostRowProps) {
  const { id, name, state, examined, from, problem } = host;
  return (
    <li class={chosen === true ? 'host chosen' : 'host'}>
      {onChoose !== undefined && (
        <label class="choose">
          <input type="checkbox" checked={chosen} onChange={onChoose} />
          <span class="off-screen">Compare {safe(name)}</span>
        </label>
      )}
      <VerdictMark host={host} />
      <div class="about">
        <a class="name" href={href ?? hostAddress(id)}>
          <Safe text={name} inline />
        </a>
        {from === 'dropped' && <span class="chip">dropped</span>}
        {host.kind !== 'case' && <span class="chip">{KINDS[host.kind]}</span>}
        <Says host={host} />
        {state === 'failed' && problem !== undefined && <ProblemNote problem={problem} />}
      </div>
      <ul class="facts">
        {examined?.hostname !== undefined && (
          <li>
            <Safe text={examined.hostname} inline />
          </li>
        )}
        <When host={host} />
        {host.sizeBytes !== undefined && <li class="size">{formatBytes(host.sizeBytes)}</li>}
      </ul>
      <div class="acts">
        {(state === 'new' || state === 'failed') && (
          <button type="button" class="quiet" onClick={() => void examineInList(id, name).catch(() => {})}>
            {state === 'new' ? 'Examine' : 'Try again'}
            <span class="off-screen"> {safe(name)}</span>
          </button>
        )}
        {onRemove !== undefined && (
          <button type="button" class="quiet" onClick={onRemove}>
            Remove<span class="off-screen"> {safe(name)}</span>
          </button>
        )}
      </div>
    </li>
  );
}

const KINDS = { live: 'this host', case: 'case', profile: 'profile', sockets: 'sockets' } as const;

/** The headline, or while it is examined what is done just now. */
export function Says({ host: { id, state, examined } }: { readonly host: HostEntry }) {
  if (state === 'examining') return <p class="headline step">{<Step id={id} />}</p>;
  if (examined === undefined) return null;
  return (
    <p class="headline">
      <Safe text={examined.headline} inline prose />
    </p>
  );
}

function Step({ id }: { readonly id: string }) {
  const line = steps.value.get(id)?.at(-1);
  return line === undefined ? <>waits for its turn …</> : <Safe text={line} inline />;
}

/** When it was recorded; of what was not examined yet, how old its file is. */
function When({ host: { examined, modifiedAtMs } }: { readonly host: HostEntry }) {
  if (examined?.capturedAt !== undefined)
    return <li class="when">{formatTime(examined.capturedAt).slice(0, 40)}</li>;
  const changed = new Date(modifiedAtMs ?? NaN);
  if (Number.isNaN(changed.getTime())) return null;
  return (
    <li class="when" title="when its file was changed">
      {formatTime(changed.toISOString())}
    </li>
  );
}
