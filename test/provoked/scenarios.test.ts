import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { addressOption, type Lab } from '../../lab/rig/lab.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { setStage } from '../../lab/scenarios/run-scenario.ts';
import type { Expectation } from '../../lab/scenarios/scenario.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import { investigate } from '../../src/investigate/investigate.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

const LOOKS = 3;
const stand = useLab();

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s, live', (_id, scenario) => {
  const { missing, skip } = checkNeeds(scenario.id, scenario.needs);

  test.skipIf(skip)(
    'is found on the running host, and nothing is left afterwards',
    async () => {
      expect(missing).toEqual([]);
      const { lab, provoke } = await setStage(scenario, labFolder());
      stand(lab);
      expect(found(await diagnose(lab))).toEqual({ verdict: 'healthy', causes: [] });

      await provoke();
      await lookFor(lab, scenario.expects);
    },
    3 * MINUTE,
  );
});

/**
 * What is expected is found on the host, and the same in a recording of it. Looks again where a call came in between the sockets and
 * the goroutines, or the look and the recording, so that one of them shows it and the other does not.
 */
async function lookFor(lab: Lab, expects: Expectation): Promise<void> {
  for (let look = 1; ; look++) {
    try {
      const diagnosis = await diagnose(lab);
      expectAll(diagnosis, expects);
      const replayed = proofs(await replay(lab));
      expect(replayed, 'the recorded case tells what the host told').toEqual(proofs(diagnosis));
      return;
    } catch (error) {
      if (look === LOOKS) throw error;
    }
  }
}

function expectAll(diagnosis: Diagnosis, expects: Expectation): void {
  expect(found(diagnosis)).toEqual({ verdict: expects.verdict, causes: [...expects.causes].sort() });
  const stuck = diagnosis.findings.find(({ cause }) => cause === 'container-cannot-die');
  if (expects.pod !== undefined) expect(stuck?.containers.map(({ pod }) => pod)).toEqual([expects.pod]);
  if (expects.waits !== undefined) expect(stuck?.tasks.map(({ waits }) => waits)).toContain(expects.waits);
  if (expects.source !== undefined) expect(stuck?.tasks[0]?.backend?.source).toMatch(expects.source);
  if (expects.sockets !== undefined) expect(diagnosis.findings[0]?.counts.sockets).toBe(expects.sockets);
  if (expects.client !== undefined)
    expect(diagnosis.findings.flatMap(({ clients }) => clients.map(({ comm }) => comm))).toContain(
      expects.client,
    );
  expect(diagnosis.books.filter(({ balanced }) => !balanced)).toEqual([]);
}

/** What a diagnosis claims: all of it but the figures that move while one looks, and the words of the evidence. */
function proofs({ verdict, findings }: Diagnosis): object {
  return {
    verdict,
    findings: findings.map(({ cause, severity, confidence, because, containers, tasks, clients, chain }) => ({
      cause,
      severity,
      confidence,
      because,
      containers: containers.map(({ id, name, pod }) => ({ id, name, pod })),
      tasks: tasks.map(({ pid, tid, comm, waits, backend }) => ({ pid, tid, comm, waits, backend })),
      clients: clients.map(({ pid, comm }) => ({ pid, comm })),
      chain: chain.map(({ link, status }) => `${link} ${status}`),
    })),
  };
}

/** The diagnosis of a case that `deadwait collect` records of this host now. */
async function replay(rig: Lab): Promise<Diagnosis> {
  const path = join(rig.folder, 'case.tar.gz');
  await promisify(execFile)(process.execPath, [
    'bin/deadwait.js',
    'collect',
    ...addressOption(rig),
    '--force',
    '-o',
    path,
  ]);
  const host = await openRecordedHost(path);
  try {
    return leaveOutOthers(await investigate(host), new Set(await rig.containerIds()));
  } finally {
    await host.close();
  }
}

/** The diagnosis of this host, without what it says of containers of other daemons that may run here. */
async function diagnose(rig: Lab): Promise<Diagnosis> {
  const host = await openLiveHost(rig.address);
  try {
    return leaveOutOthers(await investigate(host), new Set(await rig.containerIds()));
  } finally {
    await host.close();
  }
}

function leaveOutOthers(diagnosis: Diagnosis, own: ReadonlySet<string>): Diagnosis {
  const findings = diagnosis.findings
    .map((finding) => ({ ...finding, containers: finding.containers.filter(({ id }) => own.has(id)) }))
    .filter(({ cause, containers }) => cause !== 'container-cannot-die' || containers.length > 0);
  const isStuckElsewhere = findings.length === 0 && diagnosis.verdict === 'stuck';
  return { ...diagnosis, findings, verdict: isStuckElsewhere ? 'healthy' : diagnosis.verdict };
}

function found({ verdict, findings }: Diagnosis): { verdict: string; causes: readonly string[] } {
  const causes = findings.filter(({ severity }) => severity !== 'info').map(({ cause }) => cause);
  return { verdict, causes: causes.sort() };
}
