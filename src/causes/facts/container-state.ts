import type { Container } from '../../model/container.ts';

/** States of a container that has no process (docker; CRI in lower case, without its prefix). */
const ENDED = new Set(['exited', 'dead', 'created', 'removing', 'stopped', 'notready']);

/** Whether the runtime itself says that the container does not run; false for one that it does not know. */
export function hasEnded(container: Container | undefined): boolean {
  return ENDED.has(container?.state ?? '');
}
