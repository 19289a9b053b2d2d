import type { Host } from '../../host/host.ts';

/** A small file of the host as text. Rejects with HostError. */
export async function readText(host: Host, path: string, maxBytes = 1024 * 1024): Promise<string> {
  return new TextDecoder().decode(await host.read(path, { maxBytes }));
}
