import { createMiddleware } from 'hono/factory';
import type { Context } from 'hono';
import type { PackedResult } from './examinations/kept-results.ts';
import { CLOSED_POLICY } from './page.ts';
import type { Refused } from './refused.ts';

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** What every answer says to the browser. */
export const closedHeaders = createMiddleware(async (context, next) => {
  await next();
  const { headers } = context.res;
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', CLOSED_POLICY);
});

/** The page says it to people, everything else as JSON. */
export function answerRefusal(context: Context, refused: Refused): Response {
  const { status, problem } = refused;
  if (status === 401) context.header('WWW-Authenticate', 'Bearer realm="deadwait"');
  if (context.req.path.startsWith('/api/')) return context.json(refused.body(), status);
  const { says, hint = '' } = problem;
  return context.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>deadwait</title><h1>${escaped(says)}</h1><p>${escaped(hint)}</p></html>\n`,
    status,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that is kept gzip'd; unpacked for a client that does not take it so. */
export async function answerJson(context: Context, result: PackedResult): Promise<Response> {
  context.header('Content-Type', 'application/json; charset=UTF-8');
  context.header('Vary', 'Accept-Encoding');
  if (!takesGzip(context.req.header('accept-encoding'))) return context.body(ownBytes(await result.plain()));
  context.header('Content-Encoding', 'gzip');
  return context.body(ownBytes(result.gzipped));
}

/** RFC 9110, 12.5.3; `gzip;q=0` refuses it. */
function takesGzip(accepted = ''): boolean {
  return accepted
    .split(',')
    .some((each) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0{0,3})?\s*$).*)?$/i.test(each));
}

/** As the Fetch API has bytes: never of memory that is shared between threads. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}

/** As a file to be kept, named after the host. */
export function answerDownload(context: Context, name: string, html: string): Response {
  const plain = name.replace(/\.(?:tar\.gz|tgz|tar|gz|txt)$/i, '').replace(/[^A-Za-z0-9._-]+/g, '-');
  context.header('Content-Disposition', `attachment; filename="deadwait-${plain.slice(0, 80)}.html"`);
  return context.html(html);
}
