/**
 * Names the API call that a goroutine serves, from the router's function on its stack.
 * moby api/server/router/{container,system,image,…}/*.go: `(*containerRouter).postContainersStop` serves
 * `POST /containers/{name}/stop` (v18.09.2 container.go:44 ff.); the names have been the same from 1.12 to 29.
 */
import type { Frame } from '../../model/goroutine.ts';

const CALLS = new Map([
  ['postContainersStop', 'POST /containers/{id}/stop'],
  ['postContainersKill', 'POST /containers/{id}/kill'],
  ['postContainersRestart', 'POST /containers/{id}/restart'],
  ['postContainersStart', 'POST /containers/{id}/start'],
  ['postContainersWait', 'POST /containers/{id}/wait'],
  ['postContainersAttach', 'POST /containers/{id}/attach'],
  ['postContainersPause', 'POST /containers/{id}/pause'],
  ['postContainersCreate', 'POST /containers/create'],
  ['postContainerExecCreate', 'POST /containers/{id}/exec'],
  ['postContainerExecStart', 'POST /exec/{id}/start'],
  ['deleteContainers', 'DELETE /containers/{id}'],
  ['getContainersJSON', 'GET /containers/json'],
  ['getContainersByName', 'GET /containers/{id}/json'],
  ['getContainersLogs', 'GET /containers/{id}/logs'],
  ['getContainersStats', 'GET /containers/{id}/stats'],
  ['getEvents', 'GET /events'],
  ['getInfo', 'GET /info'],
  ['getVersion', 'GET /version'],
  ['pingHandler', 'GET /_ping'],
  ['handlePprof', 'GET /debug/pprof'],
]);

// (*mux.Router).ServeHTTP stands below every call.
const ROUTER_METHOD = /Router\)\.(?!ServeHTTP$)([A-Za-z]+)$|\/debug\.(handlePprof)$/;

/** `POST /containers/{id}/stop`; the router's own method name where the call is not known; undefined without a router. */
export function findApiCall(frames: readonly Frame[]): string | undefined {
  for (const frame of frames) {
    const match = ROUTER_METHOD.exec(frame.function);
    const method = match?.[1] ?? match?.[2];
    if (method !== undefined) return CALLS.get(method) ?? method;
  }
  return undefined;
}

/** True for a goroutine that serves an HTTP connection, whatever it does just now. */
export function servesHttp(frames: readonly Frame[]): boolean {
  return frames.some((frame) => frame.function === 'net/http.(*conn).serve');
}
