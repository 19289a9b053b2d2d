import type { ComponentChildren } from 'preact';
import { Brand } from '../parts/page-frame.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { LIST } from './route.ts';

interface BarProps {
  /** Names of what is shown. */
  readonly names: readonly string[];
  readonly children?: ComponentChildren;
}

/** The way back to the list, whose page this is, and what can be done with it. */
export function Bar({ names, children }: BarProps) {
  return (
    <>
      <Brand />
      <nav class="crumbs" aria-label="Hosts">
        <a href={LIST}>All hosts</a>
        {names.map((name, index) => (
          <span key={index} class="crumb">
            <span aria-hidden="true">{index === 0 ? '/' : '→'}</span> <Safe text={name} inline />
          </span>
        ))}
      </nav>
      <div class="bar-acts">{children}</div>
    </>
  );
}
