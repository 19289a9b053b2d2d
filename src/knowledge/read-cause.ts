import type { Cause, Refutation } from '../model/cause.ts';

type LeftOut =
  | 'groups'
  | 'refutes'
  | 'refutations'
  | 'contention'
  | 'suspicion'
  | 'counted'
  | 'covers'
  | 'explains'
  | 'occurrence'
  | 'containersBy';

/** A knowledge file as it is written and has been checked: groups by name, lists that may be left out. */
export type CheckedCause = Omit<Cause, 'id' | 'file' | LeftOut> &
  Partial<Pick<Cause, Exclude<LeftOut, 'groups' | 'refutes' | 'refutations'>>> & {
    readonly refutes: readonly (string | Refutation)[];
    readonly groups?: Readonly<Record<string, Omit<Cause['groups'][number], 'name'>>>;
  };

/** Makes a cause of a checked knowledge file; its id is the file's name. */
export function readCause(file: string, written: CheckedCause): Cause {
  const { groups = {}, refutes, ...rest } = written;
  return {
    suspicion: [],
    contention: {},
    counted: [],
    covers: [],
    explains: [],
    occurrence: 'call',
    containersBy: [],
    ...rest,
    id: file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, ''),
    file,
    refutes: refutes.map((one) => (typeof one === 'string' ? one : one.says)),
    refutations: refutes.filter((one) => typeof one !== 'string'),
    groups: Object.entries(groups).map(([name, group]) => ({ name, ...group })),
  };
}
