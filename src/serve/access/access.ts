import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { Refused } from '../refused.ts';
import { isLoopbackName } from './loopback-name.ts';
import { isOwnRequest } from './same-origin.ts';
import type { Token } from './token.ts';

export interface AccessOptions {
  /** Without one, whoever reaches the loopback of this machine is let in. */
  readonly token?: Token;
  /** Part of the cookie's name: cookies are shared by all ports of a host. */
  readonly port: () => number;
}

const READS: readonly string[] = ['GET', 'HEAD'];
const ASKS =
  'Open the address that deadwait serve has printed, the one that ends in ?token=…, or send Authorization: Bearer TOKEN.';

/** Lets a request pass to what it asks for, or refuses it. */
export function guardAccess({ token, port }: AccessOptions) {
  return createMiddleware(async (context, next) => {
    const { req } = context;
    const host = req.header('host');
    if (token === undefined && !isLoopbackName(host))
      throw new Refused(
        403,
        'This page is served to this machine only, and was asked for under another name.',
        'Open it as http://127.0.0.1:PORT or http://localhost:PORT; from elsewhere, through ssh -L.',
      );
    const isRead = READS.includes(req.method);
    const site = req.header('sec-fetch-site');
    if (!isRead || req.path.startsWith('/api/')) {
      const own = isOwnRequest({ host, origin: isRead ? undefined : req.header('origin'), site });
      if (!own) throw new Refused(403, 'A page of another origin has sent this request.');
    }
    if (token === undefined) return next();

    const cookie = `deadwait-${port()}`;
    const given = req.query('token');
    if (given !== undefined && req.path === '/' && token.fits(given)) {
      setCookie(context, cookie, token.cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
      // A strict cookie does not go along when a link of elsewhere led here; a page of our own that goes on does.
      return site === undefined || site === 'none' || site === 'same-origin'
        ? context.redirect('/', 303)
        : context.html(
            '<!doctype html><meta http-equiv="refresh" content="0; url=/"><title>deadwait</title>',
          );
    }
    const bearer = /^Bearer +(\S{1,500})$/i.exec(req.header('authorization') ?? '')?.[1];
    if (token.fits(bearer) || token.fitsCookie(getCookie(context, cookie))) return next();
    const wrong = given !== undefined || bearer !== undefined;
    throw new Refused(
      401,
      wrong ? 'This is not the token of this page.' : 'This page asks for a token.',
      ASKS,
    );
  });
}
