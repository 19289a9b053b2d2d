/** What the address says is to be shown. */
export type Route =
  | { readonly page: 'list' }
  | { readonly page: 'host'; readonly id: string }
  | { readonly page: 'choose'; readonly before: string }
  | { readonly page: 'comparison'; readonly before: string; readonly after: string };

/** Reads `/hosts/ID/story`, `/compare/A` and `/compare/A/B/…`; anything else is the list. */
export function readRoute(address: string): Route {
  const [, page, first = '', second = ''] = address.split('/');
  if (page === 'hosts' && isId(first)) return { page: 'host', id: first };
  if (page === 'compare' && isId(first))
    return isId(second)
      ? { page: 'comparison', before: first, after: second }
      : { page: 'choose', before: first };
  return { page: 'list' };
}

export const LIST = '#/';

export function hostBase(id: string): string {
  return `/hosts/${id}/`;
}

export function comparisonBase(before: string, after: string): string {
  return `/compare/${before}/${after}/`;
}

export function hostAddress(id: string): string {
  return `#${hostBase(id)}story`;
}

/** An id is put into paths of requests: nothing but what the server gives. */
function isId(text: string): boolean {
  return /^[a-z0-9-]{1,200}$/.test(text);
}
