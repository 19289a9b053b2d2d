import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseContainerd, findContainerdPlaces } from '../../../src/live/daemons/containerd-endpoint.ts';
import type { DaemonName, RunningDaemon } from '../../../src/live/daemons/find-daemons.ts';
import { RootCommands } from '../../../src/live/root-commands.ts';
import { temporaryFolder } from '../../host/temporary-folder.ts';

const root = temporaryFolder();
const commands = new RootCommands(root);

function daemon(name: DaemonName, pid: number, args: string, parentPid = 1): RunningDaemon {
  return { name, pid, parentPid, startTicks: pid, args: args.split(' ') };
}

const dockerd = daemon('dockerd', 10, 'dockerd --exec-root /x --containerd=/run/own.sock');
const system = daemon('containerd', 5, '/usr/bin/containerd');
const child = daemon(
  'containerd',
  11,
  'containerd --config /x/containerd/containerd.toml --log-level debug',
  10,
);

describe('the containerd that is looked at', () => {
  const daemons = [system, dockerd, child];
  const none = { dockerd: undefined, askedFor: undefined };

  it('is the child of dockerd, or the one that dockerd was pointed to', () => {
    expect(chooseContainerd({ daemons, listening: [], dockerd, askedFor: undefined })).toBe(child);
    const listening = [{ path: '/run/own.sock', pid: 5 }];
    expect(chooseContainerd({ daemons, listening, dockerd, askedFor: undefined })).toBe(system);
  });

  it('is the one whose CRI socket was named', () => {
    expect(chooseContainerd({ daemons, listening: [], dockerd, askedFor: system })).toBe(system);
  });

  it('is the only one where there is no dockerd', () => {
    expect(chooseContainerd({ ...none, daemons: [system], listening: [] })).toBe(system);
    expect(chooseContainerd({ ...none, daemons: [], listening: [] })).toBeUndefined();
  });
});

describe('where a containerd keeps what', () => {
  it('is told by its sockets, and by what dockerd gave its child', async () => {
    const listening = [
      { path: '/x/containerd/containerd-debug.sock', pid: 11 },
      { path: '/x/containerd/containerd.sock', pid: 11 },
    ];
    expect(await findContainerdPlaces(child, listening, commands)).toEqual({
      daemon: child,
      debugSockets: ['/x/containerd/containerd-debug.sock'],
      stateFolder: '/x/containerd/daemon',
    });
  });

  it('is told by its configuration, whatever the debug socket is called', async () => {
    mkdirSync(join(root, 'etc/containerd'), { recursive: true });
    writeFileSync(
      join(root, 'etc/containerd/config.toml'),
      'state = "/data/state"\n[debug]\n  address = "/data/pprof.sock"\n',
    );
    expect(await findContainerdPlaces(system, [{ path: '/data/pprof.sock', pid: 5 }], commands)).toEqual({
      daemon: system,
      debugSockets: ['/data/pprof.sock'],
      stateFolder: '/data/state',
    });
  });

  it('is well known where nothing tells it', async () => {
    const elsewhere = new RootCommands(join(root, 'nothing'));
    expect(await findContainerdPlaces(system, [], elsewhere)).toMatchObject({
      debugSockets: ['/run/containerd/debug.sock'],
      stateFolder: '/run/containerd',
    });
    expect(await findContainerdPlaces(undefined, [], elsewhere)).toEqual({
      debugSockets: [],
      stateFolder: '/run/containerd',
    });
  });
});
