import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Choice } from './choice.tsx';

interface ByDaemonProps<One> {
  readonly all: readonly One[];
  /** By which they are sorted. */
  readonly sizeOf: (one: One) => number;
  readonly says: (one: One) => string;
  readonly children: (one: One) => ComponentChildren;
}

/** One profile of those of several daemons, the largest first. */
export function ByDaemon<One extends { readonly daemon: string }>({
  all,
  sizeOf,
  says,
  children,
}: ByDaemonProps<One>) {
  const sorted = [...all].sort((a, b) => sizeOf(b) - sizeOf(a));
  const [daemon, setDaemon] = useState(sorted[0]?.daemon ?? '');
  const one = sorted.find((each) => each.daemon === daemon) ?? sorted[0];
  return (
    <>
      {sorted.length > 1 && (
        <Choice
          label="Daemon"
          value={daemon}
          choices={sorted.map((each) => ({
            value: each.daemon,
            says: `${each.daemon} ${says(each)}`,
          }))}
          onChange={setDaemon}
        />
      )}
      {one !== undefined && children(one)}
    </>
  );
}
