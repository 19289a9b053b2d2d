import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../host/machine.ts';
import { changeThroughChild } from './change-command.ts';
import { withPidOnly } from './daemons/cri/cri-files.ts';
import type { RuntimeClient } from './daemons/cri/runtime-client.ts';
import { FUSE_CONNECTIONS, type FuseControl } from './kernel/fuse-control.ts';
import { readLink } from './kernel/descriptor-links.ts';
import type { UnixHttp } from './daemons/unix-http.ts';

export interface LiveMachineParts {
  readonly procRoot: string;
  /** Where the host has not mounted the control files of FUSE, they are written through its private mount. */
  readonly fuseControl?: FuseControl;
  readonly dockerd: UnixHttp;
  readonly cri: RuntimeClient;
}

/** Arguments of sh(1), which the text and the file follow. */
const WRITE = ['-c', 'printf %s "$1" > "$2"', 'sh'] as const;
const CHANGE_MS = 5_000;
const INSPECT_MS = 2_000;
/** dockerd answers a kill only when the container has exited; 20.10.10 and later give up after ten seconds and two. */
const KILL_MS = 15_000;
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** The running machine, as remedies change it. */
export function openMachine({ procRoot, fuseControl, dockerd, cri }: LiveMachineParts): Machine {
  const run: Machine['run'] = (command, args, { deadlineMs = CHANGE_MS } = {}) => {
    const [name, words] = inHostMounts(procRoot, command, args);
    return changeThroughChild(name, words, { says: `${command} ${args.join(' ')}`, deadlineMs });
  };
  return {
    now: () => Date.now(),
    sleep: async (ms) => {
      await sleep(ms);
    },
    run,
    // The text and the file are arguments of the shell, not part of its program.
    write: async (file, text, options) => {
      const control = file.startsWith(`/${FUSE_CONNECTIONS}/`) ? await fuseControl?.folder() : undefined;
      if (control === undefined) {
        await run('sh', [...WRITE, text, file], options);
        return;
      }
      const args = [...WRITE, text, control + file.slice(FUSE_CONNECTIONS.length + 1)];
      await changeThroughChild('sh', args, { says: file, deadlineMs: options?.deadlineMs ?? CHANGE_MS });
    },
    inspect: async (id, runtime) => {
      const path = runtime === 'docker' ? `docker/inspect-${id}.json` : `cri/ContainerStatus-${id}.json`;
      const options = { path, deadlineMs: INSPECT_MS, maxBytes: MAX_REPLY_BYTES };
      return runtime === 'docker'
        ? dockerd.get(`/containers/${id}/json`, options)
        : cri
            .ask('ContainerStatus', { container_id: id, verbose: true }, options)
            .then((answer) => Buffer.from(JSON.stringify(withPidOnly(answer))));
    },
    kill: async (id, runtime) => {
      const options = { path: `kill of ${id.slice(0, 12)}`, deadlineMs: KILL_MS };
      if (runtime === 'docker') {
        await dockerd.get(`/containers/${id}/kill?signal=KILL`, { ...options, method: 'POST' });
      } else {
        await cri.ask('StopContainer', { container_id: id, timeout: 0 }, options);
      }
    },
  };
}

/** A command in the mount namespace of the host's first process; plain where this process is in that one already. */
function inHostMounts(
  procRoot: string,
  command: string,
  args: readonly string[],
): readonly [string, readonly string[]] {
  const hosts = `${procRoot}/1/ns/mnt`;
  const link = readLink(hosts);
  if (link === undefined || link === readLink('/proc/self/ns/mnt')) return [command, args];
  return ['nsenter', [`--mount=${hosts}`, '--', command, ...args]];
}
