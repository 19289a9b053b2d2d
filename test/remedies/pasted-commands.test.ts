/**
 * Every command that deadwait shows is taken by the programs that it is for: bash parses it, kubectl knows its verbs and flags (asked
 * without a server), docker and ctr theirs, and what destroys stands alone in its line.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCauses } from '../../src/knowledge/load-causes.ts';
import { isChained, isDestructive } from '../../src/knowledge/command-rules.ts';
import type { FindingRemedy } from '../../src/model/diagnosis.ts';
import { listRemedies } from '../../src/report/diagnosis/remedy-list.ts';
import { planRelease } from '../../src/remedies/plan/plan-release.ts';
import { fillNames } from '../../src/causes/finding/fill-names.ts';
import { sayStatement } from '../../src/report/words/say-statement.ts';
import { examine } from '../../src/investigate/investigate.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { runShell } from '../support/shell.ts';

interface Shown {
  readonly of: string;
  readonly id: string;
  readonly command: string;
  readonly where: string | undefined;
  readonly says: string;
}

const CASES = [
  'examples/kill-wait-18.09.2.tar.gz',
  ...readdirSync('test/cases')
    .filter((name) => name.endsWith('.tar.gz'))
    .map((name) => `test/cases/${name}`),
];

const causes = await loadCauses([]);
const templates: Shown[] = causes.flatMap((cause) =>
  cause.remedies.flatMap(({ id, says, command, where }) => {
    if (command === undefined) return [];
    const filled = fillNames(command, { host: {}, each: [] });
    return [
      {
        of: cause.id,
        id,
        command: filled.command,
        where,
        says: [says, ...filled.notes.map(sayStatement)].join(' '),
      },
    ];
  }),
);
const reports: Shown[] = [];
const remediesOf = new Map<string, readonly FindingRemedy[]>();
for (const path of CASES) {
  const host = await openRecordedHost(path);
  try {
    const examination = await examine(host);
    const remedies = listRemedies(examination.diagnosis.findings);
    remediesOf.set(path, remedies);
    const plan = await planRelease(host, examination);
    const planned = plan.actions.flatMap(({ id, says, commands }) =>
      commands.map((command) => ({ of: path, id, says, command, where: 'node' })),
    );
    const advised = [...remedies, ...plan.advice].flatMap(({ id, says, command, where }) =>
      command === undefined ? [] : [{ of: path, id, says, command, where }],
    );
    reports.push(...planned, ...advised);
  } finally {
    await host.close();
  }
}
const all: readonly Shown[] = [
  ...new Map([...templates, ...reports].map((one) => [`${one.id} ${one.says} ${one.command}`, one])).values(),
];
const lines = [...new Set(all.flatMap(({ command }) => command.split('\n')))];
const beginning = (program: string): readonly string[] =>
  lines.map((line) => line.replace(/^timeout \d+ /, '')).filter((line) => line.startsWith(`${program} `));

const has = (program: string): boolean => spawnSync(program, ['--help']).error === undefined;

describe('a command that is shown', () => {
  it('is there for every kind of remedy', () => {
    expect(templates.length).toBeGreaterThan(80);
    expect(reports.length).toBeGreaterThan(40);
  });

  it.each(lines)('is parsed by bash: %s', (line) => {
    expect(runShell(line, '-n')).toMatchObject({ status: 0, stderr: '' });
  });

  it('is a whole in each line, so that no line waits for the next', () => {
    expect(lines.filter((line) => line.trim() === '' || line.endsWith('\\'))).toEqual([]);
  });

  it.each(all)('$id of $of says where it runs', ({ command, where }) => {
    const isKubectl = command.split('\n').every((line) => line.startsWith('kubectl '));
    expect(where).toBe(isKubectl ? 'kubectl' : 'node');
  });

  it.each(all)('$id of $of destroys in a line of its own only', ({ command }) => {
    expect(command.split('\n').filter(isChained)).toEqual([]);
  });

  it.each(all)('$id of $of says where to find what stands as a placeholder', ({ command, says }) => {
    const rows = command.split('\n');
    for (const [placeholder] of command.matchAll(/<[A-Z_]+>/g)) {
      const first = rows.findIndex((row) => row.includes(placeholder));
      expect(says.includes(placeholder) || first > 0).toBe(true);
    }
  });

  it.each(all.filter(({ id }) => /^(?:kill|abort|thaw|restart)-/.test(id)))(
    '$id of $of does what it is called',
    ({ id, command }) => {
      const does: Record<string, RegExp> = {
        kill: /\bkill\b/,
        abort: /> \S+\/abort\b/,
        thaw: /fsfreeze --unfreeze|freezer\.state|cgroup\.freeze/,
        // The server of a FUSE mount is restarted by its own means: the command finds it, and the text says so.
        restart: /\brestart\b|\/dev\/fuse/,
      };
      expect(command).toMatch(does[/^[a-z]+/.exec(id)?.[0] ?? ''] ?? /$^/);
    },
  );
});

describe('the list of destructive verbs', () => {
  it.each([
    'kill -9 12',
    'timeout 60 docker kill web',
    'systemctl reboot',
    'kubectl drain n --force',
    'umount -f /mnt',
    'echo 1 > /sys/fs/fuse/connections/39/abort',
    'nsenter --target 1 --mount umount /x',
    'ss -K dst 10.0.0.1',
    'crictl stop --timeout 0 abc',
  ])('has %s', (line) => {
    expect(isDestructive(line)).toBe(true);
    for (const chain of [' && ', '; ', ' || ', ' & ']) {
      expect(isChained(`${line}${chain}sleep 1`)).toBe(true);
      expect(isChained(`sleep 1${chain}${line}`)).toBe(true);
    }
    expect(isChained(line)).toBe(false);
  });

  it.each(['docker ps', 'ls -l /proc/1/fd | sort', 'grep -l kill /etc/hosts', 'deadwait locks'])(
    'has not %s',
    (line) => {
      expect(isDestructive(line)).toBe(false);
    },
  );
});

describe('the report of each case', () => {
  it.each(CASES)('%s shows each command once, release first, the cheapest first', (path) => {
    const remedies = remediesOf.get(path) ?? [];
    const commands = remedies.flatMap(({ command }) => command ?? []);
    expect(new Set(commands).size).toBe(commands.length);
    const automatic = remedies.filter((remedy) => remedy.automatic);
    expect(remedies[0]?.id === 'release').toBe(automatic.length > 0);
    const losses = remedies
      .filter((remedy) => !remedy.automatic && remedy.id !== 'release')
      .map(({ loses }) => ['nothing', 'little', 'container', 'data', 'node'].indexOf(loses));
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
  });
});

/** Nothing listens there, so a command that was understood ends with that, before it asks for anything. */
const NOWHERE = '127.0.0.1:1';

