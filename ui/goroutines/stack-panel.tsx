import { useState } from 'preact/hooks';
import type { ReportProfile } from '../../src/report/html/report-data.ts';
import { formatCount } from '../../src/wording/figures.ts';
import type { TreeNode } from '../graph/call-tree.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { safe, Safe } from '../parts/safe-text.tsx';
import { frameAt, groupName, type ShownGroup } from './shown-group.ts';
import { shortPath, sourceLink } from './source-link.ts';

const GROUPS_SHOWN = 8;

interface StackPanelProps {
  readonly profile: ReportProfile;
  readonly node: TreeNode<ShownGroup>;
}

/** The whole stack of a group below the node, its source linked; where there are several groups, one may be chosen. */
export function StackPanel({ profile, node }: StackPanelProps) {
  const [chosen, setChosen] = useState(0);
  const leaf = node.leaves[chosen] ?? node.leaves[0];
  if (leaf === undefined) return null;
  const { group } = leaf;
  const place = group.line > 0 ? `${profile.file}:${group.line}` : profile.file;
  const frames = group.stack.map((index) => frameAt(profile, index));
  const asText = [
    group.header,
    ...frames.map(({ function: name, file, line }) => `${name}\n\t${file ?? '?'}:${line}`),
  ].join('\n');
  return (
    <section class="panel stack" aria-label="Stack">
      <header>
        <h2>
          {formatCount(group.count)} × <Safe text={groupName(profile, group)} />
        </h2>
        <CopyButton text={asText} what="the stack" />
      </header>
      {node.leaves.length > 1 && (
        <ul class="leaves" aria-label="Groups that pass here">
          {node.leaves.slice(0, GROUPS_SHOWN).map((one, index) => (
            <li key={index}>
              <button type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
                {formatCount(one.group.count)} <Safe text={groupName(profile, one.group)} inline />
              </button>
            </li>
          ))}
          {node.leaves.length > GROUPS_SHOWN && (
            <li class="dim">and {node.leaves.length - GROUPS_SHOWN} more</li>
          )}
        </ul>
      )}
      <p class="place">
        <Safe text={place} />
        {group.state !== undefined && (
          <span class="chip">
            <Safe text={group.state} inline />
          </span>
        )}
        {group.cause !== undefined && (
          <span class="chip critical">
            <Safe text={group.cause} inline />
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
        {group.createdBy !== undefined && (
          <li class="created">
            created by{' '}
            <code>
              <Safe text={frameAt(profile, group.createdBy).function} />
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
  readonly profile: ReportProfile;
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
