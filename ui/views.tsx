import type { ReportData } from '../src/report/page/report-data.ts';
import { formatBytes, formatCount } from '../src/wording/figures.ts';
import { GoroutinesView } from './goroutines/goroutines-view.tsx';
import { HeapView } from './heap/heap-view.tsx';
import type { View } from './parts/tabbed-views.tsx';
import { StoryView } from './story/story-view.tsx';
import { CausesView } from './views/causes-view.tsx';
import { LogsView } from './views/logs-view.tsx';
import { SocketsView } from './views/sockets-view.tsx';
import { TasksView } from './views/tasks-view.tsx';

/** The views of a report, in the order of their tabs. */
export const VIEWS: readonly View<ReportData>[] = [
  { id: 'story', title: 'Story', figure: () => '', Body: StoryView },
  {
    id: 'goroutines',
    title: 'Goroutines',
    figure: ({ goroutines }) =>
      goroutines.length === 0 ? undefined : sum(goroutines.map(({ total }) => total)),
    Body: GoroutinesView,
  },
  {
    id: 'sockets',
    title: 'Sockets',
    figure: ({ sockets }) => sockets && formatCount(sockets.socketCount),
    Body: SocketsView,
  },
  {
    id: 'heap',
    title: 'Heap',
    figure: ({ heaps }) =>
      heaps.length === 0 ? undefined : formatBytes(Math.max(...heaps.map(({ inUseBytes }) => inUseBytes))),
    Body: HeapView,
  },
  {
    id: 'tasks',
    title: 'Tasks',
    figure: ({ tasks }) => tasks && formatCount(tasks.blocked.length + (tasks.more ?? 0)),
    Body: TasksView,
  },
  {
    id: 'logs',
    title: 'Logs',
    figure: ({ stops }) => (stops.length === 0 ? undefined : formatCount(stops.length)),
    Body: LogsView,
  },
  { id: 'causes', title: 'Causes', figure: ({ causes }) => formatCount(causes.length), Body: CausesView },
];

function sum(counts: readonly number[]): string {
  return formatCount(counts.reduce((total, count) => total + count, 0));
}
