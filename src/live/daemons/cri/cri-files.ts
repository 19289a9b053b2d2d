// The files of `cri/`, asked of the runtime itself; they have the names of api.proto: `runtime_name`.
//
// The statuses are asked for with `verbose`, for the pid: containerd and CRI-O put it into a JSON text under `info.info`, beside
// the whole OCI spec with the container's environment. Only the pid is kept.

import { HostError } from '../../../system/host-error.ts';
import type { RuntimeCall } from './runtime-messages.ts';
import type { RuntimeAnswer, RuntimeClient } from './runtime-client.ts';

const QUERIES = new Map<string, RuntimeCall>([
  ['cri/Version.json', 'Version'],
  ['cri/ListContainers.json', 'ListContainers'],
  ['cri/ListPodSandbox.json', 'ListPodSandbox'],
]);
const STATUS = /^cri\/ContainerStatus-([0-9a-f]{64})\.json$/;
const VERSION = 'cri/Version.json';
const LIST = 'cri/ListContainers.json';

/** Answers of a CRI runtime; HostError `absent` where there is none. Each question is asked once. */
export class CriFiles {
  private readonly client: RuntimeClient;
  private readonly answers = new Map<string, Promise<RuntimeAnswer>>();

  constructor(client: RuntimeClient) {
    this.client = client;
  }

  async read(path: string, maxBytes: number, deadlineMs: number): Promise<Uint8Array> {
    const bytes = Buffer.from(JSON.stringify(await this.answer(path, deadlineMs), undefined, 1));
    if (bytes.length <= maxBytes) return bytes;
    throw new HostError(path, 'too-large', `${path} is larger than ${maxBytes} bytes`);
  }

  /** What the runtime can be asked, with the status of each container that has not exited; empty where there is no runtime. */
  async list(deadlineMs: number): Promise<string[]> {
    if (!this.client.isKnown) return [];
    const names = [...QUERIES.keys()];
    try {
      await this.answer(VERSION, deadlineMs);
      names.push(...unfinished(await this.answer(LIST, deadlineMs)));
    } catch (error) {
      const none =
        error instanceof HostError && (error.reason === 'unsupported' || error.reason === 'absent');
      if (none) return [];
    }
    return names.map((path) => path.slice('cri/'.length)).sort();
  }

  private answer(path: string, deadlineMs: number): Promise<RuntimeAnswer> {
    const known = this.answers.get(path);
    if (known !== undefined) return known;
    const id = STATUS.exec(path)?.[1];
    const call = id === undefined ? QUERIES.get(path) : 'ContainerStatus';
    if (call === undefined)
      return Promise.reject(new HostError(path, 'absent', `${path} is not asked of a running runtime`));
    const asked = this.ask(path, call, id, deadlineMs);
    asked.catch(() => {});
    this.answers.set(path, asked);
    return asked;
  }

  /** A runtime that does not even tell its version is asked nothing else. */
  private async ask(
    path: string,
    call: RuntimeCall,
    id: string | undefined,
    deadlineMs: number,
  ): Promise<RuntimeAnswer> {
    if (path !== VERSION) await this.mustAnswer(path, deadlineMs);
    const request = id === undefined ? {} : { container_id: id, verbose: true };
    const answer = await this.client.ask(call, request, { path, deadlineMs });
    return id === undefined ? answer : withPidOnly(answer);
  }

  private async mustAnswer(path: string, deadlineMs: number): Promise<void> {
    try {
      await this.answer(VERSION, deadlineMs);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      throw new HostError(path, error.reason, error.message, { cause: error });
    }
  }
}

function unfinished({ containers }: RuntimeAnswer): string[] {
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('id' in one) || typeof one.id !== 'string') return [];
    if ('state' in one && one.state === 'CONTAINER_EXITED') return [];
    const path = `cri/ContainerStatus-${one.id}.json`;
    return STATUS.test(path) ? [path] : [];
  });
}

/** The answer with `info: {pid}` in place of all that a verbose one holds. */
export function withPidOnly({ info, ...answer }: RuntimeAnswer): RuntimeAnswer {
  const pid = pidOf(info);
  return pid === undefined ? answer : { ...answer, info: { pid } };
}

function pidOf(info: unknown): number | undefined {
  if (typeof info !== 'object' || info === null || !('info' in info) || typeof info.info !== 'string')
    return undefined;
  try {
    const inner: unknown = JSON.parse(info.info);
    const pid = typeof inner === 'object' && inner !== null && 'pid' in inner ? inner.pid : undefined;
    return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
