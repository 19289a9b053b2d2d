import type { ReportBackend, ReportData, ReportTask } from '../../src/report/page/report-data.ts';
import { formatCount, formatDuration } from '../../src/wording/figures.ts';
import { counted } from '../../src/wording/phrases.ts';
import { ContainerName } from '../parts/container-name.tsx';
import { EvidenceList } from '../parts/evidence-list.tsx';
import { Safe } from '../parts/safe-text.tsx';

/** The tasks that do not run until something else answers, by what that is. */
export function TasksView({ data }: { readonly data: ReportData }) {
  const { tasks } = data;
  if (tasks === undefined) return null;
  const { blocked, backends, threadCount, more } = tasks;
  const rest = blocked.filter(({ backend }) => backend === undefined);
  return (
    <div class="tasks">
      <h1>Tasks</h1>
      <p class="lead">
        {blocked.length === 0
          ? `None of ${formatCount(threadCount)} threads is blocked in the kernel.`
          : `${formatCount(blocked.length + (more ?? 0))} of ${formatCount(threadCount)} threads will not run until something else answers.`}
      </p>
      {backends.map((backend, index) => (
        <BackendPart
          key={index}
          data={data}
          backend={backend}
          tasks={blocked.filter(
            (task) => task.backend !== undefined && isSame(task.backend, backend.backend),
          )}
        />
      ))}
      {rest.length > 0 && (
        <section class="backend">
          <h2>What they wait for is not certain</h2>
          {rest.map((task) => (
            <Task key={task.tid} data={data} task={task} />
          ))}
        </section>
      )}
    </div>
  );
}

interface BackendPartProps {
  readonly data: ReportData;
  readonly backend: ReportBackend;
  readonly tasks: readonly ReportTask[];
}

function BackendPart({ data, backend, tasks }: BackendPartProps) {
  const { source, fstype, mountPoint, device } = backend.backend;
  const others = backend.containers.filter((id) => tasks.every(({ container }) => container !== id));
  return (
    <section class="backend">
      <header>
        <h2>
          <Safe text={source} />
        </h2>
        <p>
          <span class="chip">
            <Safe text={fstype} inline />
          </span>{' '}
          on{' '}
          <code>
            <Safe text={mountPoint} />
          </code>
          , device <Safe text={device} />
          {backend.waitingRequests !== undefined &&
            `, ${counted(backend.waitingRequests, 'request')} not answered`}
        </p>
        {others.length > 0 && (
          <p>
            Used by others as well:{' '}
            {others.map((id, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <ContainerName data={data} id={id} />
              </span>
            ))}
          </p>
        )}
      </header>
      {tasks.map((task) => (
        <Task key={task.tid} data={data} task={task} />
      ))}
    </section>
  );
}

function Task({ data, task }: { readonly data: ReportData; readonly task: ReportTask }) {
  const { comm, pid, tid, state, commandLine, container, syscall, wchan, elapsedSeconds, kernelStack } = task;
  return (
    <article class="task">
      <h3>
        <Safe text={comm} /> <span class="dim">{tid === pid ? tid : `${pid}/${tid}`}</span>
        <span class="chip warning">
          <Safe text={state} inline />
        </span>
        {task.sigkillPending === true && <span class="chip critical">SIGKILL pending</span>}
      </h3>
      <dl>
        {container !== undefined && (
          <div>
            <dt>container</dt>
            <dd>
              <ContainerName data={data} id={container} />
            </dd>
          </div>
        )}
        {commandLine !== undefined && (
          <div>
            <dt>command</dt>
            <dd>
              <code>
                <Safe text={commandLine} />
              </code>
            </dd>
          </div>
        )}
        {syscall !== undefined && (
          <div>
            <dt>in</dt>
            <dd>
              <code>
                <Safe text={syscall} />
                (2)
              </code>
            </dd>
          </div>
        )}
        {elapsedSeconds !== undefined && (
          <div>
            <dt>started</dt>
            <dd>{formatDuration(elapsedSeconds)} before</dd>
          </div>
        )}
      </dl>
      <div class="kernel-stack">
        {kernelStack.length === 0 ? (
          <p class="note">
            {wchan === undefined ? (
              'Its kernel stack could not be read.'
            ) : (
              <>
                Of its kernel stack, only the top is known: <Safe text={wchan} />.
              </>
            )}
          </p>
        ) : (
          <ol aria-label="Kernel stack, innermost first">
            {kernelStack.map((name, index) => (
              <li key={index} class={index === task.telling ? 'telling-frame' : undefined}>
                <code>
                  <Safe text={name} />
                </code>
                {index === task.telling && <span> waits for {task.waits}</span>}
              </li>
            ))}
          </ol>
        )}
      </div>
      <details>
        <summary>{formatCount(task.evidence.length)} lines show it</summary>
        <EvidenceList evidence={task.evidence} />
      </details>
    </article>
  );
}

function isSame(one: ReportBackend['backend'], other: ReportBackend['backend']): boolean {
  return one.source === other.source && one.device === other.device && one.mountPoint === other.mountPoint;
}
