import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packed.ts';

export interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly devOptional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** path in node_modules → what package-lock.json says of it. */
export function lockedPackages(): Readonly<Record<string, LockedPackage>> {
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, LockedPackage> }).packages;
}

/** path → version of what a Linux node needs: not the types, nor the binaries of other systems. */
export function lockedForNodes(): Record<string, string> {
  const needed = Object.entries(lockedPackages()).filter(
    ([path, { dev, peer, devOptional }]) =>
      path !== '' &&
      dev !== true &&
      peer !== true &&
      devOptional !== true &&
      !/@types\/|undici-types$/.test(path) &&
      !/@koromix\/koffi-(?!linux-(?:x64|arm64)$)/.test(path),
  );
  return Object.fromEntries(needed.map(([path, { version }]) => [path, version]));
}
