import type { Container } from '../../model/container.ts';
import type { Gap } from '../../model/gap.ts';

/** What one source of containers gave. */
export interface ContainerSource {
  readonly containers: readonly Container[];
  /** The list itself was read. */
  readonly listed: boolean;
  readonly gaps: readonly Gap[];
}
