import type { Mount } from '../../model/task.ts';
import { indexOfMounts } from './mount-index.ts';

/** Mounts as one mount namespace has them, with the text that they were read from. */
export interface MountTable {
  readonly mounts: readonly Mount[];
  /** As in a case: `proc/1/mountinfo`; empty when there is none. */
  readonly file: string;
  /** The file's lines. */
  readonly lines: readonly string[];
}

export const NO_MOUNTS: MountTable = { mounts: [], file: '', lines: [] };

/** The mount that a path lies on: the longest mount point above it, and of those at the same point the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return indexOfMounts(mounts).above(path);
}

/** Absolute folders that an overlay is made of, the writable one first. */
export function overlayLayers(mount: Mount): OverlayLayers {
  const known = layers.get(mount);
  if (known !== undefined) return known;
  const read = readLayers(mount);
  layers.set(mount, read);
  return read;
}

export interface OverlayLayers {
  readonly upper?: string;
  readonly lower: readonly string[];
}

const layers = new WeakMap<Mount, OverlayLayers>();

function readLayers(mount: Mount): OverlayLayers {
  const option = (name: string): string | undefined =>
    mount.superOptions
      .split(',')
      .find((word) => word.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const upper = option('upperdir');
  const lower = (option('lowerdir') ?? '').split(':').filter((path) => path.startsWith('/'));
  return { ...(upper?.startsWith('/') === true ? { upper } : {}), lower };
}

/** Where the host has the same file system: the mount of its root, or else of the same folder, or else the first. */
export function sameDevice(mount: Mount, host: MountTable): Mount | undefined {
  const index = indexOfMounts(host.mounts);
  return (
    index.ofRoot(mount.device, '/') ??
    index.ofRoot(mount.device, mount.root) ??
    index.ofDevice(mount.device)[0]
  );
}
