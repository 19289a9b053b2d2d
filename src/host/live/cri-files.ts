// The files of `cri/`, asked of the runtime through crictl, which finds its endpoint itself.
//
// Source: cri-tools cmd/crictl (protojson: `runtimeName`); the files have the names of api.proto: `runtime_name`. Keys of
// labels, annotations and info are no fields and stay as they are.

import { HostError } from '../host.ts';
import type { RootCommands } from './root-commands.ts';

const QUERIES = new Map<string, readonly string[]>([
  ['cri/Version.json', ['version', '-o', 'json']],
  ['cri/ListContainers.json', ['ps', '-a', '-o', 'json']],
  ['cri/ListPodSandbox.json', ['pods', '-o', 'json']],
]);
const STATUS = /^cri\/ContainerStatus-([0-9a-f]{64})\.json$/;
const NO_FIELDS = new Set(['labels', 'annotations', 'info']);
const MAX_DEPTH = 32;

/** Answers of a CRI runtime; HostError `unsupported` where there is no crictl. Each question is asked once. */
export class CriFiles {
  private readonly commands: RootCommands;
  private readonly answers = new Map<string, Promise<Uint8Array>>();

  constructor(commands: RootCommands) {
    this.commands = commands;
  }

  async read(path: string, maxBytes: number, deadlineMs: number): Promise<Uint8Array> {
    const id = STATUS.exec(path)?.[1];
    const query = id === undefined ? QUERIES.get(path) : ['inspect', '-o', 'json', id];
    if (query === undefined) throw new HostError(path, 'absent', `${path} is not asked of a running runtime`);
    let answer = this.answers.get(path);
    if (answer === undefined) {
      answer = this.commands
        .readCommand('crictl', query, { path, maxBytes, deadlineMs })
        .then((bytes) => withProtoNames(bytes, path));
      this.answers.set(path, answer);
    }
    return answer;
  }

  /** What the runtime can be asked; empty where there is none. */
  async list(deadlineMs: number): Promise<string[]> {
    try {
      await this.read('cri/Version.json', 1024 * 1024, deadlineMs);
    } catch (error) {
      if (error instanceof HostError && error.reason === 'unsupported') return [];
    }
    return [...QUERIES.keys()].map((path) => path.slice('cri/'.length)).sort();
  }
}

function withProtoNames(bytes: Uint8Array, path: string): Uint8Array {
  try {
    const reply: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return Buffer.from(JSON.stringify(renamed(reply, 0), undefined, 1));
  } catch (cause) {
    throw new HostError(path, 'malformed', 'crictl answered with something that is not JSON', { cause });
  }
}

function renamed(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      NO_FIELDS.has(key) ? inner : renamed(inner, depth + 1),
    ]),
  );
}
