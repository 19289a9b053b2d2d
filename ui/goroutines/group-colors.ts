import type { ReportGroup } from '../../src/report/page/report-data.ts';

export type ColorBy = 'cause' | 'state';

/** Classes of states, in the order of their colours; what is none of them has the last. */
const STATES: readonly { readonly says: string; readonly fits: RegExp }[] = [
  { says: 'channel', fits: /^chan / },
  { says: 'select', fits: /^select/ },
  { says: 'network', fits: /^IO wait/ },
  { says: 'lock', fits: /^(?:semacquire|sync\.(?:Mutex|RWMutex))/ },
  { says: 'group or condition', fits: /^sync\./ },
  { says: 'kernel', fits: /^syscall/ },
  { says: 'runs', fits: /^run/ },
  { says: 'sleeps or other', fits: /^/ },
];

export interface Legend {
  readonly tone: string;
  readonly says: string;
  readonly count: number;
}

/** The colour class of a group. */
export function toneOf({ cause, state }: ReportGroup, by: ColorBy, causes: readonly string[]): string {
  if (by === 'cause') return cause === undefined ? 'tone-plain' : `tone-${causes.indexOf(cause) % 8}`;
  return state === undefined ? 'tone-plain' : `tone-${STATES.findIndex(({ fits }) => fits.test(state))}`;
}

/** What the colours mean, most goroutines first. */
export function legendOf(groups: readonly ReportGroup[], by: ColorBy, causes: readonly string[]): Legend[] {
  const legend = new Map<string, { says: string; count: number }>();
  for (const group of groups) {
    const tone = toneOf(group, by, causes);
    const known = legend.get(tone);
    if (known === undefined) legend.set(tone, { says: wordsOf(group, by), count: group.count });
    else known.count += group.count;
  }
  return [...legend]
    .map(([tone, { says, count }]) => ({ tone, says, count }))
    .sort((a, b) => b.count - a.count);
}

function wordsOf({ cause, state }: ReportGroup, by: ColorBy): string {
  if (by === 'cause') return cause ?? 'ordinary work';
  return state === undefined
    ? 'state not told'
    : (STATES.find(({ fits }) => fits.test(state))?.says ?? state);
}
