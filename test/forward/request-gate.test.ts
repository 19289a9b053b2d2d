import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRequest, type DoorRequest, type GateVerdict } from '../../src/forward/request-gate.ts';

const HOST = ['Host', '127.0.0.1:6060'] as const;

function judge(target: string, more: Partial<DoorRequest> = {}, deep = false): GateVerdict {
  return judgeRequest({ method: 'GET', target, headers: [HOST], ...more }, { deep });
}
const passes = (target: string): boolean => judge(target).passes;

describe('the gate', () => {
  it('lets pass what is read only', () => {
    for (const target of [
      '/version',
      '/info',
      '/_ping',
      '/v1.24/version',
      '/v1.41/info',
      '/v1.47/_ping',
      '/debug/pprof/',
      '/debug/pprof/heap',
      '/debug/pprof/heap?debug=1',
      '/debug/pprof/goroutine?debug=2',
      '/v1.41/debug/pprof/cmdline',
      '/debug/pprof/profile?seconds=60',
      '/debug/pprof/trace?seconds=0.5',
      '/debug/pprof/symbol?0x4f2a10+0x4f2b31',
      '/debug/pprof/allocs?seconds=5&debug=1',
      '/debug/pprof/heap?gc=0',
    ])
      expect(judge(target), target).toMatchObject({ passes: true, target });
  });

  it.each([
    '/containers/json',
    '/v1.41/containers/json',
    '/debug/pprof/../containers/json',
    '/debug/pprof/../../containers/json',
    '/debug/pprof/heap/../../../containers/json',
    '/debug/pprof/%2e%2e/containers/json',
    '/debug/pprof/%2E%2E%2Fcontainers',
    '/debug/pprof/..%2fcontainers',
    '/debug/pprof/..\\containers',
    '/debug/pprof\\..\\containers',
    '//info',
    '/info/',
    '/./info',
    '/version/../containers/json',
    '/v1.41//info',
    '/v1.41/../containers/json',
    '/v2/info',
    '/v1/info',
    '/v1.41/v1.41/info',
    '/v1.4%31/info',
    '/INFO',
    '/debug/pprof',
    '/debug/vars',
    '/debug/pprof/Heap',
    '/debug/pprof/heap#x',
    '/debug/pprof/heap;x',
    '/debug/pprof/heap\r\nHost: x',
    '/debug/pprof/heap\n',
    '/info\0',
    '/info ',
    ' /info',
    '/inf\u00f6',
    'http://127.0.0.1/info',
    'http://docker/containers/json',
    '127.0.0.1:2375',
    '*',
    '',
    '/info?x',
    '/version?all=1',
    '/_ping?debug=2',
    '/debug/pprof/heap?x=1',
    '/debug/pprof/heap?debug',
    '/debug/pprof/goroutine?debug=1;debug=2',
    '/debug/pprof/goroutine?debug=1&debug=2',
    '/debug/pprof/goroutine?%64ebug=2',
    '/debug/pprof/goroutine?debug=+2',
    '/debug/pprof/goroutine?debug=-1',
    '/debug/pprof/goroutine?debug=0x2',
    '/debug/pprof/goroutine?debug=1.5',
    '/debug/pprof/goroutine?debug=2\n',
    '/debug/pprof/goroutine?debug=1&',
    '/debug/pprof/profile?seconds=61',
    '/debug/pprof/profile?seconds=1e9',
    '/debug/pprof/profile?seconds=999999999',
    '/debug/pprof/profile?seconds=Inf',
    '/debug/pprof/heap?seconds=600',
    '/debug/pprof/trace?seconds=11',
    '/debug/pprof/heap?gc=1',
    '/debug/pprof/symbol?../x',
  ])('does not let pass %j', (target) => {
    expect(judge(target)).toMatchObject({ passes: false, status: 403, why: expect.any(String) });
  });

  it('knows how long the daemon will measure, and what stops it', () => {
    expect(judge('/debug/pprof/profile')).toMatchObject({ seconds: 30, fullDump: false });
    expect(judge('/debug/pprof/trace')).toMatchObject({ seconds: 1 });
    expect(judge('/debug/pprof/heap?seconds=7')).toMatchObject({ seconds: 7 });
    expect(judge('/debug/pprof/goroutine?debug=1')).toMatchObject({ fullDump: false });
    for (const query of ['debug=2', 'debug=02', 'debug=3', 'seconds=0&debug=99'])
      expect(judge(`/debug/pprof/goroutine?${query}`), query).toMatchObject({ fullDump: true });
    expect(judge('/debug/pprof/heap?gc=1', {}, true)).toMatchObject({ passes: true });
  });

  it('is for GET and HEAD, in capitals', () => {
    expect(judge('/info', { method: 'HEAD' })).toMatchObject({ passes: true, method: 'HEAD' });
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'get', 'M-SEARCH', ''])
      expect(judge('/info', { method }), method).toMatchObject({ passes: false, status: 403 });
  });

  it('is for this machine by its own names, so that no other name can be made to lead here', () => {
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:6060'])
      expect(judge('/info', { headers: [['host', host]] }), host).toMatchObject({ passes: true });
    for (const host of [
      '',
      'evil.example',
      'evil.example:6060',
      'localhost.evil.example',
      'localhost.',
      '127.0.0.1.evil.example',
      '127.0.0.1@evil.example',
      'evil.example#127.0.0.1',
      '127.0.0.2',
      '0.0.0.0',
      '2130706433',
      '127.1',
      '::1',
      '[::1',
      '[::ffff:127.0.0.1]',
      'localhost:6060:1',
      'localhost\n',
      'localhost, evil.example',
    ].filter((host) => host.trim() !== 'localhost'))
      expect(judge('/info', { headers: [['host', host]] }), host).toMatchObject({
        passes: false,
        status: 403,
      });
    expect(judge('/info', { headers: [] })).toMatchObject({ passes: false, status: 400 });
    expect(judge('/info', { headers: [HOST, HOST] })).toMatchObject({ passes: false, status: 400 });
  });

  it.each([
    ['Origin', 'http://evil.example'],
    ['Origin', 'null'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
    ['Upgrade', 'h2c'],
    ['Expect', '100-continue'],
    ['Content-Length', '5'],
    ['Content-Length', '+0'],
    ['Transfer-Encoding', 'chunked'],
    ['transfer-encoding', 'identity'],
  ])('does not let pass a request with %s: %s', (name, value) => {
    expect(judge('/info', { headers: [HOST, [name, value]] })).toMatchObject({ passes: false, status: 403 });
  });

  it('lets a browser pass that was told to open it', () => {
    expect(judge('/info', { headers: [HOST, ['Sec-Fetch-Site', 'none']] })).toMatchObject({ passes: true });
  });

  it('lets nothing pass that anybody could read as another path', () => {
    const words =
      '/ // .. . %2e %2f \\ ? & ; # debug pprof heap goroutine v1.41 info version _ping containers json = 2 seconds @ : http://';
    const pieces = fc.constantFrom('\r', '\n', ' ', '\0', ...words.split(' '));
    const targets = fc.oneof(
      fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
      fc.array(pieces, { maxLength: 5 }).map((parts) => `/debug/pprof/${parts.join('')}`),
      fc.array(pieces, { maxLength: 4 }).map((parts) => `/debug/pprof/goroutine?${parts.join('')}`),
      fc.string(),
    );
    let passed = 0;
    fc.assert(
      fc.property(targets, (target) => {
        if (!passes(target)) return;
        passed++;
        const url = new URL(target, 'http://docker');
        expect(url.host).toBe('docker');
        expect(`${url.pathname}${target.includes('?') ? `?${url.search.slice(1)}` : ''}`).toBe(target);
        expect(decodeURIComponent(url.pathname)).toBe(url.pathname);
        expect(url.pathname).toMatch(/^(\/v1\.\d+)?\/(version|info|_ping|debug\/pprof\/[a-z]*)$/);
      }),
      { numRuns: 20_000 },
    );
    expect(passed).toBeGreaterThan(50);
  });
});
