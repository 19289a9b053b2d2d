import { createHash } from 'node:crypto';
import { escapeForTerminal } from '../escape.ts';
import type { ReportData } from './report-data.ts';

/** The built page: one script and one style sheet. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * The report as one page that asks nothing of any network. Only this script and this style sheet may act, by their hashes;
 * what the host says is data that nothing in it can leave.
 */
export function renderHtml(data: ReportData, { script, style }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${titleOf(data)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    `<noscript><p>${escapeHtml(escapeForTerminal(data.diagnosis.headline))}</p><p>This report draws itself with the script that it carries, and scripts are switched off here. deadwait diagnose --output markdown writes the same as text.</p></noscript>`,
    `<script type="application/json" id="data">${escapeJson(data)}</script>`,
    `<script type="module">${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function titleOf({ diagnosis: { verdict, host } }: ReportData): string {
  const where =
    host.hostname === undefined ? '' : ` · ${escapeHtml(escapeForTerminal(host.hostname).slice(0, 80))}`;
  return `${verdict}${where} · deadwait`;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON in which no `</script>`, no `<!--`, no line separator and nothing that turns the direction stands; lone surrogates JSON.stringify escapes itself. */
function escapeJson(data: ReportData): string {
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
