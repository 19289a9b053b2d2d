import type { Gap } from '../../model/gap.ts';
import type { PlainFile } from '../host.ts';

/** Where the files of a case lie. Paths are in the spelling of `casePath`. Rejects with HostError. */
export interface CaseStore {
  open(path: string, deadlineMs: number): Promise<AsyncIterable<Uint8Array>>;
  /** Only where files lie unpacked. Rejects with HostError. */
  openFile?(path: string): Promise<PlainFile>;
  /** Names below a folder, sorted; empty when it is absent. */
  list(folder: string): Promise<readonly string[]>;
  gaps(): readonly Gap[];
  close(): Promise<void>;
}

/** Files and folders by which a folder is known to be a case; a host's own root folder has none of them. */
export const CASE_MARKERS = [
  'captured_at',
  'uname',
  'dockerd.pid',
  'containerd.pid',
  'docker/version.json',
  'docker/info.json',
  'docker/containers.json',
  'pprof/dockerd',
  'pprof/containerd',
  'sockets/ss-xanp.txt',
  'sockets/ss-tanp.txt',
  'tasks/ps-eLo.txt',
  'cri/Version.json',
  'cri/ListContainers.json',
  'cri/ListPodSandbox.json',
  'logs/dockerd.log',
  'logs/kubelet.log',
  'logs/containerd.log',
  'logs/dmesg.txt',
] as const;
