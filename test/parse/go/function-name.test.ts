import { describe, expect, it } from 'vitest';
import { compileFunctionPattern, parseFunctionName, shortName } from '../../../src/parse/go/function-name.ts';

describe('a function’s name', () => {
  it.each([
    [
      'github.com/docker/docker/daemon.(*Daemon).Kill',
      {
        packagePath: 'github.com/docker/docker/daemon',
        packageName: 'daemon',
        receiver: 'Daemon',
        name: 'Kill',
      },
    ],
    [
      'net/http.HandlerFunc.ServeHTTP',
      { receiver: 'HandlerFunc', pointerReceiver: false, name: 'ServeHTTP' },
    ],
    ['main.main', { packagePath: 'main', name: 'main', closures: [] }],
    [
      'gopkg.in/yaml%2ev2.(*parser).peek.func1.2',
      { packagePath: 'gopkg.in/yaml.v2', closures: ['func1', '2'] },
    ],
    ['os/signal.init.0', { name: 'init', closures: ['0'] }],
    ['github.com/x/y.glob..func1', { packageName: 'y', name: 'glob', closures: ['func1'] }],
    [
      'a/b.(*Cache[...]).Get.gowrap1',
      { receiver: 'Cache[...]', pointerReceiver: true, closures: ['gowrap1'] },
    ],
    ['a/b.Map[go.shape.struct { x/y.Z }]', { packagePath: 'a/b', name: 'Map[go.shape.struct { x/y.Z }]' }],
    [
      'r/container.(*containerRouter).postContainersStop-fm',
      { name: 'postContainersStop', methodValue: true },
    ],
    [
      'r/container.(*containerRouter).(github.com/docker/docker/api/server/router/container.postContainersStop)-fm',
      {
        packagePath: 'r/container',
        receiver: 'containerRouter',
        name: 'postContainersStop',
        methodValue: true,
      },
    ],
  ])('%s is split into its parts', (printed, parts) => {
    expect(parseFunctionName(printed)).toMatchObject(parts);
  });

  it('is short behind the package path, whose slashes are not those of types', () => {
    expect(shortName('github.com/docker/docker/daemon.(*Daemon).Kill')).toBe('daemon.(*Daemon).Kill');
    expect(shortName('a/b.Map[go.shape.struct { x/y.Z }]')).toBe('b.Map[go.shape.struct { x/y.Z }]');
    expect(shortName('panic')).toBe('panic');
  });
});

describe('a function pattern', () => {
  const table: [pattern: string, matches: string[], not: string[]][] = [
    [
      'daemon.(*Daemon).Kill',
      [
        'github.com/docker/docker/daemon.(*Daemon).Kill',
        'github.com/moby/moby/v2/daemon.(*Daemon).Kill',
        '_/build/_build/src/github.com/docker/docker/daemon.(*Daemon).Kill',
        'daemon.(*Daemon).Kill',
      ],
      [
        'github.com/docker/docker/daemon.(*Daemon).KillX',
        'github.com/docker/docker/daemon.(*Daemon).Kill.func1',
        'github.com/docker/docker/xdaemon.(*Daemon).Kill',
        'github.com/docker/docker/daemon.(*XDaemon).Kill',
        'github.com/docker/docker/daemon.Daemon.Kill',
      ],
    ],
    [
      'container.(*State).Wait.func*',
      [
        'github.com/docker/docker/container.(*State).Wait.func1',
        'github.com/moby/moby/v2/daemon/container.(*State).Wait.func12',
        'container.(*State).Wait.func1.1',
        'container.(*State).Wait.func1.func2',
        'container.(*State).Wait.gowrap1',
        'container.(*State).Wait.func1.deferwrap1',
        'container.(*State).Wait.func1-range1',
        'container.(*State).Wait·dwrap·1',
      ],
      ['container.(*State).Wait', 'container.(*State).Wait.funcX', 'container.(*State).Waiter.func1'],
    ],
    [
      'docker/daemon.(*Daemon).Kill',
      ['github.com/docker/docker/daemon.(*Daemon).Kill', 'docker/v2/daemon.(*Daemon).Kill'],
      ['github.com/moby/moby/daemon.(*Daemon).Kill', 'github.com/xdocker/daemon.(*Daemon).Kill'],
    ],
    ['yaml.v2.Unmarshal', ['gopkg.in/yaml%2ev2.Unmarshal'], ['gopkg.in/yamlxv2.Unmarshal']],
    ['fifo.(*fifo).Read', ['github.com/containerd/fifo.(*fifo).Read'], []],
    ['mux.(*Router).ServeHTTP', ['github.com/gorilla/mux/v2.(*Router).ServeHTTP'], []],
    [
      'lru.(*Cache).Get',
      ['a/lru.(*Cache[...]).Get', 'a/lru.(*Cache[go.shape.int_0]).Get'],
      ['a/lru.(*Cached).Get'],
    ],
    ['a.Map[...]', ['x/a.Map[...]', 'x/a.Map[go.shape.[]uint8]'], ['x/a.Map']],
    [
      'container.(*containerRouter).postContainersStop-fm',
      [
        'r/container.(*containerRouter).postContainersStop-fm',
        'r/container.(*containerRouter).(github.com/docker/docker/api/server/router/container.postContainersStop)-fm',
      ],
      [
        'r/container.(*containerRouter).postContainersStop',
        'r/container.(*containerRouter).(a/b.xpostContainersStop)-fm',
      ],
    ],
    [
      'container.(*containerRouter).post*',
      ['r/container.(*containerRouter).postContainersStop'],
      ['r/container.(*containerRouter).postX.func1'],
    ],
    ['panic', ['panic'], ['x/panic.panic', 'panics']],
  ];

  it.each(table)(
    '%s matches what it names, whatever stands before it, and nothing else',
    (pattern, matches, not) => {
      const compiled = compileFunctionPattern(pattern);
      for (const name of matches) expect(name).toMatch(compiled);
      for (const name of not) expect(name).not.toMatch(compiled);
    },
  );

  it('takes every other character literally', () => {
    expect(() => compileFunctionPattern('a[(+?{\\|^$.b')).not.toThrow();
    expect('xaxb').not.toMatch(compileFunctionPattern('a+b'));
  });
});
