import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { DaemonIdentities } from '../../model/daemon-identity.ts';
import type { Gap } from '../../model/gap.ts';
import { parseDaemonIdentities } from '../../parse/api/daemon-identities.ts';
import { gapOf } from '../reading/gap-of.ts';

export const DAEMONS_FILE = 'daemons.json';

/**
 * Which processes are daemons of this host: a live host has decided it, and so has the recording of one. Undefined for a case that
 * does not say; there names are all that is known.
 */
export async function readBelievedDaemons(host: Host, gaps: Gap[]): Promise<DaemonIdentities | undefined> {
  try {
    return parseDaemonIdentities(DAEMONS_FILE, await host.read(DAEMONS_FILE, { maxBytes: 1024 * 1024 }));
  } catch (error) {
    const isAbsent = error instanceof HostError && error.reason === 'absent';
    if (!isAbsent) gaps.push(gapOf(DAEMONS_FILE, error));
    return undefined;
  }
}
