import type { HeapAccount, HeapSite, HeapUse, ProcessMemory } from '../../model/heap.ts';
import { formatBytes, formatCount, formatShare } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import { formatShares } from '../../wording/shares.ts';
import type { Line, Pen } from '../terminal/pen.ts';
import { renderRule } from '../diagnosis/text/section.ts';
import { renderTable } from '../terminal/table.ts';
import { describeProcessMemory } from './process-memory.ts';
import { shortFunction, tellingFrame } from './frame.ts';
import type { StepReport } from './step-report.ts';

const SITES_SHOWN = 25;

/** What fills the memory of each program: what it is for, what of the process it is, and the places that allocated it. */
export function reportHeap(accounts: readonly HeapAccount[]): StepReport {
  return {
    json: { profiles: accounts.map(asJson) },
    isEmpty: accounts.length === 0,
    lines: (pen) =>
      accounts.flatMap((account, index) => [...(index === 0 ? [] : [[]]), ...describeAccount(pen, account)]),
  };
}

function asJson({ profile, uses, restBytes, memory }: HeapAccount): unknown {
  const { daemon, format, file, inUseBytes, allocatedBytes, sites } = profile;
  return {
    daemon,
    format,
    file,
    inUseBytes,
    allocatedBytes,
    uses: uses.map(({ sites: _, ...use }) => use),
    notAttributedBytes: restBytes,
    ...(memory === undefined ? {} : { process: memory }),
    ...(profile.memory === undefined ? {} : { memory: profile.memory }),
    sites,
  };
}

function describeAccount(pen: Pen, account: HeapAccount): Line[] {
  const { daemon, file, inUseBytes, allocatedBytes, memory } = account.profile;
  const system =
    memory?.sysBytes === undefined ? '' : `, ${formatBytes(memory.sysBytes)} taken from the system`;
  return [
    renderRule(pen, `${daemon}: ${formatBytes(inUseBytes)} in use${system} (${file})`),
    ...pen.wrap(
      `Since it started, ${daemon} has allocated ${formatBytes(allocatedBytes)}; ${formatShare(inUseBytes, allocatedBytes)} of it was in use when garbage was last collected.`,
      pen.width,
    ),
    [],
    ...renderUses(pen, account),
    ...(account.memory === undefined ? [] : [[], ...renderProcess(pen, account.memory)]),
    [],
    ...renderSites(pen, account),
  ];
}

function renderUses(pen: Pen, { profile, uses, restBytes }: HeapAccount): Line[] {
  const shown = uses.filter(({ bytes }) => bytes > 0);
  const shares = formatShares([...shown.map(({ bytes }) => bytes), restBytes], profile.inUseBytes);
  return renderTable(
    pen,
    [
      { title: 'in use', align: 'right' },
      { title: 'share', align: 'right' },
      { title: '±', align: 'right' },
      { title: 'allocated', align: 'right' },
      { title: 'what for', shrinksTo: 24 },
      { title: 'how many', shrinksTo: 16 },
    ],
    [
      ...shown.map((use, index) => [
        formatBytes(use.bytes),
        shares[index],
        describeError(use),
        formatBytes(use.allocatedBytes),
        use.says,
        describeUnits(use),
      ]),
      [formatBytes(restBytes), shares.at(-1), undefined, undefined, 'not attributed to anything', undefined],
    ],
    pen.width,
  );
}

/** Twice the standard error of a figure that was scaled up from so many objects. */
function describeError({ sampledObjects }: HeapUse): string | undefined {
  if (sampledObjects === undefined || sampledObjects === 0) return undefined;
  return formatShare(Math.min(1, 2 / Math.sqrt(sampledObjects)), 1);
}

function describeUnits({ unit, units }: HeapUse): string | undefined {
  if (unit === undefined || units === undefined || units === 0) return undefined;
  return `${counted(units, unit.of)} of ${formatBytes(unit.bytes)}`;
}

function renderProcess(pen: Pen, memory: ProcessMemory): Line[] {
  const { parts, rssBytes } = memory;
  const shares = formatShares(
    parts.map(({ bytes }) => bytes),
    rssBytes,
  );
  return [
    pen.wrap(`${describeProcessMemory(memory)}:`, pen.width),
    renderTable(
      pen,
      [
        { title: 'bytes', align: 'right' },
        { title: 'share', align: 'right' },
        { title: 'of the process', shrinksTo: 24 },
      ],
      parts.map(({ bytes, says }, index) => [formatBytes(bytes), shares[index], says]),
      pen.width,
    ),
  ].flat();
}

function renderSites(pen: Pen, { profile: { sites, inUseBytes } }: HeapAccount): Line[] {
  const used = sites.filter((site) => site.inUseBytes > 0);
  const hidden = used.length - SITES_SHOWN;
  const shares = formatShares(
    used.map((site) => site.inUseBytes),
    inUseBytes,
  );
  return [
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
        .map((site, index) => [
          formatBytes(site.inUseBytes),
          shares[index],
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
