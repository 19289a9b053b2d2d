import type { HostEntry } from '../../src/serve/api.ts';
import { AWAY, connection, readRefusal, Refused } from './ask.ts';

/**
 * Sends one file as the body of a request and says how much has gone, which fetch cannot. Throws Refused in the words of the
 * server, AWAY when it does not answer, and AbortError.
 */
export function sendFile(
  file: File,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<HostEntry> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/hosts?name=${encodeURIComponent(sendableName(file.name))}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => {
      connection.value = request.status === 401 ? 'locked' : 'here';
      if (request.status === 201) done(JSON.parse(request.responseText) as HostEntry);
      else fail(new Refused(readRefusal(request.responseText, request.status)));
    });
    request.addEventListener('error', () => {
      connection.value = 'away';
      fail(AWAY);
    });
    request.addEventListener('abort', () => fail(new DOMException('stopped', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** A name of half a character would not be let into an address. */
function sendableName(name: string): string {
  return name.slice(0, 1_000).replace(/[\ud800-\udfff]/gu, '\ufffd');
}
