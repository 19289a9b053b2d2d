import type { Cause } from '../../model/cause.ts';

/** A knowledge file as it is written and has been checked: groups by name, lists that may be left out. */
export type CheckedCause = Omit<Cause, 'id' | 'file' | 'groups' | 'suspicion' | 'counted'> & {
  readonly groups?: Readonly<Record<string, Omit<Cause['groups'][number], 'name'>>>;
  readonly suspicion?: Cause['suspicion'];
  readonly counted?: Cause['counted'];
};

/** Makes a cause of a checked knowledge file; its id is the file's name. */
export function readCause(file: string, written: CheckedCause): Cause {
  const { groups = {}, suspicion = {}, counted = [], ...rest } = written;
  return {
    ...rest,
    id: file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, ''),
    file,
    groups: Object.entries(groups).map(([name, group]) => ({ name, ...group })),
    suspicion,
    counted,
  };
}
