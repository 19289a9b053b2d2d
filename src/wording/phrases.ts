/** Small phrases of which sentences are made. Plain text; names from the host are not escaped here but where they are shown. */
import { formatCount } from './figures.ts';

/** `1 stop`, `900 stops`; the plural is made with -s unless it is given. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** `a`, `a and b`, `a, b and c`; more than `most` are only counted. */
export function listed(items: readonly string[], most = 5): string {
  if (items.length > most)
    return `${items.slice(0, most).join(', ')} and ${formatCount(items.length - most)} more`;
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** A container for people: its pod, else its name, else the short id. */
export function nameOf(container: {
  readonly id: string;
  readonly pod?: string;
  readonly name?: string;
}): string {
  return container.pod ?? container.name ?? container.id.slice(0, 12);
}
