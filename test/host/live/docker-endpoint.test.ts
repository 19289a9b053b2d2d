import { describe, expect, it } from 'vitest';
import { chooseContainerd } from '../../../src/host/live/containerd-endpoint.ts';
import { chooseDocker } from '../../../src/host/live/docker-endpoint.ts';
import type { DaemonName, RunningDaemon } from '../../../src/host/live/find-daemons.ts';

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

describe('the containerd that is looked at', () => {
  const dockerd = daemon('dockerd', 10, 'dockerd --exec-root /x --containerd=/run/own.sock');
  const system = daemon('containerd', 5, '/usr/bin/containerd');
  const child = daemon(
    'containerd',
    11,
    'containerd --config /x/containerd/containerd.toml --log-level debug',
    10,
  );

  it('is the child of dockerd, with the state folder that dockerd gave it', () => {
    const listening = [
      { path: '/x/containerd/containerd-debug.sock', pid: 11 },
      { path: '/x/containerd/containerd.sock', pid: 11 },
    ];
    expect(chooseContainerd([system, dockerd, child], listening, dockerd)).toEqual({
      daemon: child,
      debugSockets: ['/x/containerd/containerd-debug.sock'],
      stateFolder: '/x/containerd/daemon',
    });
  });

  it('is the one that dockerd was pointed to', () => {
    const listening = [{ path: '/run/own.sock', pid: 5 }];
    expect(chooseContainerd([system, dockerd, child], listening, dockerd)).toMatchObject({
      daemon: system,
      stateFolder: '/run/containerd',
    });
  });

  it('is the only one where there is no dockerd', () => {
    expect(chooseContainerd([system], [], undefined).daemon).toBe(system);
    expect(chooseContainerd([], [], undefined)).toEqual({ debugSockets: [], stateFolder: '/run/containerd' });
  });
});
