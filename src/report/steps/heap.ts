import type { HeapProfile, HeapSite } from '../../model/heap.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatBytes, formatCount, formatShare } from '../../wording/figures.ts';
import type { Line, Pen } from '../text/pen.ts';
import { renderRule } from '../text/section.ts';
import { renderTable } from '../text/table.ts';
import { shortFunction, tellingFrame } from './frame.ts';
import type { StepReport } from './step-report.ts';

const SITES_SHOWN = 25;

/** What fills the heap of each program: by the place that allocated it, most bytes in use first. */
export function reportHeap({ heaps }: Snapshot): StepReport {
  return {
    json: { profiles: heaps.map(asJson) },
    isEmpty: heaps.length === 0,
    lines: (pen) =>
      heaps.flatMap((profile, index) => [...(index === 0 ? [] : [[]]), ...describeProfile(pen, profile)]),
  };
}

function asJson({ daemon, format, file, inUseBytes, allocatedBytes, memory, sites }: HeapProfile): unknown {
  return { daemon, format, file, inUseBytes, allocatedBytes, memory, sites };
}

function describeProfile(pen: Pen, { daemon, file, inUseBytes, memory, sites }: HeapProfile): Line[] {
  const used = sites.filter((site) => site.inUseBytes > 0);
  const hidden = used.length - SITES_SHOWN;
  const system =
    memory?.sysBytes === undefined ? '' : `, ${formatBytes(memory.sysBytes)} taken from the system`;
  return [
    renderRule(pen, `${daemon}: ${formatBytes(inUseBytes)} in use${system} (${file})`),
    ...renderTable(
      pen,
      [
        { title: 'in use', align: 'right' },
        { title: 'share', align: 'right' },
        { title: 'objects', align: 'right' },
        { title: 'allocated in', tone: 'name', shrinksTo: 16 },
        { title: 'for', shrinksTo: 16 },
      ],
      used
        .slice(0, SITES_SHOWN)
        .map((site) => [
          formatBytes(site.inUseBytes),
          formatShare(site.inUseBytes, inUseBytes),
          formatCount(site.inUseObjects),
          site.frames[0] === undefined ? '?' : shortFunction(site.frames[0].function),
          describeUser(site),
        ]),
      pen.width,
    ),
    ...(hidden > 0
      ? [[pen.span(`and ${formatCount(hidden)} places more: --output json lists them all`, 'dim')]]
      : []),
  ];
}

function describeUser({ frames }: HeapSite): string | undefined {
  const frame = tellingFrame(frames.slice(1));
  return frame === undefined ? undefined : shortFunction(frame.function);
}
