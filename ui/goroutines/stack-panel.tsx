import { useState } from 'preact/hooks';
import { CopyButton } from '../parts/copy-button.tsx';
import { safe, Safe } from '../parts/safe-text.tsx';
import type { PanelStack, StackSource } from './panel-stack.ts';
import { frameAt, groupName } from './shown-group.ts';
import { shortPath, sourceLink } from './source-link.ts';

const GROUPS_SHOWN = 8;

interface StackPanelProps {
  readonly stacks: readonly PanelStack[];
  /** Between how many there are and where: `1 500 × daemon.(*Daemon).Kill`. */
  readonly joint?: string;
}

/** One whole stack, its source linked; where there are several, one may be chosen. */
export function StackPanel({ stacks, joint = '×' }: StackPanelProps) {
  const [chosen, setChosen] = useState(0);
  const shown = stacks[chosen] ?? stacks[0];
  if (shown === undefined) return null;
  const { profile, line = 0, state, cause, createdBy } = shown;
  const place = line > 0 ? `${profile.file}:${line}` : profile.file;
  const frames = shown.stack.map((index) => frameAt(profile, index));
  const asText = [
    ...(shown.header === undefined ? [] : [shown.header]),
    ...frames.map(({ function: name, file, line }) => `${name}\n\t${file ?? '?'}:${line}`),
  ].join('\n');
  return (
    <section class="panel stack" aria-label="Stack">
      <header>
        <h2>
          {shown.size} {joint} <Safe text={groupName(profile, shown)} />
        </h2>
        <CopyButton text={asText} what="the stack" />
      </header>
      {stacks.length > 1 && (
        <ul class="leaves" aria-label="Stacks that pass here">
          {stacks.slice(0, GROUPS_SHOWN).map((one, index) => (
            <li key={index}>
              <button type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
                {one.size} <Safe text={groupName(one.profile, one)} inline />
              </button>
            </li>
          ))}
          {stacks.length > GROUPS_SHOWN && <li class="dim">and {stacks.length - GROUPS_SHOWN} more</li>}
        </ul>
      )}
      <p class="place">
        <Safe text={place} />
        {state !== undefined && (
          <span class="chip">
            <Safe text={state} inline />
          </span>
        )}
        {cause !== undefined && (
          <span class="chip critical">
            <Safe text={cause} inline />
          </span>
        )}
      </p>
      <ol class="frames">
        {frames.map((frame, index) => (
          <li key={index}>
            <code>
              <Safe text={frame.function} />
            </code>
            {frame.file !== undefined && <Source file={frame.file} line={frame.line} profile={profile} />}
          </li>
        ))}
        {createdBy !== undefined && (
          <li class="created">
            created by{' '}
            <code>
              <Safe text={frameAt(profile, createdBy).function} />
            </code>
          </li>
        )}
      </ol>
    </section>
  );
}

interface SourceProps {
  readonly file: string;
  readonly line: number;
  readonly profile: StackSource;
}

function Source({ file, line, profile }: SourceProps) {
  const link = sourceLink(file, line, profile);
  const says = <Safe text={`${shortPath(file)}:${line}`} inline />;
  if (link === undefined)
    return (
      <span class="source" title={safe(file)}>
        {says}
      </span>
    );
  return (
    <a class="source" href={link} title={safe(file)} target="_blank" rel="noreferrer noopener">
      {says}
    </a>
  );
}
