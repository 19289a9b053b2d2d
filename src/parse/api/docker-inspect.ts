// GET /containers/{id}/json of the Docker Engine API: moby api/types/types.go, types ContainerJSON and ContainerState
// (18.09), api/types/container/container.go, type InspectResponse (28).
//
//     {"Id":"10ede9a37887…","Created":"2026-11-24T02:07:41.267564396Z","Path":"/bin/sleep","Args":["100000"],
//     "State":{"Status":"running","Running":true,"Paused":false,…,"Dead":false,"Pid":11746,"ExitCode":0,…
//
// `State.Pid` is 0 when the container does not run. `Config.StopTimeout` (API 1.25, docker 1.13) stands there only when
// it was set; it is negative for one that a stop waits for without end. `ExecIDs` is null where there are none.

import type { Container } from '../../model/container.ts';
import { ParseError } from '../parse-error.ts';
import { isContainerId } from './container-id.ts';
import { dockerMounts } from './docker-containers.ts';
import { createJsonQuote } from './json-quote.ts';
import { integerAt, objectAt, parseJsonObject, stringAt } from './json-value.ts';
import { podName } from './pod-name.ts';

/** The container that a reply describes; ParseError when the reply is no JSON object or names no container. */
export function parseDockerInspect(bytes: Uint8Array, file: string): Container {
  const text = new TextDecoder().decode(bytes);
  const reply = parseJsonObject('docker-inspect', text);
  const id = stringAt(reply, 'Id');
  if (!isContainerId(id))
    throw new ParseError('docker-inspect', 0, 'an Id of 64 hexadecimal digits', id ?? 'none');
  const state = objectAt(reply, 'State');
  const config = objectAt(reply, 'Config');
  const name = stringAt(reply, 'Name')?.replace(/^\//, '');
  const status = state === undefined ? undefined : stringAt(state, 'Status')?.toLowerCase();
  const initPid = state === undefined ? undefined : integerAt(state, 'Pid');
  const startedAtMs = Date.parse((state === undefined ? undefined : stringAt(state, 'StartedAt')) ?? '');
  const stopTimeoutSeconds = config === undefined ? undefined : integerAt(config, 'StopTimeout');
  const execs: unknown = reply['ExecIDs'];
  return {
    id,
    runtime: 'docker',
    ...(name === undefined || name === '' ? {} : { name }),
    ...podName(config === undefined ? undefined : objectAt(config, 'Labels'), name),
    ...(status === undefined ? {} : { state: status }),
    ...(initPid === undefined || initPid <= 0 ? {} : { initPid }),
    // A container that never started has 0001-01-01T00:00:00Z there.
    ...(startedAtMs > 0 ? { startedAtMs } : {}),
    mounts: dockerMounts(reply),
    ...(stopTimeoutSeconds === undefined ? {} : { stopTimeoutSeconds }),
    ...(Array.isArray(execs) && execs.length > 0 ? { execCount: execs.length } : {}),
    evidence: createJsonQuote(file, text)('Id', id),
  };
}
