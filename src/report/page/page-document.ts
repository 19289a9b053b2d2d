import { createHash } from 'node:crypto';

/** The built page: one script and one style sheet. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** What a page holds besides the built script and style; all of it markup, escaped by the caller. */
export interface PageDocument {
  /** Lines of the head, besides those that every page has. */
  readonly head: readonly string[];
  readonly title: string;
  /** For whoever has scripts switched off. */
  readonly noscript: string;
  /** Behind the place where the page draws itself. */
  readonly body: readonly string[];
}

/** The page as HTML. */
export function renderDocument(
  { head, title, noscript, body }: PageDocument,
  { script, style }: PageAssets,
): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    ...head,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    `<noscript>${noscript}</noscript>`,
    ...body,
    `<script type="module">${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** A content policy under which only this script and this style sheet act, by their hashes; with further directives. */
export function pagePolicy({ script, style }: PageAssets, more: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
