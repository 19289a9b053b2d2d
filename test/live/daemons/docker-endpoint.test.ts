import { describe, expect, it } from 'vitest';
import { chooseDocker } from '../../../src/live/daemons/docker-endpoint.ts';
import type { DaemonName, RunningDaemon } from '../../../src/live/daemons/find-daemons.ts';

function daemon(name: DaemonName, pid: number, args: string, parentPid = 1): RunningDaemon {
  return { name, pid, parentPid, startTicks: pid, args: args.split(' ') };
}

describe('the dockerd that is looked at', () => {
  const first = daemon('dockerd', 10, 'dockerd -H unix:///run/second.sock');
  const standard = daemon('dockerd', 20, '/usr/bin/dockerd -H fd://');

  it('is the one on docker.sock, and the others are named', () => {
    const listening = [
      { path: '/var/run/docker/metrics.sock', pid: 20 },
      { path: '/var/run/docker.sock', pid: 20 },
      { path: '/run/second.sock', pid: 10 },
    ];
    const { daemon: chosen, sockets, gaps } = chooseDocker({ daemons: [first, standard], listening });
    expect(chosen).toBe(standard);
    expect(sockets).toEqual(['/run/docker.sock']);
    expect(gaps[0]?.detail).toContain('pid 10 on /run/second.sock');
  });

  it('is the oldest where none is there', () => {
    const other = daemon('dockerd', 30, 'dockerd --host=unix:///run/third.sock');
    expect(chooseDocker({ daemons: [first, other], listening: [] })).toMatchObject({
      daemon: first,
      sockets: ['/run/second.sock'],
    });
  });

  it('is the one that holds the socket that was asked for', () => {
    const listening = [{ path: '/run/second.sock', pid: 10 }];
    const clues = { daemons: [first, standard], listening, dockerHost: 'unix:///var/run/second.sock' };
    expect(chooseDocker(clues)).toMatchObject({
      daemon: first,
      sockets: ['/var/run/second.sock'],
      asked: true,
    });
    expect(chooseDocker({ ...clues, dockerSocket: '/run/docker.sock' })).toMatchObject({ daemon: standard });
    expect(chooseDocker({ ...clues, dockerSocket: '/other.sock' }).daemon).toBeUndefined();
  });

  it('may be out of sight: the well-known socket is tried', () => {
    expect(chooseDocker({ daemons: [], listening: [] })).toEqual({
      sockets: ['/run/docker.sock'],
      asked: false,
      gaps: [],
    });
  });
});
