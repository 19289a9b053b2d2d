import { hostEntry, type CaseEntry, type EntryList } from '../recording.ts';
import type { Host } from '../../host/host.ts';

/** What the container runtimes answer, and what lies on disk when they do not. */
export const apis: EntryList = async (host) => {
  const answers = await Promise.all(
    ['docker', 'cri'].map(async (folder) =>
      (await host.list(folder)).map((name): CaseEntry => {
        const path = `${folder}/${name}`;
        const entry = hostEntry(host, path, name.endsWith('.json') ? 'json' : 'text');
        return name.startsWith('inspect-')
          ? { ...entry, failurePath: path.replace(/\.json$/, '.error') }
          : entry;
      }),
    ),
  );
  return [...answers.flat(), ...(await bundles(host, 'run', 0))];
};

/** Deeper than any bundle of an OCI runtime below /run. */
const DEEPEST = 8;
const BUNDLE_FILES = new Set(['config.json', 'init.pid']);

async function bundles(host: Host, folder: string, depth: number): Promise<readonly CaseEntry[]> {
  if (depth > DEEPEST) return [];
  const found: CaseEntry[] = [];
  for (const name of await host.list(folder)) {
    const path = `${folder}/${name}`;
    if (name === 'config.json') found.push(hostEntry(host, path, 'json'));
    else if (BUNDLE_FILES.has(name)) found.push(hostEntry(host, path, 'text'));
    else if (!name.includes('.json')) found.push(...(await bundles(host, path, depth + 1).catch(() => [])));
  }
  return found;
}
