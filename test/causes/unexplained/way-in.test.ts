import { expect, test } from 'vitest';
import { findWayIn } from '../../../src/causes/unexplained/way-in.ts';

const SERVE = 'net/http.(*conn).serve';
const D = 'github.com/docker/docker';

test.each([
  [
    { by: 'call', name: 'POST /containers/{id}/stop' },
    [`${D}/api/server/router/container.(*containerRouter).postContainersStop`, SERVE],
  ],
  [
    { by: 'call', name: 'gRPC RuntimeService.StopContainer' },
    ['k8s.io/cri-api/pkg/apis/runtime/v1._RuntimeService_StopContainer_Handler.func1'],
  ],
  [
    { by: 'call', name: 'gRPC Tasks.Kill' },
    ['github.com/containerd/containerd/api/services/tasks/v1._Tasks_Kill_Handler'],
  ],
  [
    { by: 'call', name: 'ttrpc Task' },
    ['github.com/containerd/containerd/api/runtime/task/v2.RegisterTaskService.func3'],
  ],
  [{ by: 'idle-connection' }, ['net/http.(*conn).readRequest', SERVE]],
  [
    { by: 'http', handler: 'mine.handle' },
    ['example.org/mine.handle', 'net/http.HandlerFunc.ServeHTTP', SERVE],
  ],
  [{ by: 'http' }, ['net/http.something', SERVE]],
  [undefined, ['example.org/mine.(*Worker).run']],
])('the way in is %j', (expected, functions) => {
  expect(findWayIn({ frames: functions.map((name) => ({ function: name })) })).toEqual(expected);
});
