import { existsSync, renameSync, rmSync } from 'node:fs';

/** An input at `path`, made beside it first: whatever broke off halfway is not taken for one. */
export async function madeOnce(path: string, make: (part: string) => Promise<void> | void): Promise<string> {
  if (existsSync(path)) return path;
  const part = `${path}.part`;
  rmSync(part, { recursive: true, force: true });
  await make(part);
  renameSync(part, path);
  return path;
}
