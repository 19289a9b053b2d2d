import type { Container } from './container.ts';

/** A container with what people call it, as far as it is known. */
export type ContainerRef = Pick<Container, 'id' | 'name' | 'pod'>;
