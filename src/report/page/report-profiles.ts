import type { Attribution } from '../../model/attribution.ts';
import type { Daemon } from '../../model/daemon.ts';
import type { Frame, GoroutineGroup, GoroutineProfile, WaitHistogram } from '../../model/goroutine.ts';
import type { HeapProfile } from '../../model/heap.ts';
import type { ReportGroup, ReportHeap, ReportProfile } from './report-data.ts';

const MOST_GROUPS = 2_000;
const MOST_SITES = 1_500;
/** Characters of names and frames that one profile may bring to the page; groups past it are counted, not shown. */
const MOST_CHARACTERS = 4_000_000;
/** Of a reference to a frame, as JSON. */
const CHARACTERS_PER_INDEX = 6;
/** A histogram of waits has at most so many steps. */
const MOST_STEPS = 120;

/** A goroutine profile for the page: the largest groups, their frames told once. */
export function reportProfile(
  profile: GoroutineProfile,
  attribution: Pick<Attribution, 'causeOf' | 'partsOf'>,
  daemon: Daemon | undefined,
): ReportProfile {
  const table = new FrameTable();
  const parts = profile.groups.flatMap((group) => partsOfGroup(group, attribution));
  const most = parts.slice(0, MOST_GROUPS);
  const step = stepOf(most.map(({ waits }) => waits));
  const groups = whileSmall(most, table, (part) => reportGroup(part, table, step));
  const hidden = parts.slice(groups.length);
  return {
    daemon: profile.daemon,
    file: profile.file,
    format: profile.format,
    total: profile.total,
    truncated: profile.truncated,
    ...versionsOf(daemon),
    ...table.finish(),
    waitStepMinutes: step,
    groups,
    ...(hidden.length === 0
      ? {}
      : { more: { groups: hidden.length, goroutines: hidden.reduce((sum, { count }) => sum + count, 0) } }),
  };
}

/** Goroutines of one group and one cause. */
interface Part extends GoroutineGroup {
  readonly cause?: string;
}

function partsOfGroup(
  group: GoroutineGroup,
  { causeOf, partsOf }: Pick<Attribution, 'causeOf' | 'partsOf'>,
): readonly Part[] {
  const cause = causeOf.get(group);
  const whole = { ...group, ...(cause === undefined ? {} : { cause }) };
  return partsOf.get(group)?.map((part) => ({ ...group, ...part })) ?? [whole];
}

function reportGroup(
  { count, state, frames, createdBy, waits, firstLine, firstHeader, cause }: Part,
  table: FrameTable,
  step: number,
): ReportGroup {
  return {
    count,
    ...(state === undefined ? {} : { state }),
    stack: frames.map((frame) => table.indexOf(frame)),
    ...(createdBy === undefined ? {} : { createdBy: table.indexOf(createdBy) }),
    waits: [...inSteps(waits, step)].sort(([a], [b]) => a - b),
    ...(cause === undefined ? {} : { cause }),
    line: firstLine,
    header: firstHeader,
  };
}

/** A heap profile for the page: the places with most in use. */
export function reportHeap(
  profile: HeapProfile,
  { useOf, heapCauseOf, memoryOf }: Pick<Attribution, 'useOf' | 'heapCauseOf' | 'memoryOf'>,
  daemon: Daemon | undefined,
): ReportHeap {
  const table = new FrameTable();
  const inUse = profile.sites.filter(({ inUseBytes }) => inUseBytes > 0).slice(0, MOST_SITES);
  const sites = whileSmall(inUse, table, (site) => {
    const use = useOf.get(site);
    const cause = heapCauseOf?.get(site);
    return {
      bytes: site.inUseBytes,
      objects: site.inUseObjects,
      stack: site.frames.map((frame) => table.indexOf(frame)),
      ...(use === undefined ? {} : { use }),
      ...(cause === undefined ? {} : { cause }),
    };
  });
  const { memory } = profile;
  const process = memoryOf?.get(profile);
  return {
    daemon: profile.daemon,
    file: profile.file,
    ...versionsOf(daemon),
    inUseBytes: profile.inUseBytes,
    ...(memory?.sysBytes === undefined ? {} : { systemBytes: memory.sysBytes }),
    ...(memory?.stackInUseBytes === undefined ? {} : { stackBytes: memory.stackInUseBytes }),
    ...(process === undefined ? {} : { memory: process }),
    ...table.finish(),
    ...sumUses(profile, useOf, heapCauseOf),
    sites,
  };
}

