import { describe, expect, it } from 'vitest';
import { shortPath, sourceLink } from '../../ui/goroutines/source-link.ts';

const KILL = '/go/src/github.com/docker/docker/daemon/kill.go';

describe('the link to the source', () => {
  it.each([
    ['18.09.2', 'docker/docker-ce/blob/v18.09.2/components/engine/daemon/kill.go'],
    ['18.03.1-ce', 'docker/docker-ce/blob/v18.03.1-ce/components/engine/daemon/kill.go'],
    ['19.03.12', 'moby/moby/blob/v19.03.12/daemon/kill.go'],
    ['20.10.24+dfsg1', 'moby/moby/blob/v20.10.24/daemon/kill.go'],
  ])('of dockerd %s leads to its own tag', (version, path) => {
    expect(sourceLink(KILL, 162, { version })).toBe(`https://github.com/${path}#L162`);
  });

  it('follows vendored packages within the project, and Go itself', () => {
    const mux = '/go/src/github.com/docker/docker/vendor/github.com/gorilla/mux/mux.go';
    expect(sourceLink(mux, 103, { version: '20.10.7' })).toBe(
      'https://github.com/moby/moby/blob/v20.10.7/vendor/github.com/gorilla/mux/mux.go#L103',
    );
    expect(sourceLink('/usr/local/go/src/net/http/server.go', 1830, { goVersion: 'go1.10.8' })).toBe(
      'https://github.com/golang/go/blob/go1.10.8/src/net/http/server.go#L1830',
    );
  });

  it('finds containerd behind a distribution’s version', () => {
    const file = 'github.com/containerd/containerd/services/tasks/local.go';
    expect(sourceLink(file, 9, { version: '1.6.20~ds1-1+deb12u3' })).toBe(
      'https://github.com/containerd/containerd/blob/v1.6.20/services/tasks/local.go#L9',
    );
  });

  it.each([
    ['a version that is not known', KILL, {}],
    ['a version that is none', KILL, { version: 'dev"><script>' }],
    ['a project that is not known', '/src/example.com/thing/main.go', { version: '1.2.3' }],
    ['a path that leads out of it', `${KILL}/../../../../evil.go`, { version: '18.09.2' }],
    ['a path that is no path', `${KILL}"onclick="x`, { version: '18.09.2' }],
  ])('is not there for %s', (_what, file, versions) => {
    expect(sourceLink(file, 1, versions)).toBeUndefined();
  });
});

describe('the short path', () => {
  it('is what people of the project say', () => {
    expect(shortPath(KILL)).toBe('daemon/kill.go');
    expect(shortPath('/usr/lib/go/src/net/http/server.go')).toBe('/usr/lib/go/src/net/http/server.go');
  });
});
