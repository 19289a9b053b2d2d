import { z } from 'zod';
import type { LabContainer } from '../rig/containers.ts';
import type { Rig } from '../rig/rig.ts';
import { askImpatiently } from './give-up.ts';

const created = z.object({ Id: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * Runs a command in a container as an exec probe does: attached, and left alone after `patienceMs`. dockershim gave its probes
 * no limit of its own; whoever has one closes the connection.
 */
export async function probe(
  rig: Rig,
  container: LabContainer,
  command: readonly string[],
  patienceMs: number,
): Promise<number | 'gave-up'> {
  const body = { AttachStdout: true, AttachStderr: true, Cmd: command };
  const path = `/containers/${container.id}/exec`;
  const { Id: id } = await rig.docker.ask(path, created, { method: 'POST', body });
  return askImpatiently({
    socket: rig.docker.socket,
    method: 'POST',
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: false },
    upgrade: true,
    patienceMs,
  });
}
