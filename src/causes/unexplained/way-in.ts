/**
 * By which call goroutines came into a daemon. Generated gRPC code (google.golang.org/grpc cmd/protoc-gen-go-grpc) names its
 * handlers `_Tasks_Kill_Handler`; ttrpc (containerd/ttrpc cmd/protoc-gen-go-ttrpc) registers closures in `RegisterTTRPCTaskService`;
 * net/http calls a handler directly below `http.serverHandler.ServeHTTP`.
 */
import { defined } from '../../model/defined.ts';
import type { Frame, GoroutineGroup } from '../../model/goroutine.ts';
import type { WayIn } from '../../model/statements/goroutines.ts';
import { shortName } from '../../parse/go/function-name.ts';
import { findApiCall, servesHttp } from '../facts/api-call.ts';

const GRPC = /\._([A-Z]\w*)_([A-Z]\w*)_Handler(?:\.func\d+)?$/;
const TTRPC = /\.Register(?:TTRPC)?(\w+?)Service\.func(\d+)/;
const HTTP_SERVER =
  /^net\/http\.(?:serverHandler\.ServeHTTP|\(\*ServeMux\)\.ServeHTTP|HandlerFunc\.ServeHTTP)$/;

/** `POST /containers/{id}/stop`, `gRPC RuntimeService.StopContainer`; undefined for goroutines that no call has started. */
export function findWayIn({ frames }: Pick<GoroutineGroup, 'frames'>): WayIn | undefined {
  const call = findApiCall(frames);
  if (call !== undefined) return { by: 'call', name: call };
  for (const { function: name } of frames) {
    const [, service, method] = GRPC.exec(name) ?? [];
    if (service !== undefined && method !== undefined)
      return { by: 'call', name: `gRPC ${service}.${method}` };
    const [, ttrpc] = TTRPC.exec(name) ?? [];
    if (ttrpc !== undefined) return { by: 'call', name: `ttrpc ${ttrpc}` };
  }
  if (!servesHttp(frames)) return undefined;
  if (frames.some((frame) => frame.function === 'net/http.(*conn).readRequest'))
    return { by: 'idle-connection' };
  const handler = handlerOf(frames);
  return { by: 'http', ...defined({ handler: handler && shortName(handler.function) }) };
}

/** The outermost handler that is not net/http's. */
function handlerOf(frames: readonly Frame[]): Frame | undefined {
  const server = frames.findIndex((frame) => HTTP_SERVER.test(frame.function));
  return server <= 0 ? undefined : frames[server - 1];
}
