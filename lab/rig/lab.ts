import type { RunningContainerd } from './containerd.ts';
import type { StateFile } from './state-file.ts';

/** Daemons of the lab's own, whatever runtime they are, and the note of everything made. */
export interface Lab {
  readonly folder: string;
  readonly state: StateFile;
  readonly containerd: RunningContainerd;
  /** How a diagnosis is told which daemon to look at. */
  readonly address: { readonly dockerSocket: string } | { readonly criSocket: string };
  /** Ids of all containers of the lab, by its own daemon. */
  containerIds(): Promise<readonly string[]>;
  /** Lets go of the daemons; they run on. */
  close(): Promise<void>;
  /** Frees and removes all of it; what is left is said, a line each. */
  down(): Promise<readonly string[]>;
}

/** `--docker-socket PATH` or `--cri-socket PATH`. */
export function addressOption({ address }: Lab): readonly [option: string, socket: string] {
  return 'dockerSocket' in address
    ? ['--docker-socket', address.dockerSocket]
    : ['--cri-socket', address.criSocket];
}
