import type { FindingContainer, FindingTask } from '../../src/model/diagnosis.ts';
import { describeCounts } from '../../src/report/diagnosis/growth.ts';
import type { History } from '../../src/report/diagnosis/history/history.ts';
import type { StoryPath } from '../../src/report/page/report-data.ts';
import type { Story } from '../../src/report/diagnosis/story.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { nameOf } from '../../src/wording/phrases.ts';
import { describeConfidence } from '../../src/report/diagnosis/confidence.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { Chain } from './chain.tsx';
import { Growth } from './growth.tsx';
import { StoryLine } from './story-line.tsx';

interface StoryPartProps {
  readonly story: Story;
  readonly path: StoryPath | undefined;
  readonly histories: readonly History[];
  readonly capturedAt: string | undefined;
  readonly isOnly: boolean;
}

/** One story: the way of the request, how it grew, and the chain in words. */
export function StoryPart({ story, path, histories, capturedAt, isOnly }: StoryPartProps) {
  const { leader } = story;
  const counts = describeCounts(story.counts);
  const history = histories.find(({ cause }) => cause === leader.cause);
  return (
    <section class="story-part">
      {!isOnly && (
        <h2>
          <Safe text={leader.title} prose />
        </h2>
      )}
      {path !== undefined && path.stations.length > 1 && <StoryLine path={path} />}
      <div class="telling">
        <div class="words">
          {isOnly && (
            <h2>
              <Safe text={leader.title} prose />
            </h2>
          )}
          <p class="what">
            <code>
              <Safe text={leader.cause} />
            </code>{' '}
            <span class={`chip ${leader.severity}`}>{leader.severity}</span>{' '}
            <span class="chip">{describeConfidence(leader)}</span>
            {counts !== '' && <> holds {counts}</>}
          </p>
          <p class="summary">
            <Safe text={leader.summary} prose />
          </p>
          <Chain story={story} />
        </div>
        <aside class="beside">
          {leader.growth !== undefined && (
            <Growth growth={leader.growth} history={history} capturedAt={capturedAt} />
          )}
          <Containers containers={story.containers} />
          <Tasks tasks={story.tasks} />
          {leader.refutedBy.length > 0 && (
            <div class="refuted">
              <h3>It would be refuted if</h3>
              <ul>
                {leader.refutedBy.map((says) => (
                  <li key={says}>
                    <Safe text={says} prose />
                  </li>
                ))}
              </ul>
            </div>
          )}
        </aside>
      </div>
    </section>
  );
}

function Containers({ containers }: { readonly containers: readonly FindingContainer[] }) {
  const most = Math.max(0, ...containers.map(({ stops = 0 }) => stops));
  return (
    <DataTable
      caption="Containers"
      rows={containers.slice(0, 50)}
      more={containers.length - 50}
      columns={[
        { title: 'container', cell: (one) => <Safe text={nameOf(one)} /> },
        {
          title: most > 0 ? 'stops' : '',
          kind: 'number',
          cell: ({ stops }) =>
            stops !== undefined && (
              <span class="with-bar">
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${most > 0 ? (stops / most) * 100 : 0}%` }} />
                </span>
                {formatCount(stops)}
              </span>
            ),
        },
        {
          title: 'goroutines',
          kind: 'number',
          cell: ({ goroutines }) => goroutines !== undefined && formatCount(goroutines),
        },
      ]}
    />
  );
}

function Tasks({ tasks }: { readonly tasks: readonly FindingTask[] }) {
  return (
    <DataTable
      caption="Blocked tasks"
      rows={tasks.slice(0, 50)}
      more={tasks.length - 50}
      columns={[
        {
          title: 'task',
          cell: ({ comm, tid }) => (
            <>
              <Safe text={comm} /> <span class="dim">{tid}</span>
            </>
          ),
        },
        { title: 'waits for', cell: ({ waits }) => waits },
        { title: 'who does not answer', cell: ({ backend }) => backend && <Safe text={backend.source} /> },
      ]}
    />
  );
}
