import type { ContainerRef } from '../../model/container-ref.ts';
import { defined } from '../../model/defined.ts';
import type { Facts } from './facts.ts';

/** A container by its id, with its name and pod where they are known. */
export function containerRef({ containers }: Pick<Facts, 'containers'>, id: string): ContainerRef {
  const known = containers.get(id);
  return defined({ id, name: known?.name, pod: known?.pod });
}
