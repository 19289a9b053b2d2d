import { escapeForTerminal } from '../escape.ts';
import type { PageData } from './page-data.ts';
import { pagePolicy, renderDocument, type PageAssets } from './page-document.ts';

/**
 * The report as one page that asks nothing of any network. Only this script and this style sheet may act, by their hashes;
 * what the host says is data that nothing in it can leave.
 */
export function renderHtml(data: PageData, assets: PageAssets): string {
  const { title, headline, command } = wordsOf(data);
  return renderDocument(
    {
      head: [
        `<meta http-equiv="Content-Security-Policy" content="${pagePolicy(assets)}">`,
        '<meta name="referrer" content="no-referrer">',
      ],
      title: [...title.map((word) => escapeHtml(escapeForTerminal(word).slice(0, 80))), 'deadwait'].join(
        ' · ',
      ),
      noscript: `<p>${escapeHtml(escapeForTerminal(headline))}</p><p>This report draws itself with the script that it carries, and scripts are switched off here. deadwait ${command} --output markdown writes the same as text.</p>`,
      body: [`<script type="application/json" id="data">${escapeJson(data)}</script>`],
    },
    assets,
  );
}

interface PageWords {
  /** The parts of its title. */
  readonly title: readonly string[];
  readonly headline: string;
  /** That writes the same. */
  readonly command: string;
}

function wordsOf(data: PageData): PageWords {
  if (data.schema === 'deadwait/report/v1') {
    const { verdict, host, headline } = data.diagnosis;
    return { title: [verdict, ...named(host.hostname)], headline, command: 'diagnose' };
  }
  const { grew, before, after, headline } = data.comparison;
  const hosts = new Set([...named(before.hostname), ...named(after.hostname)]);
  return { title: [grew ? 'grew' : 'did not grow', ...hosts], headline, command: 'compare' };
}

function named(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}

/** JSON in which no `</script>`, no `<!--`, no line separator and nothing that turns the direction stands; lone surrogates JSON.stringify escapes itself. */
function escapeJson(data: PageData): string {
  return JSON.stringify(data).replace(
    /[<>&\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES.get(character) ?? character);
}
