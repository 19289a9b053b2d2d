import { signal } from '@preact/signals';
import { formatCount } from '../../src/wording/figures.ts';
import { counted } from '../../src/wording/phrases.ts';
import { Choice } from '../parts/choice.tsx';
import { Brand } from '../parts/page-frame.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { ThemeSwitch } from '../parts/theme-switch.tsx';
import { announce } from './announcer.tsx';
import { problemOf } from './ask.ts';
import { CompareBar } from './compare-bar.tsx';
import { DropTarget } from './drop-target.tsx';
import { ExamineAll } from './examine-all.tsx';
import { HostRow } from './host-row.tsx';
import { findHost, list, removeHost } from './hosts.ts';
import { ProblemNote } from './problem-note.tsx';
import { sortHosts, type Order } from './sort-hosts.ts';
import { ThisHost } from './this-host.tsx';

const ORDERS: readonly { readonly value: Order; readonly says: string }[] = [
  { value: 'verdict', says: 'verdict' },
  { value: 'time', says: 'time' },
  { value: 'name', says: 'name' },
];

// They outlive the list: who comes back to it finds it as it was left.
const search = signal('');
const order = signal<Order>('verdict');
const chosen = signal<readonly string[]>([]);

/** The hosts that the server knows: this machine, recorded ones, and what was dropped. */
export function ListPage() {
  const known = list.value;
  const live = known?.hosts.find(({ kind }) => kind === 'live');
  const cases = known?.hosts.filter(({ kind }) => kind !== 'live') ?? [];
  const shown = sortHosts(cases, order.value, search.value);
  return (
    <>
      <a class="skip" href="#view" onClick={focusCases}>
        Skip to the cases
      </a>
      <header class="top served">
        <Brand />
        <span class="bar-acts" />
        <ThemeSwitch />
      </header>
      <main id="view" class="list" tabIndex={-1} aria-busy={known === undefined}>
        <h1>Hosts</h1>
        {live !== undefined && <ThisHost host={live} />}
        <DropTarget />
        {known !== undefined && (
          <section aria-labelledby="cases">
            <h2 id="cases" tabIndex={-1}>
              Cases <span class="dim">{formatCount(cases.length)}</span>
            </h2>
            {known.folders.length > 0 && (
              <p class="note">
                from{' '}
                {known.folders.map((folder, index) => (
                  <span key={folder}>
                    {index > 0 && ', '}
                    <code>
                      <Safe text={folder} inline />
                    </code>
                  </span>
                ))}
              </p>
            )}
            {known.problems?.map((problem, index) => (
              <ProblemNote key={index} problem={problem} />
            ))}
            {cases.length === 0 ? (
              <p class="lead">
                None yet. <code>deadwait collect</code> records a host as one file, and{' '}
                <code>deadwait serve FOLDER</code> lists those in a folder.
              </p>
            ) : (
              <div class="tools">
                <SearchField
                  label="Search cases"
                  value={search.value}
                  onInput={(value) => (search.value = value)}
                  says={
                    search.value.trim() === ''
                      ? ''
                      : `${formatCount(shown.length)} of ${counted(cases.length, 'case')}`
                  }
                />
                <Choice
                  label="Sort by"
                  value={order.value}
                  choices={ORDERS}
                  onChange={(value) => (order.value = value as Order)}
                />
                <ExamineAll hosts={cases} />
              </div>
            )}
            <ul class="hosts">
              {shown.map((host) => (
                <HostRow
                  key={host.id}
                  host={host}
                  chosen={chosen.value.includes(host.id)}
                  {...(host.kind === 'sockets' ? {} : { onChoose: () => choose(host.id) })}
                  {...(host.from === 'dropped' ? { onRemove: () => void remove(host.id, host.name) } : {})}
                />
              ))}
            </ul>
            <CompareBar
              chosen={chosen.value.filter((id) => findHost(id) !== undefined)}
              onClear={() => (chosen.value = [])}
            />
          </section>
        )}
      </main>
      <footer class="foot">
        {known !== undefined && (
          <p>
            Served by deadwait {known.version}. Nothing that is shown or dropped here leaves that machine.
          </p>
        )}
      </footer>
    </>
  );
}

/** The last two that were chosen are. */
function choose(id: string): void {
  const others = chosen.value.filter((each) => each !== id);
  chosen.value = others.length < chosen.value.length ? others : [...others, id].slice(-2);
}

/** The line is gone with its button: the focus goes to the heading of the list. */
async function remove(id: string, name: string): Promise<void> {
  try {
    await removeHost(id, name);
    document.querySelector<HTMLElement>('#cases')?.focus();
  } catch (error) {
    announce(`${name}: ${problemOf(error).says}`);
  }
}

function focusCases(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#cases')?.focus();
}
