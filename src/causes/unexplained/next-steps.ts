/** The commands that come next when something grows and no cause is known, with what this host is filled in. None changes anything. */
import type { Cause } from '../../model/cause.ts';
import type { StatedRemedy } from '../../model/stated-finding.ts';
import type { StepStatement } from '../../model/statements/steps.ts';
import { shellWord } from '../../wording/shell-word.ts';
import { adviseFromKnowledge } from '../finding/advice.ts';
import type { Facts } from '../facts/facts.ts';
import { readLockWait } from '../locks/lock-wait.ts';
import { completeProfile } from '../facts/profile.ts';
import type { Reckoning } from './reckoning.ts';

/** What may stand in a shell command as it is. */
const SHELL_SAFE = /^[A-Za-z0-9_./+-][A-Za-z0-9_./:+-]*$/;

/** Next steps for one daemon; those that are about the whole host only with the `first`. */
export function adviseNext(
  facts: Facts,
  reckoning: Reckoning,
  cause: Cause,
  first: boolean,
): readonly StatedRemedy[] {
  const { daemon: name, places, descriptors, memory } = reckoning;
  const daemon = facts.daemons.get(name);
  const profile = completeProfile(facts.snapshot, name);
  const { version, pid } = daemon ?? {};
  const named = [
    ...(SHELL_SAFE.test(name) ? ['--daemon', name] : []),
    ...(version !== undefined && SHELL_SAFE.test(version) ? ['--daemon-version', version] : []),
  ];
  return [
    ...(first ? adviseFromKnowledge(facts, cause, daemon, []) : []),
    ...(profile === undefined || places.length === 0 ? [] : [matchStep(facts, name, profile.file, named)]),
    ...(places.some(({ groups: [group] }) => readLockWait(group) !== undefined)
      ? [step('see-locks', { kind: 'see-locks' }, 'deadwait locks')]
      : []),
    ...(descriptors === undefined || descriptors.unexplained === 0
      ? []
      : [
          step(
            `see-descriptors-of-${name}`,
            { kind: 'see-fds', daemon: name },
            `ls -l /proc/${pid ?? `$(pidof ${shellWord(name)})`}/fd | awk '{print $NF}' | sed 's/[0-9][0-9]*/N/g' | sort | uniq -c | sort -rn | head`,
          ),
        ]),
    ...(memory?.of === 'rss' && memory.unexplained > 0
      ? [step('record-heap', { kind: 'record-heap' }, 'deadwait heap')]
      : []),
  ];
}

/** A live dockerd is asked itself; of a recording the path is that within it. */
function matchStep(
  { snapshot: { host } }: Facts,
  name: string,
  file: string,
  named: readonly string[],
): StatedRemedy {
  const says = (of: 'case' | 'recording' | 'host'): StepStatement => ({
    kind: 'match-causes',
    daemon: name,
    of,
  });
  const id = `match-${name}`;
  const match = (dump: string): string => ['deadwait causes --match', dump, ...named].join(' ');
  if (!host.live) return step(id, says(file.startsWith('pprof/') ? 'case' : 'host'), match(shellWord(file)));
  if (name !== 'dockerd')
    return step(
      id,
      says('recording'),
      `deadwait collect --out now.tar.gz\ntar -xzf now.tar.gz ${shellWord(`./${file}`)}\n${match(shellWord(file))}`,
    );
  const url = "'http://d/debug/pprof/goroutine?debug=2'";
  return step(id, says('host'), `curl -s --unix-socket /var/run/docker.sock ${url} | ${match('-')}`);
}

function step(id: string, says: StepStatement, command: string): StatedRemedy {
  return {
    id,
    says,
    risk: 'None.',
    automatic: false,
    loses: 'nothing',
    effect: 'shows',
    command,
    where: 'node',
  };
}
