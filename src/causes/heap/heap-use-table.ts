/**
 * What the memory of container daemons is for, known by the functions on the stack that allocated it. Sizes are those of the
 * sources: net/http/server.go newBufioReader and newBufioWriterSize (4 KiB each for a connection, 2 KiB for an answer), moby
 * api/server/middleware/debug.go (a reader of 4 KiB around the body of a POST in debug mode), moby pkg/pubsub/publisher.go and
 * daemon/events/events.go (a channel of 1 024 messages for each subscriber), moby pkg/pools (32 KiB) and daemon/logger/copier.go
 * (16 KiB) for each stream, grpc internal/transport/http_util.go (64 KiB to write, 32 KiB to read), runtime/proc.go malg (a g).
 */
import type { FunctionPatterns } from '../../model/cause.ts';
import type { HeapUnit } from '../../model/heap.ts';

/** One use. All that is given must hold; the first of the table that fits counts. */
export interface HeapUseRule {
  readonly id: string;
  /** For a sentence, in the plural. */
  readonly says: string;
  /** Each must be on the stack; the order does not matter. */
  readonly through?: readonly FunctionPatterns[];
  /** A function of one of these packages, or of one below it, must be on the stack. */
  readonly packages?: readonly string[];
  readonly without?: readonly string[];
  readonly unit?: HeapUnit;
}

const KIB = 1024;
const NEW_WRITER = 'net/http.newBufioWriterSize';
const READ_REQUEST = 'net/http.(*conn).readRequest';

