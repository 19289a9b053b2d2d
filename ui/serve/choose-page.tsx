import { useState } from 'preact/hooks';
import type { HostEntry } from '../../src/serve/api.ts';
import { Safe } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { ThemeSwitch } from '../parts/theme-switch.tsx';
import { HostRow } from './host-row.tsx';
import { findHost, list } from './hosts.ts';
import { comparisonBase, hostAddress } from './route.ts';
import { Bar } from './served-bar.tsx';
import { sortHosts } from './sort-hosts.ts';

/** Which other host one is to be held against. */
export function ChoosePage({ before }: { readonly before: string }) {
  const [search, setSearch] = useState('');
  const chosen = findHost(before);
  const name = chosen?.name ?? 'a host';
  const others = sortHosts(list.value?.hosts ?? [], 'time', search).filter(
    ({ id, kind }) => id !== before && kind !== 'sockets',
  );
  return (
    <>
      <header class="top served">
        <Bar names={[{ name, href: hostAddress(before) }]} />
        <ThemeSwitch />
      </header>
      <main id="view" tabIndex={-1}>
        <h1>
          Compare <Safe text={name} inline /> with …
        </h1>
        <p class="lead">
          Another recording of the same host tells what has grown. The two are compared in the order of time,
          whichever is chosen first.
        </p>
        <div class="tools">
          <SearchField label="Search hosts" value={search} onInput={setSearch} says="" />
        </div>
        {others.length === 0 ? (
          <p class="note">There is no other host to compare it with.</p>
        ) : (
          <ul class="hosts">
            {others.map((host) => (
              <HostRow key={host.id} host={host} href={`#${inOrder(chosen, host)}`} />
            ))}
          </ul>
        )}
      </main>
    </>
  );
}

/** This host is as it is now: it can only be the later one. */
function inOrder(chosen: HostEntry | undefined, other: HostEntry): string {
  if (chosen === undefined) return '/';
  return chosen.kind === 'live' ? comparisonBase(other.id, chosen.id) : comparisonBase(chosen.id, other.id);
}
