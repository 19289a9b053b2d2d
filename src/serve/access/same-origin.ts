export interface OriginHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: browsers send it to loopback and over TLS; no page can forge it. */
  readonly site: string | undefined;
}

const OWN: readonly string[] = ['same-origin', 'none'];

/** Whether no page of elsewhere has sent the request. Programs other than browsers send neither header. */
export function isOwnRequest({ host, origin, site }: OriginHeaders): boolean {
  if (site !== undefined) return OWN.includes(site);
  return origin === undefined || hostOf(origin) === host?.toLowerCase();
}

/** `127.0.0.1:7070`; undefined for `null` and the like. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]{1,300})$/i.exec(origin)?.[1]?.toLowerCase();
}