export const HEAP_USE_TABLE: readonly HeapUseRule[] = [
  {
    id: 'goroutine-records',
    says: "the Go runtime's records of goroutines, which it keeps for as many as there ever were at once",
    through: [['runtime.malg', 'runtime.allgadd', 'runtime.newproc1']],
    unit: { of: 'goroutine', bytes: 416 },
  },
  {
    id: 'profiles',
    says: 'profiles that are being written',
    packages: ['runtime/pprof', 'net/http/pprof'],
  },

  // One HTTP connection each, whatever it does.
  {
    id: 'http-body',
    says: "dockerd's debug-mode readers of request bodies",
    through: ['bufio.NewReaderSize', 'middleware.DebugRequestMiddleware.func*'],
    unit: { of: 'POST request', bytes: 4 * KIB },
  },
  {
    id: 'http-read-buffer',
    says: 'read buffers of HTTP connections',
    through: ['net/http.newBufioReader'],
    unit: { of: 'connection', bytes: 4 * KIB },
  },
  {
    id: 'http-answer-buffer',
    says: 'buffers of HTTP answers',
    through: [NEW_WRITER, READ_REQUEST],
    unit: { of: 'request', bytes: 2 * KIB },
  },
  {
    id: 'http-write-buffer',
    says: 'write buffers of HTTP connections',
    through: [NEW_WRITER],
    unit: { of: 'connection', bytes: 4 * KIB },
  },

  // What requests are for.
  {
    id: 'event-subscribers',
    says: 'queues of event subscribers',
    through: [['pubsub.(*Publisher).SubscribeTopic', 'pubsub.(*Publisher).SubscribeTopicWithBuffer']],
    unit: { of: 'subscriber', bytes: 16 * KIB },
  },
  {
    id: 'event-messages',
    says: 'messages to event subscribers',
    through: [
      [
        'pubsub.(*Publisher).Publish',
        'pubsub.(*Publisher).sendTopic',
        'events.(*Events).*',
        'events.(*Exchange).*',
        'system.(*systemRouter).getEvents',
      ],
    ],
  },
  {
    id: 'stats',
    says: 'statistics of containers and their subscribers',
    through: [
      [
        'stats.(*Collector).*',
        'stats.(*Collector).*.func*',
        'daemon.(*Daemon).ContainerStats',
        'daemon.(*Daemon).stats',
      ],
    ],
  },
  {
    id: 'state-wait',
    says: 'helpers of State.Wait',
    through: [['container.(*State).Wait', 'container.(*State).Wait.func*', 'container.(*stateWait).*']],
  },
  {
    id: 'health-checks',
    says: 'health checks',
    through: [
      ['daemon.(*cmdProbe).run', 'daemon.monitor', 'daemon.handleProbeResult', 'daemon.monitor.func*'],
    ],
  },
  {
    id: 'stream-buffers',
    says: "buffers between containers' streams and those who are attached",
    through: [
      ['pools.Copy', 'stream.(*Config).*', 'stream.(*Config).*.func*', 'broadcaster.(*Unbuffered).*'],
    ],
    unit: { of: 'stream', bytes: 32 * KIB },
  },
  {
    id: 'pipes',
    says: 'what containers wrote and nobody has read yet',
    through: [
      ['ioutils.(*BytesPipe).*', 'bytespipe.(*BytesPipe).*', 'ioutils.newFixedBuffer', 'ioutils.getBuffer'],
    ],
  },
  {
    id: 'log-rings',
    says: 'ring buffers of log messages',
    through: [
      [
        'logger.(*RingLogger).*',
        'logger.(*messageRing).*',
        'logger.newRing',
        'logger.NewRingLogger',
        'logger.newRingLogger',
      ],
    ],
  },
  {
    id: 'log-copiers',
    says: "buffers between containers' output and their logs",
    through: [['logger.(*Copier).*', 'logger.(*Copier).*.func*']],
    unit: { of: 'stream', bytes: 16 * KIB },
  },
  {
    id: 'log-followers',
    says: 'followers and readers of logs',
    through: [
      [
        'daemon.(*Daemon).ContainerLogs',
        'daemon.(*Daemon).ContainerLogs.func*',
        'loggerutils.*',
        'loggerutils.(*LogFile).*',
        'loggerutils.(*follow).*',
        'jsonfilelog.(*decoder).*',
        'logger.NewLogWatcher',
      ],
    ],
  },
  {
    id: 'log-drivers',
    says: 'log drivers',
    packages: ['docker/daemon/logger', 'moby/v2/daemon/logger', 'fluent-logger-golang'],
  },
  {
    id: 'execs',
    says: 'execs',
    through: [
      [
        'exec.NewConfig',
        'exec.NewStore',
        'exec.(*Store).*',
        'container.NewExecConfig',
        'container.(*ExecStore).*',
        'daemon.(*Daemon).ContainerExecCreate',
        'daemon.(*Daemon).ContainerExecStart',
        'daemon.(*Daemon).containerExec*',
        'server.(*criService).execInternal',
        'server.(*criService).execInContainer',
      ],
    ],
  },

  // What daemons keep.
  {
    id: 'network',
    says: 'networks, their addresses and rules',
    packages: ['libnetwork', 'containernetworking', 'go-cni', 'vishvananda/netlink'],
  },
  {
    id: 'images',
    says: 'images, layers and snapshots',
    packages: [
      'docker/image',
      'docker/layer',
      'docker/distribution',
      'docker/reference',
      'docker/daemon/graphdriver',
      'docker/daemon/images',
      'moby/buildkit',
      'containerd/content',
      'containerd/snapshots',
      'containerd/core/content',
      'containerd/core/snapshots',
      'containerd/images',
      'containers/storage',
      'containers/image',
    ],
    without: ['runtime.main'],
  },
  {
    id: 'metadata',
    says: "containerd's metadata and garbage collection",
    packages: ['containerd/metadata', 'containerd/core/metadata', 'containerd/gc', 'bbolt'],
  },
  {
    id: 'containers',
    says: 'containers and what is known of them',
    through: [
      [
        'container.NewBaseContainer',
        'container.(*Container).*',
        'container.(*ViewDB).*',
        'container.(*memDB).*',
        'daemon.(*Daemon).newContainer',
        'daemon.(*Daemon).load',
        'daemon.(*Daemon).create',
        'daemon.(*Daemon).ContainerCreate',
        'daemon.(*Daemon).containerStart',
        'daemon.(*Daemon).createSpec',
        'linux.(*Runtime).*',
        'v2.(*TaskManager).*',
        'v2.(*ShimManager).*',
        'io.(*ContainerIO).*',
        'io.(*ContainerIO).*.func*',
        'server.(*criService).*',
        'server.(*instrumentedService).*',
        'server.(*grpcCRIService).*',
      ],
    ],
  },
  {
    id: 'process-output',
    says: 'copying of the output of programs that the daemon started',
    through: [
      ['exec.(*Cmd).*', 'exec.(*Cmd).*.func*', 'v2.(*binary).Start.func*', 'runtime/v2/shim.*.func*'],
    ],
    unit: { of: 'stream', bytes: 32 * KIB },
  },
  {
    id: 'volumes',
    says: 'volumes and plugins',
    packages: ['docker/volume', 'docker/plugin', 'docker/pkg/plugins'],
  },
  { id: 'swarm', says: 'swarm', packages: ['swarmkit', 'docker/daemon/cluster', 'etcd/raft'] },
  {
    id: 'api-caches',
    says: "copies of the API server's objects",
    packages: ['client-go/tools/cache', 'client-go/informers'],
  },
  {
    id: 'cgroups',
    says: 'reading of cgroups',
    packages: ['containerd/cgroups', 'google/cadvisor', 'opencontainers/runc'],
  },
  {
    id: 'ttrpc',
    says: 'connections to shims',
    packages: ['containerd/ttrpc'],
    unit: { of: 'buffer', bytes: 4 * KIB },
  },
  {
    id: 'grpc-write-buffer',
    says: 'write buffers of gRPC connections',
    through: ['transport.newBufWriter'],
    unit: { of: 'connection', bytes: 64 * KIB },
  },
  {
    id: 'grpc-read-buffer',
    says: 'read buffers of gRPC connections',
    through: ['bufio.NewReaderSize', 'transport.newFramer'],
    unit: { of: 'connection', bytes: 32 * KIB },
  },
  {
    id: 'grpc',
    says: 'gRPC connections and calls',
    packages: ['google.golang.org/grpc', 'golang.org/x/net/http2'],
  },

  // What any program of this kind has.
  {
    id: 'metrics',
    says: 'metrics',
    packages: ['prometheus', 'go-metrics', 'go-grpc-prometheus', 'beorn7/perks'],
  },
  { id: 'tracing', says: 'tracing', packages: ['go.opentelemetry.io', 'go.opencensus.io'] },
  {
    id: 'routes',
    says: 'routes of the API',
    through: [
      [
        'mux.newRouteRegexp',
        'mux.(*Route).addRegexpMatcher',
        'server.(*Server).createMux',
        'server.(*Server).InitRouter',
      ],
    ],
  },
  {
    id: 'http-connection',
    says: 'HTTP requests and their connections',
    through: [
      [
        'net/http.(*conn).*',
        'net/http.(*connReader).*',
        'net/http.(*Server).Serve',
        'net/http.(*response).*',
        'net.(*netFD).accept',
      ],
    ],
  },
  {
    id: 'http-client',
    says: 'HTTP connections to others',
    through: [['net/http.(*Transport).*', 'net/http.(*persistConn).*', 'net/http.(*Transport).*.func*']],
  },
  { id: 'own-log', says: "the daemon's own log", packages: ['sirupsen/logrus', 'k8s.io/klog', 'log/slog'] },
  {
    id: 'start',
    says: 'what the program sets up when it starts',
    through: [
      [
        'runtime.main',
        'main.main',
        'runtime.doInit',
        'runtime.doInit1',
        '*.init',
        '*.init.*',
        'command.App.func*',
      ],
    ],
  },
  {
    id: 'copies',
    says: 'copying from one descriptor to another',
    through: ['io.copyBuffer'],
    unit: { of: 'stream', bytes: 32 * KIB },
  },
  {
    id: 'type-caches',
    says: 'what encoders remember of types',
    through: [
      [
        'json.cachedTypeFields',
        'json.typeFields',
        'json.typeEncoder',
        'reflect.*',
        'sync.(*Map).LoadOrStore',
      ],
    ],
  },
  { id: 'http2-tables', says: 'tables of HTTP/2', packages: ['net/http2/hpack', 'http2/hpack'] },
  {
    id: 'go-runtime',
    says: 'the Go runtime itself',
    through: [
      [
        'runtime.bgscavenge',
        'runtime.gcenable',
        'runtime.mstart*',
        'runtime.schedule',
        'runtime.systemstack',
      ],
    ],
  },
];

/** The uses that are one HTTP connection each, whatever it does. */
export const HTTP_USES: ReadonlySet<string> = new Set([
  'http-body',
  'http-read-buffer',
  'http-answer-buffer',
  'http-write-buffer',
  'http-connection',
]);
