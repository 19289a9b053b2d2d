import type { ReportData, ReportSockets } from '../../src/report/page/report-data.ts';
import { listRemedies } from '../../src/report/diagnosis/remedy-list.ts';
import { rankStories } from '../../src/report/diagnosis/story.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { describeConfidence } from '../../src/report/diagnosis/confidence.ts';
import { Safe } from '../parts/safe-text.tsx';
import { Books } from './books.tsx';
import { Coverage } from './coverage.tsx';
import { Daemons } from './daemons.tsx';
import { Remedies } from './remedies.tsx';
import { StoryPart } from './story-part.tsx';
import { Verdict } from './verdict.tsx';

/** What is wrong, why, whether the figures agree, and what to do. */
export function StoryView({ data }: { readonly data: ReportData }) {
  const { diagnosis, paths, histories } = data;
  const { told, asides } = rankStories(diagnosis);
  return (
    <div class="story">
      <Verdict diagnosis={diagnosis} />
      <Daemons daemons={diagnosis.daemons} />
      {told.map((story, index) => (
        <StoryPart
          key={story.leader.cause}
          story={story}
          path={paths[index]}
          histories={histories}
          capturedAt={diagnosis.host.capturedAt}
          isOnly={told.length === 1}
        />
      ))}
      {told.length === 0 && diagnosis.daemons.length > 0 && <Calm data={data} />}
      <Books books={diagnosis.books} />
      <Remedies remedies={listRemedies(diagnosis.findings)} />
      {asides.length > 0 && (
        <section class="plain">
          <h2>Also seen</h2>
          <ul class="says">
            {asides.map(({ leader }) => (
              <li key={leader.cause}>
                <strong>
                  <Safe text={leader.title} />
                </strong>{' '}
                ({describeConfidence(leader)}): <Safe text={leader.summary} prose />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Coverage rows={diagnosis.coverage} unlooked={data.unlooked} />
      {diagnosis.ignored !== undefined && (
        <section class="plain">
          <h2>Ignored: processes that only carry a daemon's name</h2>
          <dl class="gaps">
            {diagnosis.ignored.map(({ pid, name, because }) => (
              <div key={pid}>
                <dt>
                  <code>
                    <Safe text={name} />
                  </code>{' '}
                  <span class="chip">pid {pid}</span>
                </dt>
                <dd>
                  <Safe text={because} prose />
                </dd>
              </div>
            ))}
          </dl>
          {diagnosis.ignoredCount !== undefined && (
            <p>and {formatCount(diagnosis.ignoredCount - diagnosis.ignored.length)} more</p>
          )}
        </section>
      )}
      {diagnosis.gaps.length > 0 && (
        <section class="plain">
          <h2>Not known</h2>
          <dl class="gaps">
            {diagnosis.gaps.map(({ source, reason, detail }, index) => (
              <div key={index}>
                <dt>
                  <code>
                    <Safe text={source} />
                  </code>{' '}
                  <span class="chip">{reason}</span>
                </dt>
                <dd>
                  <Safe text={detail} prose />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

/** A host in good health: what was looked at, so that nothing found means something. */
function Calm({
  data: { diagnosis, causes, goroutines, sockets, tasks, unlooked },
}: {
  readonly data: ReportData;
}) {
  const total = goroutines.reduce((sum, profile) => sum + profile.total, 0);
  const blocked = tasks?.blocked.length ?? 0;
  const looked: readonly (readonly [string, string])[] = [
    [
      formatCount(causes.length),
      unlooked === undefined
        ? 'known causes were looked for, and none is here'
        : `known causes; ${unlooked}. None of the others is here`,
    ],
    ...(total === 0
      ? []
      : [[formatCount(total), 'goroutines were read, and none belongs to a known cause'] as const]),
    ...(sockets === undefined ? [] : [[formatCount(sockets.socketCount), describeGone(sockets)] as const]),
    ...(tasks === undefined
      ? []
      : [
          [
            formatCount(tasks.threadCount),
            blocked === 0
              ? 'threads of the host; none is blocked in the kernel'
              : `threads of the host; ${formatCount(blocked)} blocked, none of them for a container that was told to die`,
          ] as const,
        ]),
    ...(diagnosis.gaps.length === 0 ? [['0', 'sources could not be read'] as const] : []),
  ];
  return (
    <section class="calm">
      <h2>What was looked at</h2>
      <ul>
        {looked.map(([figure, says]) => (
          <li key={says}>
            <b>{figure}</b>{' '}
            <span>
              <Safe text={says} prose />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function describeGone({ groups, peersKnown }: ReportSockets): string {
  const gone = groups.filter(({ peer }) => peer === 'gone').reduce((sum, { count }) => sum + count, 0);
  if (!peersKnown) return 'unix sockets; who is at their other end could not be read';
  return gone === 0
    ? 'unix sockets, and at none of them has the other end gone away'
    : `unix sockets; at ${formatCount(gone)} of them the other end has gone away`;
}
