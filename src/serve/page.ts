import { pagePolicy, renderDocument, type PageAssets } from '../report/page/page-document.ts';

export interface Page {
  readonly html: string;
  /** The value of Content-Security-Policy: only this script and this style sheet act, and they ask this server alone. */
  readonly policy: string;
}

/** For every answer that is not the page. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page without data: it asks the server for them. */
export function renderPage(assets: PageAssets): Page {
  const html = renderDocument(
    {
      head: [],
      title: 'deadwait',
      noscript:
        '<p>This page draws itself with the script that it carries, and scripts are switched off here.</p>',
      body: [],
    },
    assets,
  );
  return { html, policy: `${pagePolicy(assets, ["connect-src 'self'"])}; frame-ancestors 'none'` };
}
