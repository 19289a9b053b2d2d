import { createHash } from 'node:crypto';
import type { PageAssets } from '../report/html/render-html.ts';

export interface Page {
  readonly html: string;
  /** The value of Content-Security-Policy: only this script and this style sheet act, and they ask this server alone. */
  readonly policy: string;
}

/** For every answer that is not the page. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page without data: it asks the server for them. */
export function renderPage({ script, style }: PageAssets): Page {
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const html = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>deadwait</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    '<noscript><p>This page draws itself with the script that it carries, and scripts are switched off here.</p></noscript>',
    `<script type="module">${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
  return { html, policy };
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
