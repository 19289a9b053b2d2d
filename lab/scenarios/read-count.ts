import { LabFault } from '../commands/command.ts';

const MOST = 100_000;

/** `--count N`; undefined when it is not given, LabFault when it is no number of things. */
export function readCount(options: ReadonlyMap<string, string>): number | undefined {
  const text = options.get('count');
  if (text === undefined) return undefined;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST) throw new LabFault(`--count ${text}: it is to be from 1 to ${MOST}`);
  return count;
}
