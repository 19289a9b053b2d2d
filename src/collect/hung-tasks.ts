import type { Host } from '../host/host.ts';
import type { Gap } from '../model/gap.ts';
import type { HungTask } from '../model/task.ts';
import { HungTaskReports, type HungTaskReport } from '../parse/log/hung-task-report.ts';
import { classifyWait } from './blocked/classify-wait.ts';
import type { Collector } from './collector.ts';
import { orGap, sortGaps } from './reading/gap-of.ts';

/** What follows later in a log is not read. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What each task that the kernel reported as hung waited for, by the stack that follows the report. */
export const hungTasks: Collector = {
  id: 'hung-tasks',
  says: 'reading the stacks of tasks that the kernel calls hung',
  needs: ['logs'],
  collect: async (host, _options, { logs }) => {
    const gaps: Gap[] = [];
    const files = logs.filter(({ tallies }) => tallies.some(({ role }) => role === 'hung-task'));
    const read = await Promise.all(files.map(({ file }) => orGap(file, gaps, readReports(host, file))));
    const reports = read.flatMap((one) => one ?? []);
    return {
      part: reports.length === 0 ? {} : { hungTasks: latestOf(reports).map(describeTask) },
      gaps: sortGaps(gaps),
    };
  },
};

async function readReports(host: Host, file: string): Promise<readonly HungTaskReport[]> {
  const reports = new HungTaskReports(file);
  const decoder = new TextDecoder();
  let pending = '';
  let bytes = 0;
  for await (const chunk of await host.open(file)) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) break;
    const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) reports.push(line);
  }
  reports.push(pending);
  reports.end();
  return reports.reports;
}

/** Each task once, with its longest wait. */
function latestOf(reports: readonly HungTaskReport[]): readonly HungTaskReport[] {
  const byTid = new Map<number, HungTaskReport>();
  for (const report of reports) {
    const before = byTid.get(report.tid);
    if (before === undefined || before.seconds <= report.seconds) byTid.set(report.tid, report);
  }
  return [...byTid.values()].sort((a, b) => a.tid - b.tid);
}

function describeTask({ comm, tid, seconds, stack }: HungTaskReport): HungTask {
  const { waits, by } = classifyWait(
    stack.map((frame) => frame.function),
    undefined,
  );
  const frame = stack.find((one) => one.function === by) ?? stack[0];
  return {
    comm,
    tid,
    seconds,
    ...(frame === undefined ? {} : { waits, function: frame.function, evidence: frame.evidence }),
  };
}
