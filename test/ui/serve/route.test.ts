import { describe, expect, it } from 'vitest';
import { comparisonBase, hostAddress, readRoute } from '../../../ui/serve/route.ts';

describe('an address of the served page', () => {
  it('names the list, a host, a host to be compared, or two that are', () => {
    expect(readRoute('')).toEqual({ page: 'list' });
    expect(readRoute('/')).toEqual({ page: 'list' });
    expect(readRoute('/hosts/a1-b2/goroutines')).toEqual({ page: 'host', id: 'a1-b2' });
    expect(readRoute('/compare/a')).toEqual({ page: 'choose', before: 'a' });
    expect(readRoute('/compare/a/b/heap')).toEqual({ page: 'comparison', before: 'a', after: 'b' });
  });

  it('is read back from what links are made of', () => {
    expect(readRoute(hostAddress('this-host').slice(1))).toEqual({ page: 'host', id: 'this-host' });
    expect(readRoute(`${comparisonBase('a', 'b')}heap`)).toEqual({
      page: 'comparison',
      before: 'a',
      after: 'b',
    });
  });

  it.each([
    '/hosts/',
    '/hosts/..%2f..',
    '/hosts/A/story',
    '/hosts/a?again=1/story',
    '/compare/<b>/a',
    'story',
  ])('is the list where it holds no id of the server: %s', (address) => {
    expect(readRoute(address)).toEqual({ page: 'list' });
  });

  it('lets a comparison without a second host choose one', () => {
    expect(readRoute('/compare/a/../b')).toEqual({ page: 'choose', before: 'a' });
  });
});
