// containerd's configuration: containerd services/server/config/config.go (1.x), cmd/containerd/server/config (2.x), in TOML.
//
//     state = "/run/containerd"
//     [debug]
//       address = "/run/containerd/debug.sock"
//
// Versions 1 to 3 of the file name these keys alike. Only strings of the top level and of `[grpc]` and `[debug]` are read; TOML's
// other ways to write the same (`debug.address = …`, literal strings) are understood, inline tables are not.

/** Where a containerd was told to keep its state, and to listen; absent means its default. */
export interface ContainerdConfig {
  readonly state?: string;
  readonly grpcAddress?: string;
  readonly debugAddress?: string;
}

const MOST_CHARACTERS = 1024 * 1024;
const KEYS: ReadonlyMap<string, keyof ContainerdConfig> = new Map([
  ['state', 'state'],
  ['grpc.address', 'grpcAddress'],
  ['debug.address', 'debugAddress'],
]);

/** Reads what is known in it and skips the rest; never throws. */
export function parseContainerdConfig(text: string): ContainerdConfig {
  const found: Partial<Record<keyof ContainerdConfig, string>> = {};
  let table = '';
  for (const line of text.slice(0, MOST_CHARACTERS).split('\n')) {
    const trimmed = line.trim();
    const header = /^\[{1,2}([^\]]{1,200})\]/.exec(trimmed)?.[1];
    if (header !== undefined) {
      table = header.trim();
      continue;
    }
    const [, key = '', basic, literal] =
      /^([\w.-]{1,100})\s*=\s*(?:"([^"\\]*)"|'([^']*)')/.exec(trimmed) ?? [];
    const known = KEYS.get(table === '' ? key : `${table}.${key}`);
    const value = basic ?? literal ?? '';
    if (known !== undefined && value !== '') found[known] ??= value;
  }
  return found;
}
