import { describe, expect, test } from 'vitest';
import { CONTAINERD, diagnose, DOCKERD, findingOf, threadTable } from './written-host.ts';
import { renderDump } from '../../../support/render-dump.ts';
import type { Diagnosis } from '../../../../src/model/diagnosis.ts';

const CLIENT = { pid: 2200, comm: 'log-shipper', args: '/usr/bin/log-shipper' };

/** `ss -xanp` of so many connections of the client, each with so many bytes that it has not read. */
function sockets(count: number, unreadBytes: number): string {
  const rows = Array.from({ length: count }, (_, index) => [
    `u_str ESTAB 0 0 /run/docker.sock ${10_000 + index} * ${20_000 + index} users:(("dockerd",pid=901,fd=${10 + index}))`,
    `u_str ESTAB ${unreadBytes} 0 * ${20_000 + index} * ${10_000 + index} users:(("log-shipper",pid=2200,fd=${10 + index}))`,
  ]);
  return `Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\nu_str LISTEN 0 4096 /run/docker.sock 9999 * 0 users:(("dockerd",pid=901,fd=3))\n${rows.flat().join('\n')}\n`;
}

const IDLE = ['net/http.(*connReader).Read', 'net/http.(*conn).readRequest', 'net/http.(*conn).serve'];

async function diagnosisOf(
  count: number,
  unreadBytes: number,
  files: Readonly<Record<string, string>> = {},
): Promise<Diagnosis> {
  return diagnose({
    'dockerd.pid': '901\n',
    'tasks/ps-eLo.txt': threadTable(DOCKERD, CONTAINERD, CLIENT),
    'sockets/ss-xanp.txt': sockets(count, unreadBytes),
    ...files,
  });
}

describe('a client that does not read from its connections', () => {
  test('is a finding with its pid and the bytes: 50 connections with 135 kB each', async () => {
    const diagnosis = await diagnosisOf(50, 135_000);
    expect(diagnosis.verdict).toBe('degraded');
    expect(findingOf(diagnosis, 'client-stopped-reading')).toMatchObject({
      severity: 'warning',
      confidence: 'likely',
      counts: { sockets: 50 },
      clients: [{ pid: 2200, comm: 'log-shipper', sockets: 50 }],
      summary: expect.stringMatching(
        /^log-shipper \(PID 2200\) does not read what dockerd sends on 50 of 50\sconnections: 6\.4\sMiB are unread, about 132\sKiB each\.$/,
      ) as string,
    });
  });

  test('is told once: 500 connections with 135 kB each are a leak of connections, and no pool', async () => {
    const diagnosis = await diagnosisOf(500, 135_000);
    expect(findingOf(diagnosis, 'client-connection-leak')).toMatchObject({ severity: 'warning' });
    expect(findingOf(diagnosis, 'client-stopped-reading')).toBeUndefined();
  });

  test.each([400, 600])('is no pool, though its %d connections were used a minute ago', async (count) => {
    const dump = renderDump([{ state: 'IO wait', count, minutes: 1, frames: IDLE }], { go: '1.19' });
    const containers = Array.from({ length: 60 }, (_, index) => ({
      Id: String(index).padStart(64, 'a'),
      Names: [`/web-${index}`],
      State: 'running',
      Status: 'Up 2 days',
    }));
    const files = {
      'pprof/dockerd/goroutine.debug2.txt': dump,
      'docker/containers.json': JSON.stringify(containers),
    };
    const alarms = async (unreadBytes: number): Promise<readonly string[]> =>
      (await diagnosisOf(count, unreadBytes, files)).findings
        .filter(({ severity, clients }) => severity !== 'info' && clients.length > 0)
        .flatMap(({ clients }) => clients.map(({ comm }) => comm));
    expect(await alarms(135_000)).toEqual(['log-shipper']);
    expect(await alarms(0)).toEqual([]);
  });

  test('is ordinary with a few paused terminals, or with little that is unread', async () => {
    expect(findingOf(await diagnosisOf(5, 135_000), 'client-stopped-reading')).toBeUndefined();
    expect(findingOf(await diagnosisOf(60, 2_000), 'client-stopped-reading')).toBeUndefined();
  });
});
