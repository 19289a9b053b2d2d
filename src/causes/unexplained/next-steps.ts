/** The commands that come next when something grows and no cause is known, with what this host is filled in. None changes anything. */
import type { Cause } from '../../model/cause.ts';
import type { FindingRemedy } from '../../model/diagnosis.ts';
import { adviseFromKnowledge } from '../advice.ts';
import type { Facts } from '../facts.ts';
import { readLockWait } from '../locks/lock-wait.ts';
import { completeProfile } from '../profile.ts';
import type { Reckoning } from './reckoning.ts';

/** What may stand in a shell command as it is. */
const SHELL_SAFE = /^[A-Za-z0-9_./+-][A-Za-z0-9_./:+-]*$/;

/** Next steps for one daemon; those that are about the whole host only with the `first`. */
export function adviseNext(
  facts: Facts,
  reckoning: Reckoning,
  cause: Cause,
  first: boolean,
): readonly FindingRemedy[] {
  const { daemon: name, places, descriptors, memory } = reckoning;
  const daemon = facts.daemons.get(name);
  const profile = completeProfile(facts.snapshot, name);
  const { version, pid } = daemon ?? {};
  const of = [
    ...(SHELL_SAFE.test(name) ? ['--daemon', name] : []),
    ...(version !== undefined && SHELL_SAFE.test(version) ? ['--daemon-version', version] : []),
  ].join(' ');
  return [
    ...(first ? adviseFromKnowledge(cause, daemon, []) : []),
    ...(profile === undefined || places.length === 0
      ? []
      : [
          step(
            `match-${name}`,
            `See which known causes nearly fit the goroutines of ${name}, and what is missing.`,
            `deadwait causes --match ${quote(profile.file)} ${of}`.trim(),
          ),
        ]),
    ...(places.some(({ groups: [group] }) => readLockWait(group) !== undefined)
      ? [step('see-locks', 'See who holds the locks that goroutines wait for.', 'deadwait locks')]
      : []),
    ...(descriptors === undefined || descriptors.unexplained === 0
      ? []
      : [
          step(
            `see-descriptors-of-${name}`,
            `See what the descriptors of ${name} are.`,
            `sudo ls -l /proc/${pid ?? `$(pidof ${name})`}/fd | awk '{print $NF}' | sed 's/[0-9][0-9]*/N/g' | sort | uniq -c | sort -rn | head`,
          ),
        ]),
    ...(memory?.of === 'rss' && memory.unexplained > 0
      ? [step('record-heap', 'Have its heap profile recorded (docs/collecting-a-case.md).', 'deadwait heap')]
      : []),
  ];
}

function step(id: string, says: string, command: string): FindingRemedy {
  return { id, says, risk: 'None.', automatic: false, command };
}

function quote(path: string): string {
  return SHELL_SAFE.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
