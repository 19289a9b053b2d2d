import { useState } from 'preact/hooks';
import { escapeForTerminal } from '../../src/report/escape.ts';

/** More than this is folded. */
const LONG = 160;

interface SafeProps {
  readonly text: string;
  /** Within a button or a link: one that is too long is cut, and cannot be unfolded. */
  readonly inline?: boolean;
}

/**
 * Text that the host chose: what could act or hide is written as an escape, its direction ends with it, and a very long one
 * is folded to its beginning.
 */
export function Safe({ text, inline = false }: SafeProps) {
  const [open, setOpen] = useState(false);
  const shown = escapeForTerminal(text);
  if (shown.length <= LONG) return <bdi>{shown}</bdi>;
  const beginning = `${shown.slice(0, LONG).replace(/[\ud800-\udbff]$/, '')}…`;
  if (inline) return <bdi>{beginning}</bdi>;
  return (
    <>
      <bdi class={open ? 'unfolded' : undefined}>{open ? shown : beginning}</bdi>{' '}
      <button type="button" class="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'less' : `all ${shown.length} characters`}
      </button>
    </>
  );
}

/** The same for attributes, such as a title. */
export function safe(text: string): string {
  const shown = escapeForTerminal(text);
  return shown.length > 1000 ? `${shown.slice(0, 1000)}…` : shown;
}