/** What the whole heap in use is for, also where its places are too many to be shown, most first. */
function sumUses(
  profile: HeapProfile,
  useOf: Attribution['useOf'],
  heapCauseOf: Attribution['heapCauseOf'],
): Pick<ReportHeap, 'uses' | 'restBytes'> {
  const uses = new Map<string, ReportHeap['uses'][number]>();
  for (const site of profile.sites) {
    const says = useOf.get(site);
    if (says === undefined || site.inUseBytes <= 0) continue;
    const cause = heapCauseOf?.get(site);
    const known = uses.get(says) ?? { says, bytes: 0, ...(cause === undefined ? {} : { cause }) };
    uses.set(says, { ...known, bytes: known.bytes + site.inUseBytes });
  }
  const all = [...uses.values()].sort((a, b) => b.bytes - a.bytes || (a.says < b.says ? -1 : 1));
  const attributed = all.reduce((sum, { bytes }) => sum + bytes, 0);
  return { uses: all, restBytes: Math.max(0, profile.inUseBytes - attributed) };
}

/** Which source the frames are lines of. */
function versionsOf(daemon: Daemon | undefined): Pick<ReportProfile, 'version' | 'goVersion'> {
  return {
    ...(daemon?.version === undefined ? {} : { version: daemon.version }),
    ...(daemon?.goVersion === undefined ? {} : { goVersion: daemon.goVersion }),
  };
}

/** The least number of minutes, of those that people count in, with which the longest wait has few enough steps. */
function stepOf(histograms: readonly WaitHistogram[]): number {
  let longest = 0;
  for (const waits of histograms) for (const minutes of waits.keys()) longest = Math.max(longest, minutes);
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];
  return steps.find((step) => longest / step < MOST_STEPS) ?? Math.ceil(longest / MOST_STEPS / 1440) * 1440;
}

function inSteps(waits: WaitHistogram, step: number): ReadonlyMap<number, number> {
  const counted = new Map<number, number>();
  for (const [minutes, count] of waits) {
    const from = Math.floor(minutes / step) * step;
    counted.set(from, (counted.get(from) ?? 0) + count);
  }
  return counted;
}

/** Describes one after the other for as long as their names and frames fit on a page. */
function whileSmall<One extends { readonly frames: readonly Frame[] }, Told>(
  all: readonly One[],
  table: FrameTable,
  tell: (one: One) => Told,
): Told[] {
  const told: Told[] = [];
  let frames = 0;
  for (const one of all) {
    frames += one.frames.length;
    const names = one.frames.reduce((sum, frame) => sum + frame.function.length, 0);
    if (table.characters + names + CHARACTERS_PER_INDEX * frames > MOST_CHARACTERS) break;
    told.push(tell(one));
  }
  return told;
}

/** Names that are told once and then referred to by their index. */
class FrameTable {
  readonly #functions = new Map<string, number>();
  readonly #files = new Map<string, number>();
  readonly #frames = new Map<string, number>();
  readonly #list: (readonly [number, number, number])[] = [];

  /** Of all names and rows so far, about. */
  characters = 0;

  indexOf({ function: name, file, line }: Frame): number {
    const row = [
      intern(this.#functions, name),
      file === undefined ? -1 : intern(this.#files, file),
      line ?? 0,
    ] as const;
    const key = row.join(' ');
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    this.characters += name.length + (file?.length ?? 0) + key.length;
    this.#frames.set(key, this.#list.length);
    return this.#list.push(row) - 1;
  }

  finish(): Pick<ReportProfile, 'functions' | 'files' | 'frames'> {
    return { functions: [...this.#functions.keys()], files: [...this.#files.keys()], frames: this.#list };
  }
}

function intern(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
