import { beforeAll, describe, expect, it } from 'vitest';
import type { Refusal } from '../../src/serve/api.ts';
import { BUILT, startServing, type Serving } from './serving.ts';

const TOKEN = 'a-token-of-the-tests';
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

describe.skipIf(!BUILT)('on loopback', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await startServing(['--no-live']);
  });

  it('the page may act by its own script and style alone, and ask its own server', async () => {
    const { status, headers, text } = await serving.ask('/');
    expect(status).toBe(200);
    expect(headers).toMatchObject(HEADERS);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(text).not.toContain('id="data"');
  });

  it.each(['/api/hosts', '/api/hosts/nobody/report', '/nowhere', '/favicon.ico'])(
    'an answer that is not the page allows nothing: %s',
    async (path) => {
      const { headers } = await serving.ask(path);
      expect(headers).toMatchObject(HEADERS);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; base-uri 'none'/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it.each([
    ['127.0.0.1', 200],
    ['localhost:8080', 200],
    ['LOCALHOST', 200],
    ['[::1]:7070', 200],
    ['127.1.2.3:1', 200],
    ['evil.example', 403],
    ['evil.example:7070', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['127.0.0.1@evil.example', 403],
    ['10.0.0.1', 403],
  ])('a request under the name %s gets %i', async (host, status) => {
    for (const path of ['/', '/api/hosts'])
      expect((await serving.ask(path, { headers: { host } })).status).toBeOneOf([
        status,
        status === 403 ? 400 : status,
      ]);
  });

  it.each([
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }],
  ])('a page of another origin cannot write: %j', async (headers) => {
    for (const [method, path] of [
      ['POST', '/api/hosts?name=x'],
      ['DELETE', '/api/hosts/x'],
    ] as const) {
      const answer = await serving.ask(path, { method, headers: { host: 'localhost', ...headers } });
      expect(answer.status).toBe(403);
    }
  });

  it('a page of another origin cannot have anything examined either, but may link here', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await serving.ask('/api/hosts', { headers })).status).toBe(403);
    expect((await serving.ask('/', { headers })).status).toBe(200);
  });

  it('its own page, and programs, may write', async () => {
    const body = 'heap profile: 0: 0 [0: 0] @ heap/1\n';
    for (const headers of [
      {},
      { host: 'localhost:7070', origin: 'http://localhost:7070' },
      { 'sec-fetch-site': 'same-origin' },
    ])
      expect((await serving.ask('/api/hosts?name=x', { method: 'POST', headers, body })).status).toBe(201);
  });
});

describe.skipIf(!BUILT)('with a token', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await startServing(['--no-live'], { environment: { DEADWAIT_TOKEN: TOKEN } });
  });

  it('nobody is let in without it', async () => {
    const page = await serving.ask('/');
    expect(page.status).toBe(401);
    expect(page.text).toContain('asks for a token');
    const api = await serving.ask('/api/hosts');
    expect(api.status).toBe(401);
    expect(api.headers['www-authenticate']).toContain('Bearer');
    expect((api.json() as Refusal).problem.hint).toContain('token');
    expect((await serving.ask('/api/hosts?name=x', { method: 'POST', body: 'x' })).status).toBe(401);
  });

  it.each(['', 'wrong', `${TOKEN}x`, TOKEN.slice(0, -1), TOKEN.toUpperCase()])(
    'nor with another: %j',
    async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      expect((await serving.ask('/api/hosts', { headers })).status).toBe(401);
      const page = await serving.ask(`/?token=${token}`);
      expect([page.status, page.headers['set-cookie']]).toEqual([401, undefined]);
      const cookie = `deadwait-${serving.port}=${token}`;
      expect((await serving.ask('/api/hosts', { headers: { cookie } })).status).toBe(401);
    },
  );

  it('a program sends it as a bearer, under any name of the host', async () => {
    const headers = { authorization: `Bearer ${TOKEN}`, host: 'node-17.example' };
    expect((await serving.ask('/api/hosts', { headers })).status).toBe(200);
  });

  it('the address with it gives a cookie that no script reads and no other site sends, and that is not the token', async () => {
    const first = await serving.ask(new URL(serving.url).pathname + new URL(serving.url).search);
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await serving.ask('/', { headers })).status).toBe(200);
    expect((await serving.ask('/api/hosts', { headers })).status).toBe(200);
  });

  it('a link of elsewhere goes on by a page of its own, which the cookie goes along with', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { status, text } = await serving.ask(`/?token=${TOKEN}`, { headers });
    expect(status).toBe(200);
    expect(text).toContain('http-equiv="refresh"');
  });
});

describe.skipIf(!BUILT)('elsewhere than on loopback', () => {
  it('a token is made up, and another each time', async () => {
    const [one, other] = [
      await startServing(['--listen', '0.0.0.0']),
      await startServing(['--listen', '0.0.0.0']),
    ];
    const tokenOf = ({ url }: Serving): string => new URL(url).searchParams.get('token') ?? '';
    expect(tokenOf(one)).toMatch(/^[\w-]{24}$/);
    expect(tokenOf(one)).not.toBe(tokenOf(other));
    expect((await one.ask('/api/hosts')).status).toBe(401);
    for (const serving of [one, other]) await serving.end();
  });
});
