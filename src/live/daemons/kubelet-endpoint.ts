// Whether kubelet can be asked for its profiles.
//
// Source: kubernetes pkg/kubelet/server/server.go (InstallDebuggingHandlers: /debug/pprof on the authenticated port, 10250) and
// cmd/kubelet/app/options (--port, --read-only-port 10255, --healthz-port 10248). Neither of the other two ports serves profiles,
// and 10250 does so without credentials only where anonymous requests are authorised.
//
//   sl  local_address rem_address   st tx_queue … uid timeout inode                                (/proc/net/tcp: net/ipv4/tcp_ipv4.c)
//    0: 0100007F:280A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 27042

import { optionValues } from './daemon-arguments.ts';
import { readLink } from '../kernel/descriptor-links.ts';
import type { RunningDaemon } from './find-daemons.ts';
import { readProcFile } from '../kernel/proc-reading.ts';

const DEFAULT_PORT = 10250;
const LISTEN = '0A';
const MOST_BYTES = 16 * 1024 * 1024;

export const KUBELET_OFF = 'kubelet serves no profiles: enableProfilingHandler is off in its configuration';
export const KUBELET_DENIES =
  'kubelet serves its profiles only to who is authorised: kubectl get --raw "/api/v1/nodes/NODE/proxy/debug/pprof/goroutine?debug=2"';

/**
 * `https://127.0.0.1:10250` where a kubelet itself listens on it; undefined where it is not seen to. `daemons` are those that were
 * shown to be the host's own: of an impostor's port nothing is asked.
 */
export function findKubeletUrl(procRoot: string, daemons: readonly RunningDaemon[]): string | undefined {
  const kubelet = daemons.find(({ name }) => name === 'kubelet');
  if (kubelet === undefined) return undefined;
  const port = Number(optionValues(kubelet.args, '--port')[0] ?? DEFAULT_PORT);
  const tables = ['tcp', 'tcp6'].map((name) => readTable(`${procRoot}/${kubelet.pid}/net/${name}`));
  const inodes = tables.flatMap((table) => listenersOn(table, port));
  return inodes.length > 0 && holdsAnyOf(procRoot, kubelet.pid, inodes)
    ? `https://127.0.0.1:${port}`
    : undefined;
}

/** kubelet opens its ports early, but after its watches and its client's connections. */
const MOST_DESCRIPTORS = 4096;

function holdsAnyOf(procRoot: string, pid: number, inodes: readonly number[]): boolean {
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (let descriptor = 0; descriptor < MOST_DESCRIPTORS; descriptor++) {
    const target = readLink(`${procRoot}/${pid}/fd/${descriptor}`);
    if (target !== undefined && wanted.has(target)) return true;
  }
  return false;
}

/** Listening sockets come first in it; empty where it cannot be read. */
function readTable(file: string): string {
  try {
    return Buffer.from(readProcFile(file, file, MOST_BYTES)).toString('latin1');
  } catch {
    return '';
  }
}

/** Inodes of the sockets in a table of TCP sockets that listen on a port. */
export function listenersOn(table: string, port: number): readonly number[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/, 10);
    const listens = state === LISTEN && local.endsWith(`:${wanted}`);
    return listens && /^\d{1,15}$/.test(inode) ? [Number(inode)] : [];
  });
}
