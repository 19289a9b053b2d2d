// The docker Engine API as the files of `docker/`.
//
// Source: moby api/swagger.yaml; paths without a version are answered in the daemon's own version (api/server/server.go).
// GET /containers/<id>/json takes the container's lock, which a stuck container may hold for ever: each such request then
// stays in the daemon. So few are under way, and after two that did not answer no other is made.

import { parseDockerContainers } from '../../parse/api/docker-containers.ts';
import { HostError } from '../../system/host-error.ts';
import { hostError } from '../../system/system-error.ts';
import type { UnixHttp } from './unix-http.ts';

const ENDPOINTS = new Map([
  ['docker/version.json', '/version'],
  ['docker/info.json', '/info'],
  ['docker/containers.json', '/containers/json?all=1'],
]);
const INSPECT = /^docker\/inspect-([0-9a-f]{64})\.(json|error)$/;
const AT_ONCE = 2;
const MAX_SILENT = 2;

export interface DockerDeadlines {
  readonly apiMs: number;
  readonly inspectMs: number;
}

/** Answers of one docker daemon; each question is asked once, and its answer, good or bad, remembered. */
export class DockerApi {
  private readonly http: UnixHttp;
  private readonly deadlines: DockerDeadlines;
  private readonly answers = new Map<string, Promise<Uint8Array>>();
  private readonly failed = new Map<string, HostError>();
  private readonly waiting: (() => void)[] = [];
  private inspecting = 0;
  private silent = 0;

  constructor(http: UnixHttp, deadlines: DockerDeadlines) {
    this.http = http;
    this.deadlines = deadlines;
  }

  read(path: string, maxBytes: number): Promise<Uint8Array> {
    const known = this.answers.get(path);
    if (known !== undefined) return known;
    const answer = this.ask(path, maxBytes);
    this.answers.set(path, answer);
    answer.catch((error: unknown) => this.failed.set(path, hostError(path, error)));
    return answer;
  }

  /** The files that `read` serves: one `inspect` for each container; `.error` in its place where that has failed. */
  async list(): Promise<string[]> {
    const names = [...ENDPOINTS.keys()];
    try {
      const file = 'docker/containers.json';
      for (const { id } of parseDockerContainers(await this.read(file, 64 * 1024 * 1024), file)) {
        const inspect = `docker/inspect-${id}`;
        names.push(this.failed.has(`${inspect}.json`) ? `${inspect}.error` : `${inspect}.json`);
      }
    } catch {
      // whoever reads containers.json is told
    }
    return names.map((name) => name.slice('docker/'.length)).sort();
  }

  private async ask(path: string, maxBytes: number): Promise<Uint8Array> {
    const endpoint = ENDPOINTS.get(path);
    if (endpoint !== undefined)
      return this.http.get(endpoint, { path, maxBytes, deadlineMs: this.deadlines.apiMs });
    const [, id, kind] = INSPECT.exec(path) ?? [];
    if (id === undefined) throw new HostError(path, 'absent', `${path} is not asked of a running daemon`);
    if (kind === 'json') return this.inspect(id, path, maxBytes);
    const failure = this.failed.get(`docker/inspect-${id}.json`);
    if (failure !== undefined) return Buffer.from(`${failure.message}\n`);
    throw new HostError(path, 'absent', `inspect of ${id.slice(0, 12)} has not failed`);
  }

  private async inspect(id: string, path: string, maxBytes: number): Promise<Uint8Array> {
    await this.turn();
    try {
      if (this.silent >= MAX_SILENT) {
        throw new HostError(path, 'timeout', `not asked: ${MAX_SILENT} inspects before did not answer`);
      }
      return await this.http.get(`/containers/${id}/json`, {
        path,
        maxBytes,
        deadlineMs: this.deadlines.inspectMs,
      });
    } catch (error) {
      const failure = hostError(path, error);
      if (failure.reason === 'timeout') this.silent++;
      throw failure;
    } finally {
      this.inspecting--;
      for (const wake of this.waiting.splice(0)) wake();
    }
  }

  private async turn(): Promise<void> {
    // one that does not answer keeps its place: never are more than two left behind
    while (this.inspecting >= Math.max(1, AT_ONCE - this.silent)) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.inspecting++;
  }
}
