import type { StackSet } from '../../model/behaviour.ts';
import type { CaseFile } from '../case-file.ts';
import { bytesFile, textFile } from '../case-file.ts';
import type { Recording } from '../recording.ts';
import { encodeProfile } from './profile-file.ts';
import { takeApart } from './record-text.ts';
import type { ProfileRecord } from './record-text.ts';

/** runtime.MemProfileRate: one sample in so many bytes. */
const RATE = 524_288;
/** How many stops waited when heap.stops.txt was recorded. */
const RECORDED_STOPS: Readonly<Record<StackSet, number>> = { '18.09.2': 18_500, '20.10.24': 1_200 };

/** pprof/dockerd/heap.debug1.txt and heap.pb.gz: what an idle daemon holds, and what the stops hold, as sampled. */
export function heapProfiles(recording: Recording): readonly CaseFile[] {
  const { stacks, outcome } = recording;
  const share = outcome.openStops / RECORDED_STOPS[stacks.set];
  const blocks = [
    ...stacks
      .files('heap.idle.txt')
      .split('\n\n')
      .map((text) => scale(text, 1)),
    ...stacks
      .files('heap.stops.txt')
      .split('\n\n')
      .map((text) => scale(text, share, outcome.openStops)),
  ]
    .filter(({ objects }) => objects > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const objects = blocks.reduce((sum, block) => sum + block.objects, 0);
  const bytes = blocks.reduce((sum, block) => sum + block.bytes, 0);
  const head = `heap profile: ${objects}: ${bytes} [${objects}: ${bytes}] @ heap/${2 * RATE}\n`;
  const text = `${head}${blocks.map((block) => `${block.text}\n\n`).join('')}\n${memoryStats(recording)}`;
  const encoded = encodeProfile(blocks.map(unsample), stacks, {
    sampleTypes: [
      ['alloc_objects', 'count'],
      ['alloc_space', 'bytes'],
      ['inuse_objects', 'count'],
      ['inuse_space', 'bytes'],
    ],
    periodType: ['space', 'bytes'],
    period: RATE,
    timeMs: outcome.parameters.capturedAtMs,
  });
  return [textFile('pprof/dockerd/heap.debug1.txt', text), bytesFile('pprof/dockerd/heap.pb.gz', encoded)];
}

interface Block {
  readonly objects: number;
  readonly bytes: number;
  readonly record: ProfileRecord;
  readonly text: string;
}

/** `stops`: so many wait; each has one of every buffer, however few of them the recording sampled. */
function scale(text: string, share: number, stops?: number): Block {
  const record = takeApart(text);
  const [recordedObjects = 0, recordedBytes = 0] = record.figures;
  const size = recordedObjects === 0 ? 0 : Math.round(recordedBytes / recordedObjects);
  const objects = Math.round(
    stops !== undefined && isBuffer(record, size) ? stops * chanceOf(size) : recordedObjects * share,
  );
  const bytes = size * objects;
  const rest = text.slice(text.indexOf(' @'));
  return { objects, bytes, record, text: `${objects}: ${bytes} [${objects}: ${bytes}]${rest}` };
}

/** Where bufio allocates the buffer itself; its struct is smaller. */
function isBuffer({ lines }: ProfileRecord, size: number): boolean {
  return size >= 1024 && /^bufio\.New(?:Reader|Writer)Size$/.test(lines[0]?.function ?? '');
}

/** Chance that an object of so many bytes is sampled (runtime: nextSample). */
function chanceOf(bytes: number): number {
  return 1 - Math.exp(-bytes / RATE);
}

/** A sample stands for as many objects as its chance to be taken tells (runtime/pprof: scaleHeapSample). */
function unsample({ objects, bytes, record }: Block): ProfileRecord {
  const weight = 1 / chanceOf(bytes / objects);
  const [count, size] = [Math.floor(objects * weight), Math.floor(bytes * weight)];
  return { ...record, figures: [count, size, count, size] };
}

/** runtime.MemStats in the order in which writeHeapInternal prints them. */
function memoryStats({ memory, outcome }: Recording): string {
  const heapAlloc = Math.round(memory.liveHeapBytes + memory.garbageBytes);
  const heapInuse = Math.round(heapAlloc * 1.07);
  const heapIdle = Math.round(memory.freeHeapBytes + heapAlloc * 0.15);
  const stack = Math.round(memory.stackBytes);
  const tables = Math.round(memory.runtimeBytes);
  const objects = 114_000 + outcome.openStops * 132;
  const stats: readonly (readonly [string, string | number])[] = [
    ['Alloc', heapAlloc],
    ['TotalAlloc', heapAlloc + outcome.history.stopCount * 41_000],
    ['Sys', heapInuse + heapIdle + stack + tables + 12_000_000],
    ['Lookups', 0],
    ['Mallocs', objects * 4],
    ['Frees', objects * 3],
    ['HeapAlloc', heapAlloc],
    ['HeapSys', heapInuse + heapIdle],
    ['HeapIdle', heapIdle],
    ['HeapInuse', heapInuse],
    ['HeapReleased', 2_916_352],
    ['HeapObjects', objects],
    ['Stack', `${stack} / ${stack}`],
    ['MSpan', `${Math.round(tables * 0.17) + 209_808} / ${Math.round(tables * 0.19) + 227_808}`],
    ['MCache', '2400 / 15600'],
    ['BuckHashSys', 1_476_434],
    ['GCSys', Math.round(tables * 0.72) + 9_691_440],
    ['OtherSys', Math.round(tables * 0.12) + 517_302],
    ['NextGC', Math.round(2 * memory.liveHeapBytes + stack)],
    ['LastGC', `${outcome.parameters.capturedAtMs - 1000}000000`],
    ['PauseNs', `[${'0 '.repeat(255)}0]`],
    ['PauseEnd', `[${'0 '.repeat(255)}0]`],
    ['NumGC', Math.max(5, Math.round(outcome.capturedMs / memory.gcPeriodMs))],
    ['NumForcedGC', 0],
    ['GCCPUFraction', '0.0007491075429422905'],
    ['DebugGC', 'false'],
    ['MaxRSS', Math.round(memory.rssBytes)],
  ];
  return `# runtime.MemStats\n${stats.map(([name, value]) => `# ${name} = ${value}\n`).join('')}`;
}
