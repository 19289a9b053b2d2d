import { expect, test } from 'vitest';
import { findWayIn } from '../../../src/causes/unexplained/way-in.ts';

const SERVE = 'net/http.(*conn).serve';
const D = 'github.com/docker/docker';

test.each([
  [
    'POST /containers/{id}/stop',
    [`${D}/api/server/router/container.(*containerRouter).postContainersStop`, SERVE],
  ],
  [
    'gRPC RuntimeService.StopContainer',
    ['k8s.io/cri-api/pkg/apis/runtime/v1._RuntimeService_StopContainer_Handler.func1'],
  ],
  ['gRPC Tasks.Kill', ['github.com/containerd/containerd/api/services/tasks/v1._Tasks_Kill_Handler']],
  ['ttrpc Task', ['github.com/containerd/containerd/api/runtime/task/v2.RegisterTaskService.func3']],
  ['a connection that waits for its next request', ['net/http.(*conn).readRequest', SERVE]],
  ['HTTP, served by mine.handle', ['example.org/mine.handle', 'net/http.HandlerFunc.ServeHTTP', SERVE]],
  ['HTTP', ['net/http.something', SERVE]],
  [undefined, ['example.org/mine.(*Worker).run']],
])('the way in is %s', (expected, functions) => {
  expect(findWayIn({ frames: functions.map((name) => ({ function: name })) })).toBe(expected);
});
