import type { ComponentChildren } from 'preact';
import { Brand } from '../parts/page-frame.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { LIST } from './route.ts';

/** A host by its name; `href` leads back to it from a page below it. */
export interface Crumb {
  readonly name: string;
  readonly href?: string;
}

interface BarProps {
  /** What is shown: one host, or two that are compared. */
  readonly names: readonly Crumb[];
  readonly children?: ComponentChildren;
}

/** The way back to the list, whose page this is, and what can be done with it. */
export function Bar({ names, children }: BarProps) {
  return (
    <>
      <Brand />
      <nav class="crumbs" aria-label="Hosts">
        <a href={LIST}>All hosts</a>
        {names.map(({ name, href }, index) => (
          <span key={index} class="crumb">
            <span aria-hidden="true">{index === 0 ? '/' : '→'}</span>{' '}
            {href === undefined ? (
              <Safe text={name} inline />
            ) : (
              <a href={href}>
                <Safe text={name} inline />
              </a>
            )}
          </span>
        ))}
      </nav>
      <div class="bar-acts">{children}</div>
    </>
  );
}