describe.skipIf(!skipLoudly('kubectl', 'kubernetes-client'))('kubectl', () => {
  const ask = (command: string) =>
    runShell(`${command} --server=http://${NOWHERE} --request-timeout=2s --kubeconfig=/dev/null\n`);

  it('is what some commands are for', () => {
    expect(beginning('kubectl').length).toBeGreaterThan(1);
  });

  it.each(beginning('kubectl'))('understands %s', (command) => {
    const { stderr } = ask(command);
    expect(stderr).toMatch(/connection refused|was refused/i);
    expect(stderr).not.toMatch(/unknown|invalid argument|usage:|required|cannot be|see '/i);
  });

  it('is asked in a way that shows a flag that it does not have', () => {
    expect(ask('kubectl drain n --ignore-daemonset').stderr).toMatch(/unknown flag/);
  });
});

describe.skipIf(!skipLoudly('docker', 'docker-cli'))('docker', () => {
  it.each(beginning('docker').filter((line) => !line.includes('|')))('understands %s', (command) => {
    const { stderr } = runShell(`export DOCKER_HOST=tcp://${NOWHERE}\n${command}\n`);
    expect(stderr).toMatch(/Cannot connect to the Docker daemon|connection refused/i);
    expect(stderr).not.toMatch(/unknown|usage:|requires/i);
  });
});

/** Whether a program is there; says on standard error what is not tested otherwise. */
function skipLoudly(program: string, debianPackage: string): boolean {
  if (has(program)) return true;
  process.stderr.write(
    `\n*** ${program} is not installed (Debian: ${debianPackage}): its commands are NOT tested ***\n`,
  );
  return false;
}
