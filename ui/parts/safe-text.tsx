import { useState } from 'preact/hooks';
import { escapeForTerminal } from '../../src/report/escape.ts';

/** A name that is longer is folded, and so is a sentence. */
const LONG_NAME = 160;
const LONG_SENTENCE = 1_500;

interface SafeProps {
  readonly text: string;
  /** Within a button or a link: one that is too long is cut, and cannot be unfolded. */
  readonly inline?: boolean;
  /** One or more sentences, which may be longer than a name. */
  readonly prose?: boolean;
}

/**
 * Text that the host chose: what could act or hide is written as an escape, its direction ends with it, and a very long one
 * is folded to its beginning.
 */
export function Safe({ text, inline = false, prose = false }: SafeProps) {
  const [open, setOpen] = useState(false);
  const most = prose ? LONG_SENTENCE : LONG_NAME;
  const shown = escapeForTerminal(text);
  if (shown.length <= most) return <bdi>{shown}</bdi>;
  const beginning = `${shown.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
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
