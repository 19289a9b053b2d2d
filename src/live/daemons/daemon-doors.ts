import { criName } from './cri/cri-endpoint.ts';
import { RuntimeClient } from './cri/runtime-client.ts';
import type { Discovery } from './discovery.ts';
import { KUBELET_DENIES, KUBELET_OFF, findKubeletUrl } from './kubelet-endpoint.ts';
import type { ProfiledDaemon } from '../live-sources.ts';
import { unusedRuntimes } from './running-daemons.ts';
import { UnixHttp } from './unix-http.ts';

/** Ways to ask the daemons. */
export interface Doors {
  readonly dockerd: UnixHttp;
  readonly containerd: UnixHttp;
  readonly crio?: UnixHttp;
  readonly kubelet?: UnixHttp;
  readonly cri: RuntimeClient;
}

/** A door for each daemon that was found; nothing is asked yet. */
export function openDoors(found: Discovery, procRoot: string): Doors {
  const kubelet = findKubeletUrl(procRoot, found.daemons);
  const crio = criName(found.cri) === 'crio' && found.criSockets.length > 0;
  return {
    dockerd: new UnixHttp('dockerd', found.dockerSockets),
    containerd: new UnixHttp('containerd', found.containerdSockets),
    cri: new RuntimeClient(criName(found.cri), found.criSockets),
    ...(crio ? { crio: new UnixHttp('crio', found.criSockets) } : {}),
    ...(kubelet === undefined ? {} : { kubelet: new UnixHttp('kubelet', [kubelet]) }),
  };
}

const DOCKERD_DEBUG_OFF =
  'dockerd serves no profiles: its version does so only in debug mode, which is off (deadwait debug on)';
const CRIO_PROFILE_OFF =
  'crio serves no profiles on its socket: enable_profile_unix_socket is off in its configuration (`crio status goroutines` prints the stacks)';
const CONTAINERD_DEBUG_OFF =
  'containerd serves no profiles: its configuration has no [debug] address, or what listens there serves none';

/** The daemons that may serve profiles, by the names of their folders. */
export function profiledDaemons(found: Discovery, doors: Doors): ReadonlyMap<string, ProfiledDaemon> {
  const profiled = new Map<string, ProfiledDaemon>();
  if (found.dockerSockets.length > 0 && !unusedRuntimes(found).has('dockerd')) {
    profiled.set('dockerd', { http: doors.dockerd, howToTurnOn: DOCKERD_DEBUG_OFF });
  }
  if (found.containerd.daemon !== undefined) {
    profiled.set('containerd', { http: doors.containerd, howToTurnOn: CONTAINERD_DEBUG_OFF });
  }
  if (doors.crio !== undefined) profiled.set('crio', { http: doors.crio, howToTurnOn: CRIO_PROFILE_OFF });
  if (doors.kubelet !== undefined)
    profiled.set('kubelet', { http: doors.kubelet, howToTurnOn: KUBELET_OFF, whoMay: KUBELET_DENIES });
  return profiled;
}
