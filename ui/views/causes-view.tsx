import { useState } from 'preact/hooks';
import type { ReportCause, ReportData } from '../../src/report/page/report-data.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';
import { SearchField } from '../parts/search-field.tsx';

/** Every cause that was looked for; those that were found stand first. */
export function CausesView({ data: { causes, diagnosis, unlooked } }: { readonly data: ReportData }) {
  const [search, setSearch] = useState('');
  const found = new Set(diagnosis.findings.map(({ cause }) => cause));
  const words = search.trim().toLowerCase();
  const shown = causes
    .filter((cause) => words === '' || textOf(cause).includes(words))
    .sort((a, b) => Number(found.has(b.id)) - Number(found.has(a.id)));
  return (
    <div class="causes">
      <h1>Causes</h1>
      <p class="lead">
        {formatCount(causes.length)} causes were looked for, {formatCount(found.size)}{' '}
        {found.size === 1 ? 'was' : 'were'} found.
        {unlooked !== undefined && (
          <>
            {' '}
            <Safe text={unlooked} prose />.
          </>
        )}
      </p>
      <div class="tools">
        <SearchField
          label="Search causes"
          value={search}
          onInput={setSearch}
          says={words === '' ? '' : `${formatCount(shown.length)} of ${formatCount(causes.length)}`}
        />
      </div>
      <ul class="catalogue">
        {shown.map((cause) => (
          <CauseEntry key={cause.id} cause={cause} isFound={found.has(cause.id)} />
        ))}
      </ul>
    </div>
  );
}

function CauseEntry({ cause, isFound }: { readonly cause: ReportCause; readonly isFound: boolean }) {
  const { id, title, component, kind, mechanism, affected, fixed, links } = cause;
  return (
    <li class={isFound ? 'found' : undefined}>
      <details open={isFound}>
        <summary>
          <span class="title">
            <Safe text={title} inline />
          </span>
          <span class="chip">
            <Safe text={component} inline />
          </span>
          <span class="chip">{kind}</span>
          {isFound && <span class="chip critical">found here</span>}
        </summary>
        <p>
          <Safe text={mechanism} prose />
        </p>
        <dl>
          <div>
            <dt>id</dt>
            <dd>
              <code>
                <Safe text={id} />
              </code>
            </dd>
          </div>
          {affected.length > 0 && (
            <div>
              <dt>affected</dt>
              <dd>{affected.map(({ from, before }) => rangeOf(from, before)).join(', ')}</dd>
            </div>
          )}
          {fixed.length > 0 && (
            <div>
              <dt>fixed in</dt>
              <dd>{fixed.map(({ version, by }) => `${version} (${by})`).join(', ')}</dd>
            </div>
          )}
        </dl>
        {links.length > 0 && (
          <ul class="links">
            {links.filter(isWebAddress).map((link) => (
              <li key={link}>
                <a href={link} target="_blank" rel="noreferrer noopener">
                  <Safe text={link.replace('https://', '')} inline />
                </a>
              </li>
            ))}
          </ul>
        )}
      </details>
    </li>
  );
}

function rangeOf(from: string | undefined, before: string | undefined): string {
  if (from === undefined) return before === undefined ? 'all versions' : `before ${before}`;
  return before === undefined ? `from ${from} on` : `from ${from} until ${before}`;
}

function textOf({ id, title, component, mechanism }: ReportCause): string {
  return `${id} ${title} ${component} ${mechanism}`.toLowerCase();
}

/** A user's own knowledge files may hold any text. */
function isWebAddress(link: string): boolean {
  return link.startsWith('https://');
}
