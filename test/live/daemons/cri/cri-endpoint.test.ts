import { describe, expect, it } from 'vitest';
import { chooseCri, criName } from '../../../../src/live/daemons/cri/cri-endpoint.ts';
import type { DaemonName, RunningDaemon } from '../../../../src/live/daemons/find-daemons.ts';

function daemon(name: DaemonName, pid: number, args: string = name): RunningDaemon {
  return { name, pid, parentPid: 1, startTicks: pid, args: args.split(' ') };
}

const containerd = daemon('containerd', 5);
const crio = daemon('crio', 6);
const listening = [
  { path: '/run/containerd/containerd.sock.ttrpc', pid: 5 },
  { path: '/run/containerd/containerd.sock', pid: 5 },
  { path: '/var/run/crio/crio.sock', pid: 6 },
];

describe('the runtime that is asked', () => {
  it('is the one that was named, whatever kubelet says', () => {
    const kubelet = daemon('kubelet', 9, 'kubelet --container-runtime-endpoint=unix:///run/crio/crio.sock');
    const clues = { daemons: [containerd, crio, kubelet], listening };
    expect(chooseCri({ ...clues, criSocket: 'unix:///run/containerd/containerd.sock' })).toEqual({
      sockets: ['/run/containerd/containerd.sock'],
      daemon: containerd,
      asked: true,
    });
    expect(chooseCri({ ...clues, criHost: '/var/run/crio/crio.sock' })).toMatchObject({ daemon: crio });
    expect(chooseCri(clues)).toMatchObject({
      sockets: ['/run/crio/crio.sock', '/run/containerd/containerd.sock'],
      daemon: crio,
      asked: false,
    });
  });

  it('is whichever listens, by one spelling of its path', () => {
    const found = chooseCri({ daemons: [crio], listening });
    expect(found).toEqual({ sockets: ['/run/crio/crio.sock'], daemon: crio, asked: false });
    expect(criName(found)).toBe('crio');
  });

  it('is looked for at the well-known places where owners of sockets are hidden', () => {
    const { sockets } = chooseCri({ daemons: [containerd], listening: [] });
    expect(sockets[0]).toBe('/run/containerd/containerd.sock');
  });

  it('is never cri-dockerd, which would only ask dockerd', () => {
    const kubelet = daemon('kubelet', 9, 'kubelet --container-runtime-endpoint unix:///run/cri-dockerd.sock');
    expect(chooseCri({ daemons: [daemon('dockerd', 3), kubelet], listening: [] }).sockets).toEqual([]);
  });

  it('is nobody where nothing runs', () => {
    expect(chooseCri({ daemons: [], listening: [] })).toEqual({ sockets: [], asked: false });
  });
});
