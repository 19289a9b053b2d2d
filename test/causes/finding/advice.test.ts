import { describe, expect, it } from 'vitest';
import { adviseFromKnowledge } from '../../../src/causes/finding/advice.ts';
import { readFacts, type Facts } from '../../../src/causes/facts/facts.ts';
import { loadCauses } from '../../../src/knowledge/load-causes.ts';
import type { Container } from '../../../src/model/container.ts';
import type { Daemon } from '../../../src/model/daemon.ts';
import type { FindingContainer, FindingRemedy } from '../../../src/model/diagnosis.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../src/model/snapshot.ts';
import { wordRemedy } from '../../../src/report/words/word-finding.ts';
import { runShell } from '../../support/shell.ts';

const causes = await loadCauses([]);
const ID = 'a1'.repeat(32);

const factsOf = (snapshot: Partial<Snapshot> = {}): Facts => readFacts({ ...EMPTY_SNAPSHOT, ...snapshot });

function advise(
  id: string,
  about: {
    readonly facts?: Facts;
    readonly daemon?: Daemon;
    readonly containers?: readonly FindingContainer[];
    readonly pids?: readonly number[];
  } = {},
): readonly FindingRemedy[] {
  const cause = causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no cause ${id}`);
  return adviseFromKnowledge(
    about.facts ?? factsOf(),
    cause,
    about.daemon,
    about.containers ?? [],
    about.pids ?? [],
  ).map(wordRemedy);
}

const commandOf = (remedies: readonly FindingRemedy[], id: string): string | undefined =>
  remedies.find((one) => one.id === id)?.command;

describe('the advice to restart dockerd', () => {
  const restartOf = (daemon?: Daemon): readonly string[] =>
    advise('dockerd-exec-not-killed-on-client-cancel', daemon === undefined ? {} : { daemon })
      .filter(({ id }) => id === 'restart-dockerd')
      .map(({ risk }) => risk);

  it('tells what it does to the containers', () => {
    expect(restartOf({ name: 'dockerd', liveRestore: true })).toEqual(['Low.']);
    expect(restartOf({ name: 'dockerd', liveRestore: false })).toEqual([
      expect.stringMatching(/^High here, because live-restore is off/),
    ]);
  });

  it('says so where that is not known, and counts on the worst', () => {
    for (const daemon of [undefined, { name: 'dockerd' }])
      expect(restartOf(daemon)).toEqual([
        expect.stringMatching(/^High: whether live-restore is on is not known \(docker info/),
      ]);
  });
});

describe('the names of the host in a command', () => {
  it('are those of every pod, each in a line of its own', () => {
    const remedies = advise('dockerd-kill-unbounded-wait', {
      containers: [
        { id: ID, pod: 'shop/cart-0' },
        { id: 'b2'.repeat(32), pod: 'shop/cart-1' },
      ],
    });
    expect(commandOf(remedies, 'stop-the-retries')).toBe(
      [
        'kubectl delete pod cart-0 --namespace shop --force --grace-period=0 --wait=false',
        'kubectl delete pod cart-1 --namespace shop --force --grace-period=0 --wait=false',
      ].join('\n'),
    );
  });

  it('stand as a placeholder, with where to find them, when they are not known', () => {
    const remedy = advise('dockerd-kill-unbounded-wait').find(({ id }) => id === 'stop-the-retries');
    expect(remedy?.command).toBe(
      "kubectl delete pod '<POD>' --namespace '<NAMESPACE>' --force --grace-period=0 --wait=false",
    );
    expect(remedy?.says).toMatch(/<POD> is the pod .* kubectl get pods/);
  });

  it('never run what a container is called', () => {
    for (const name of [
      '$(reboot)',
      '`reboot`',
      "a'; reboot; '",
      'a b',
      'a\nreboot',
      'a\u202eb',
      '"$HOME"',
    ]) {
      const command = commandOf(
        advise('dockerd-stop-negative-timeout', { containers: [{ id: ID, name }] }),
        'kill-the-container',
      );
      expect(command).not.toContain('\n');
      expect(runShell(`timeout() { printf '%s\\0' "$@"; }\n${command}`).stdout).toBe(
        ['60', 'docker', 'kill', name, ''].join('\0'),
      );
    }
  });

  it('are no options, whatever the host calls them', () => {
    const remedies = advise('dockerd-stop-negative-timeout', {
      containers: [{ id: ID, name: '--host=tcp://evil:2375' }],
    });
    expect(commandOf(remedies, 'kill-the-container')).toBe('timeout 60 docker kill a1a1a1a1a1a1');
  });

  it('are the pids of what is stopped', () => {
    expect(commandOf(advise('runtime-process-stopped', { pids: [12, 34] }), 'continue-the-process')).toBe(
      'kill -CONT 12\nkill -CONT 34',
    );
  });
});

describe('the advice to drain and reboot', () => {
  const facts = factsOf({ host: { live: false, hostname: 'Worker-7' } });
  const remedies = advise('container-cannot-die', { facts });

  it('drains what blocks a plain drain, with a limit, from wherever kubectl works', () => {
    const drain = remedies.find(({ id }) => id === 'drain-node');
    expect(drain).toMatchObject({
      command:
        'kubectl drain worker-7 --ignore-daemonsets --delete-emptydir-data --force --grace-period=0 --timeout=5m',
      where: 'kubectl',
      waitsFor: 'the pods to be gone, at most 5 minutes',
    });
    expect(drain?.says).toMatch(/volume stays attached/);
  });

  it('reboots by a line of its own, on the node', () => {
    expect(remedies.find(({ id }) => id === 'reboot-node')).toMatchObject({
      command: 'systemctl reboot',
      where: 'node',
    });
  });

  it('does not drain a host that has containers and no pods', () => {
    const container = { id: ID, runtime: 'docker', mounts: [] } as unknown as Container;
    const alone = advise('container-cannot-die', { facts: factsOf({ containers: [container] }) });
    expect(alone.map(({ id }) => id)).toEqual(['reboot-node']);
  });
});
