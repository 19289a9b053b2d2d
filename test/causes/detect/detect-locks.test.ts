import { describe, expect, test } from 'vitest';
import type { Container } from '../../../src/model/container.ts';
import type { Diagnosis, Finding } from '../../../src/model/diagnosis.ts';
import {
  diagnose,
  goroutines,
  INSPECT,
  MOBY,
  mutex,
  newMutex,
  oldMutex,
  RPC,
} from '../locks/written-dump.ts';

const LOCK = '0xc000010100';
const OTHER = '0xc000020200';
const LIBNETWORK = `${MOBY}vendor/github.com/docker/libnetwork`;
const CONTAINERD = 'github.com/containerd/containerd/';
const CRIO = 'github.com/cri-o/cri-o/internal/oci.';
const KERNEL = ['syscall.Syscall6(0x2?)', 'syscall.Stat(...)'];
const inspects = (count: number, header = 'semacquire, 3 minutes'): string =>
  goroutines(count, header, [...mutex(LOCK), ...INSPECT]);

/** Of every cause that is known by locks: how its dump looks, and one that only looks like it. */
interface Incident {
  readonly cause: string;
  readonly daemon?: string;
  readonly version: string;
  readonly dump: readonly string[];
  readonly nearMiss: readonly string[];
  readonly nearMissVersion?: string;
}

const start = (header: string, above: readonly string[]): string =>
  goroutines(1, header, [
    ...above,
    `${MOBY}daemon.(*Daemon).containerStart(0xc0006f01e0, 0xc000777000, 0x0) daemon/start.go:154`,
  ]);
const held = (header: string, above: readonly string[], ...section: readonly string[]): string =>
  goroutines(1, header, [...above, ...section]);

const INCIDENTS: readonly Incident[] = [
  {
    cause: 'dockerd-container-lock-held',
    version: '24.0.9',
    dump: [goroutines(60, 'sync.Mutex.Lock, 1 minutes', [...mutex(LOCK), ...INSPECT])],
    nearMiss: [goroutines(60, 'sync.Mutex.Lock', [...mutex(LOCK), ...INSPECT])],
  },
  {
    cause: 'dockerd-start-holds-container-lock',
    version: '18.09.2',
    dump: [inspects(3), start('syscall, 4 minutes', KERNEL)],
    nearMiss: [start('syscall, 4 minutes', KERNEL)],
  },
  {
    cause: 'dockerd-kill-rpc-under-container-lock',
    version: '28.5.2',
    dump: [
      goroutines(3, 'sync.Mutex.Lock, 3 minutes', [...newMutex(LOCK), ...INSPECT]),
      held('select, 4 minutes', RPC, `${MOBY}daemon.(*Daemon).killWithSignal daemon/kill.go:111`),
    ],
    nearMiss: [
      inspects(3),
      held('syscall, 4 minutes', KERNEL, `${MOBY}daemon.(*Daemon).killWithSignal daemon/kill.go:111`),
    ],
  },
  {
    cause: 'dockerd-exit-handler-deletetask-no-timeout',
    version: '18.09.2',
    dump: [
      inspects(3),
      held(
        'select, 4 minutes',
        RPC,
        `${MOBY}libcontainerd.(*client).DeleteTask`,
        `${MOBY}daemon.(*Daemon).ProcessEvent daemon/monitor.go:54`,
      ),
    ],
    nearMiss: [
      inspects(3),
      held(
        'semacquire, 4 minutes',
        ['sync.runtime_Semacquire(0xc000935fd0?)', 'sync.(*WaitGroup).Wait(0xc0009ea440?)'],
        `${MOBY}daemon.(*Daemon).ProcessEvent daemon/monitor.go:59`,
      ),
    ],
  },
  {
    cause: 'dockerd-exec-start-holds-execcommands-lock',
    version: '20.10.24',
    dump: [
      goroutines(1, 'semacquire, 9 minutes', [
        'sync.runtime_SemacquireMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).RLock(...)',
        `${MOBY}daemon/exec.(*Store).List(0xc0001b2000) daemon/exec/exec.go:130`,
        `${MOBY}daemon.(*Daemon).containerExecIds daemon/exec.go:80`,
        `${MOBY}daemon.(*Daemon).execCommandGC daemon/exec.go:330`,
      ]),
      held(
        'select, 9 minutes',
        RPC,
        `${MOBY}libcontainerd/remote.(*client).Exec`,
        `${MOBY}daemon.(*Daemon).ContainerExecStart daemon/exec.go:262`,
      ),
    ],
    nearMiss: [
      held(
        'select',
        RPC,
        `${MOBY}libcontainerd/remote.(*client).Exec`,
        `${MOBY}daemon.(*Daemon).ContainerExecStart daemon/exec.go:262`,
      ),
    ],
  },
  {
    cause: 'dockerd-cp-holds-container-lock',
    version: '18.09.2',
    dump: [
      inspects(3),
      held(
        'IO wait, 4 minutes',
        ['net.(*conn).Write', 'io.Copy'],
        `${MOBY}api/server/router/container.(*containerRouter).getContainersArchive`,
      ),
    ],
    nearMiss: [inspects(3), held('IO wait, 4 minutes', [], 'net/http.(*response).Write')],
  },
  {
    cause: 'dockerd-ps-takes-every-container-lock',
    version: '17.06.2-ce',
    dump: [
      inspects(2),
      goroutines(4, 'semacquire, 3 minutes', [
        ...oldMutex(LOCK),
        `${MOBY}daemon.(*Daemon).reducePsContainer daemon/list.go:210`,
      ]),
    ],
    nearMiss: [inspects(6)],
  },
  {
    cause: 'dockerd-rmi-blocked-by-container-lock',
    version: '19.03.15',
    dump: [
      goroutines(1, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${MOBY}container.(*State).IsRunning(0xc000010100) container/state.go:240`,
        `${MOBY}daemon/images.(*ImageService).checkImageDeleteConflict.func1 images/image_delete.go:372`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${MOBY}container.(*State).IsRunning(0xc000010100) container/state.go:240`,
        `${MOBY}daemon.(*Daemon).ContainerResize`,
      ]),
    ],
  },
  {
    cause: 'dockerd-pause-freezer-hang',
    version: '18.09.2',
    dump: [inspects(3), held('select, 4 minutes', RPC, `${MOBY}daemon.(*Daemon).containerPause`)],
    nearMiss: [inspects(3), held('select, 4 minutes', RPC, `${MOBY}daemon.(*Daemon).ContainerPause`)],
  },
  {
    cause: 'dockerd-local-volume-nfs-mount-hang',
    version: '18.09.2',
    dump: [
      goroutines(2, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${MOBY}volume/local.(*localVolume).Mount volume/local/local.go:308`,
      ]),
      held(
        'syscall, 5 minutes',
        KERNEL,
        `${MOBY}volume/local.(*localVolume).Mount volume/local/local.go:312`,
      ),
    ],
    nearMiss: [
      goroutines(2, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${MOBY}volume/local.(*localVolume).Mount volume/local/local.go:308`,
      ]),
    ],
  },
  {
    cause: 'dockerd-layerstore-mountl-contention',
    version: '18.09.2',
    dump: [
      goroutines(5, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${MOBY}layer.(*layerStore).GetRWLayer layer/layer_store.go:550`,
      ]),
      held(
        'syscall, 3 minutes',
        KERNEL,
        `${MOBY}layer.(*layerStore).ReleaseRWLayer layer/layer_store.go:600`,
      ),
    ],
    nearMiss: [
      goroutines(5, 'semacquire', [
        ...mutex(LOCK),
        `${MOBY}layer.(*layerStore).GetRWLayer layer/layer_store.go:550`,
      ]),
      held('syscall', KERNEL, `${MOBY}layer.(*layerStore).ReleaseRWLayer layer/layer_store.go:600`),
    ],
  },
  {
    cause: 'libnetwork-endpoint-svcrecords-deadlock',
    version: '18.09.2',
    dump: [
      goroutines(1, 'semacquire, 12 minutes', [
        ...oldMutex(OTHER),
        `${LIBNETWORK}.(*network).ID libnetwork/network.go:270`,
        `${LIBNETWORK}.(*controller).processEndpointDelete libnetwork/store.go:425`,
      ]),
      goroutines(1, 'semacquire, 12 minutes', [
        ...oldMutex(LOCK),
        `${LIBNETWORK}.(*network).getSvcRecords libnetwork/network.go:1480`,
      ]),
      goroutines(30, 'semacquire, 12 minutes', [
        ...oldMutex(LOCK),
        `${LIBNETWORK}.(*controller).NetworkByID libnetwork/controller.go:700`,
      ]),
    ],
    nearMiss: [
      goroutines(30, 'semacquire, 12 minutes', [
        ...oldMutex(LOCK),
        `${LIBNETWORK}.(*controller).NetworkByID libnetwork/controller.go:700`,
      ]),
    ],
  },
  {
    cause: 'libnetwork-networkdb-broadcast-queue-deadlock',
    version: '28.5.2',
    dump: [
      goroutines(1, 'sync.Mutex.Lock, 12 minutes', [
        ...newMutex(OTHER),
        `${MOBY}vendor/github.com/hashicorp/memberlist.(*TransmitLimitedQueue).queueBroadcast queue.go:200`,
        `${MOBY}libnetwork/networkdb.(*NetworkDB).JoinNetwork networkdb/networkdb.go:611`,
      ]),
      goroutines(1, 'sync.RWMutex.RLock, 12 minutes', [
        'sync.runtime_SemacquireRWMutexR(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).RLock(...)',
        `${MOBY}libnetwork/networkdb.(*NetworkDB).JoinNetwork.func1 networkdb/networkdb.go:632`,
        `${MOBY}vendor/github.com/hashicorp/memberlist.(*TransmitLimitedQueue).GetBroadcasts queue.go:290`,
        `${MOBY}libnetwork/networkdb.(*NetworkDB).gossip networkdb/cluster.go:471`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'sync.Mutex.Lock, 12 minutes', [
        ...newMutex(OTHER),
        `${MOBY}vendor/github.com/hashicorp/memberlist.(*TransmitLimitedQueue).queueBroadcast queue.go:200`,
        `${MOBY}libnetwork/networkdb.(*NetworkDB).JoinNetwork networkdb/networkdb.go:611`,
      ]),
    ],
  },
  {
    cause: 'libnetwork-firewalld-reload-deadlock',
    version: '28.5.2',
    dump: [
      goroutines(1, 'sync.Mutex.Lock, 12 minutes', [
        ...newMutex(OTHER),
        `${MOBY}libnetwork/drivers/bridge.(*driver).handleFirewalldReloadNw bridge_linux.go:1656`,
        `${MOBY}libnetwork/drivers/bridge.(*driver).handleFirewalldReload bridge_linux.go:1640`,
      ]),
      goroutines(1, 'sync.Mutex.Lock, 12 minutes', [
        ...newMutex(LOCK),
        `${MOBY}libnetwork/drivers/bridge.(*driver).createNetwork bridge_linux.go:780`,
        `${MOBY}libnetwork/drivers/bridge.(*driver).CreateNetwork bridge_linux.go:720`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'sync.Mutex.Lock, 12 minutes', [
        ...newMutex(OTHER),
        `${MOBY}libnetwork/drivers/bridge.(*driver).handleFirewalldReloadNw bridge_linux.go:1656`,
      ]),
    ],
  },
  {
    cause: 'libnetwork-iptables-exec-hang',
    version: '18.09.2',
    dump: [
      inspects(3),
      start('syscall, 4 minutes', [
        'syscall.wait4',
        'os.(*Process).blockUntilWaitable',
        'os/exec.(*Cmd).Wait',
        'os/exec.(*Cmd).CombinedOutput',
        `${LIBNETWORK}/iptables.raw iptables/iptables.go:477`,
      ]),
    ],
    nearMiss: [inspects(3), start('syscall, 4 minutes', KERNEL)],
  },
  {
    cause: 'dockerd-swarm-recursive-rlock',
    version: '17.06.2-ce',
    dump: [
      goroutines(1, 'semacquire, 12 minutes', [
        'sync.runtime_Semacquire(0xc42000e10c)',
        'sync.(*RWMutex).RLock(0xc42000e100)',
        `${MOBY}daemon/cluster.(*Cluster).GetService cluster/services.go:60`,
        `${MOBY}daemon/cluster.(*Cluster).GetTasks cluster/tasks.go:30`,
      ]),
      goroutines(1, 'semacquire, 12 minutes', [
        'sync.runtime_Semacquire(0xc42000e108)',
        'sync.(*RWMutex).Lock(0xc42000e100)',
        `${MOBY}daemon/cluster.(*Cluster).Update cluster/swarm.go:200`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'semacquire, 12 minutes', [
        'sync.runtime_Semacquire(0xc42000e108)',
        'sync.(*RWMutex).Lock(0xc42000e100)',
        `${MOBY}daemon/cluster.(*Cluster).Update cluster/swarm.go:200`,
      ]),
    ],
  },
  {
    cause: 'containerd-metadata-lock-held',
    daemon: 'containerd',
    version: '1.6.36',
    dump: [
      goroutines(60, 'semacquire, 2 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}vendor/go.etcd.io/bbolt.(*DB).beginRWTx bbolt/db.go:755`,
        `${CONTAINERD}vendor/go.etcd.io/bbolt.(*DB).Update bbolt/db.go:850`,
        `${CONTAINERD}metadata.(*DB).Update metadata/db.go:244`,
      ]),
      goroutines(1, 'syscall, 2 minutes', [
        'syscall.Syscall(0x4b?)',
        'syscall.Fdatasync(...)',
        `${CONTAINERD}vendor/go.etcd.io/bbolt.fdatasync`,
        `${CONTAINERD}vendor/go.etcd.io/bbolt.(*Tx).Commit bbolt/tx.go:212`,
        `${CONTAINERD}vendor/go.etcd.io/bbolt.(*DB).Update bbolt/db.go:869`,
        `${CONTAINERD}metadata.(*DB).Update metadata/db.go:244`,
      ]),
    ],
    nearMiss: [
      goroutines(10, 'semacquire', [
        ...mutex(LOCK),
        `${CONTAINERD}vendor/go.etcd.io/bbolt.(*DB).beginRWTx bbolt/db.go:755`,
        `${CONTAINERD}metadata.(*DB).Update metadata/db.go:244`,
      ]),
    ],
  },
  {
    cause: 'containerd-ttrpc-client-deadlock',
    daemon: 'containerd',
    version: '1.7.16',
    dump: [
      goroutines(1, 'sync.RWMutex.RLock, 3 minutes', [
        'sync.runtime_SemacquireRWMutexR(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).RLock(...)',
        `${CONTAINERD}vendor/github.com/containerd/ttrpc.(*Client).getStream ttrpc/client.go:424`,
        `${CONTAINERD}vendor/github.com/containerd/ttrpc.(*Client).receiveLoop ttrpc/client.go:369`,
      ]),
      goroutines(1, 'IO wait, 3 minutes', [
        'net.(*conn).Write',
        `${CONTAINERD}vendor/github.com/containerd/ttrpc.(*channel).send ttrpc/channel.go:150`,
        `${CONTAINERD}vendor/github.com/containerd/ttrpc.(*Client).createStream ttrpc/client.go:409`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'IO wait, 3 minutes', [
        'net.(*conn).Write',
        `${CONTAINERD}vendor/github.com/containerd/ttrpc.(*channel).send ttrpc/channel.go:150`,
        `${CONTAINERD}vendor/github.com/containerd/ttrpc.(*Client).createStream ttrpc/client.go:409`,
      ]),
    ],
  },
  {
    cause: 'containerd-cgroups-metrics-deadlock',
    daemon: 'containerd',
    version: '1.6.2',
    dump: [
      goroutines(1, 'semacquire, 3 minutes', [
        'sync.runtime_SemacquireMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*Mutex).Lock(0xc000111100)',
        `${CONTAINERD}vendor/github.com/docker/go-metrics.(*Namespace).WithConstLabels go-metrics/namespace.go:43`,
        `${CONTAINERD}metrics/cgroups/v1.(*Collector).Add metrics/cgroups/v1/metrics.go:163`,
      ]),
      goroutines(1, 'semacquire, 3 minutes', [
        'sync.runtime_SemacquireMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).RLock(0xc000222200)',
        `${CONTAINERD}metrics/cgroups/v1.(*Collector).Collect metrics/cgroups/v1/metrics.go:100`,
        `${CONTAINERD}vendor/github.com/docker/go-metrics.(*Namespace).Collect go-metrics/namespace.go:141`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'semacquire, 3 minutes', [
        'sync.runtime_SemacquireMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).RLock(0xc000222200)',
        `${CONTAINERD}metrics/cgroups/v1.(*Collector).Collect metrics/cgroups/v1/metrics.go:100`,
        `${CONTAINERD}vendor/github.com/docker/go-metrics.(*Namespace).Collect go-metrics/namespace.go:141`,
      ]),
    ],
  },
  {
    cause: 'containerd-cri-cni-rwlock',
    daemon: 'containerd',
    version: '2.1.5',
    dump: [
      goroutines(1, 'sync.RWMutex.Lock, 3 minutes', [
        'sync.runtime_SemacquireRWMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).Lock(0x2?)',
        `${CONTAINERD}v2/vendor/github.com/containerd/go-cni.(*libcni).Load go-cni/cni.go:125`,
      ]),
      goroutines(1, 'syscall, 9 minutes', [
        'syscall.wait4',
        'os/exec.(*Cmd).Wait',
        `${CONTAINERD}v2/vendor/github.com/containerd/go-cni.(*libcni).Setup go-cni/cni.go:168`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'syscall, 9 minutes', [
        'syscall.wait4',
        'os/exec.(*Cmd).Wait',
        `${CONTAINERD}v2/vendor/github.com/containerd/go-cni.(*libcni).Setup go-cni/cni.go:168`,
      ]),
    ],
  },
  {
    cause: 'crio-oplock-held-during-stop',
    daemon: 'crio',
    version: '1.32.0',
    dump: [
      goroutines(4, 'sync.RWMutex.Lock, 30 minutes', [
        'sync.runtime_SemacquireRWMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).Lock(0x2?)',
        `${CRIO}(*runtimeOCI).UpdateContainerStatus oci/runtime_oci.go:1008`,
      ]),
      goroutines(1, 'select, 40 minutes', [
        `${CRIO}(*runtimeOCI).StopLoopForContainer oci/runtime_oci.go:900`,
      ]),
    ],
    nearMiss: [
      goroutines(4, 'sync.RWMutex.Lock, 1 minutes', [
        'sync.runtime_SemacquireRWMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).Lock(0x2?)',
        `${CRIO}(*runtimeOCI).UpdateContainerStatus oci/runtime_oci.go:1008`,
      ]),
      goroutines(1, 'select, 1 minutes', [
        `${CRIO}(*runtimeOCI).StopLoopForContainer oci/runtime_oci.go:900`,
      ]),
    ],
  },
  {
    cause: 'crio-stop-timeout-chan-deadlock',
    daemon: 'crio',
    version: '1.32.6',
    dump: [
      goroutines(3, 'sync.Mutex.Lock, 30 minutes', [
        ...mutex(LOCK),
        `${CRIO}(*Container).WaitOnStopTimeout oci/container.go:620`,
      ]),
      goroutines(1, 'chan send, 40 minutes', [`${CRIO}(*Container).WaitOnStopTimeout oci/container.go:631`]),
    ],
    nearMiss: [
      goroutines(1, 'select, 40 minutes', [`${CRIO}(*Container).WaitOnStopTimeout oci/container.go:640`]),
    ],
  },
  {
    cause: 'containerd-shim-runc-hung-under-process-lock',
    daemon: 'containerd-shim',
    version: '1.7.28',
    dump: [
      goroutines(1, 'sync.Mutex.Lock, 3 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}pkg/process.(*Init).SetExited process/init.go:268`,
      ]),
      goroutines(1, 'chan receive, 4 minutes', [
        `${CONTAINERD}sys/reaper.(*Monitor).Wait reaper/reaper_unix.go:110`,
        `${CONTAINERD}vendor/github.com/containerd/go-runc.(*Runc).Kill runc.go:300`,
        `${CONTAINERD}pkg/process.(*Init).Kill process/init.go:348`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'chan receive, 4 minutes', [
        `${CONTAINERD}sys/reaper.(*Monitor).Wait reaper/reaper_unix.go:110`,
        `${CONTAINERD}pkg/process.(*Init).Kill process/init.go:348`,
      ]),
    ],
  },
  {
    cause: 'containerd-shim-v2-create-holds-service-lock',
    daemon: 'containerd-shim',
    version: '1.7.14',
    dump: [
      goroutines(6, 'sync.Mutex.Lock, 3 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}runtime/v2/runc/task.(*service).getContainer task/service.go:700`,
      ]),
      goroutines(1, 'chan receive, 4 minutes', [
        `${CONTAINERD}sys/reaper.(*Monitor).Wait reaper/reaper_unix.go:110`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).Create task/service.go:249`,
      ]),
    ],
    nearMiss: [
      goroutines(6, 'sync.Mutex.Lock', [
        ...mutex(LOCK),
        `${CONTAINERD}runtime/v2/runc/task.(*service).getContainer task/service.go:700`,
      ]),
      goroutines(1, 'chan receive', [
        `${CONTAINERD}sys/reaper.(*Monitor).Wait reaper/reaper_unix.go:110`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).Create task/service.go:249`,
      ]),
    ],
  },
  {
    cause: 'containerd-shim-v2-early-exit-create-deadlock',
    daemon: 'containerd-shim',
    version: '1.6.24',
    dump: [
      goroutines(1, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}runtime/v2/runc/task.(*service).handleProcessExit task/service.go:643`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).preStart.func1 task/service.go:182`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).Create task/service.go:237`,
      ]),
      goroutines(4, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}runtime/v2/runc/task.(*service).getContainer task/service.go:700`,
      ]),
    ],
    nearMiss: [
      goroutines(4, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}runtime/v2/runc/task.(*service).getContainer task/service.go:700`,
      ]),
    ],
  },
  {
    cause: 'containerd-shim-v2-eventsendmu-contention',
    daemon: 'containerd-shim',
    version: '1.6.21',
    dump: [
      goroutines(1, 'semacquire, 3 minutes', [
        ...mutex(LOCK),
        `${CONTAINERD}runtime/v2/runc/task.(*service).sendL task/service.go:521`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).checkProcesses task/service.go:540`,
      ]),
      goroutines(1, 'chan receive, 4 minutes', [
        `${CONTAINERD}sys/reaper.(*Monitor).Wait reaper/reaper_unix.go:110`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).Start task/service.go:161`,
      ]),
    ],
    nearMiss: [
      goroutines(1, 'chan receive, 4 minutes', [
        `${CONTAINERD}sys/reaper.(*Monitor).Wait reaper/reaper_unix.go:110`,
        `${CONTAINERD}runtime/v2/runc/task.(*service).Start task/service.go:161`,
      ]),
    ],
  },
];

const idsOf = ({ findings }: Diagnosis): string[] => findings.map(({ cause }) => cause);
const finding = (diagnosis: Diagnosis, cause: string): Finding => {
  const found = diagnosis.findings.find((one) => one.cause === cause);
  if (found === undefined) throw new Error(`${cause} is not among ${idsOf(diagnosis).join(', ')}`);
  return found;
};

describe.each(INCIDENTS)('$cause', ({ cause, daemon = 'dockerd', version, dump, nearMiss }) => {
  test('is found', async () => {
    const { chain } = finding(await diagnose(daemon, version, dump), cause);
    expect(chain.map(({ link }) => link)).toContain('locks');
    for (const { says, status, evidence } of chain)
      expect([says, status !== 'proven' || evidence.length > 0]).toEqual([says, true]);
  });

  test('is not found in what only looks like it', async () => {
    expect(idsOf(await diagnose(daemon, version, nearMiss))).not.toContain(cause);
  });
});

describe('waits for locks', () => {
  test('that are short are ordinary work, be they many', async () => {
    const diagnosis = await diagnose('dockerd', '20.10.24', [
      inspects(80, 'semacquire'),
      start('select', RPC),
      goroutines(20, 'semacquire', [...mutex(OTHER), ...INSPECT]),
    ]);
    expect(diagnosis).toMatchObject({ verdict: 'unknown', findings: [] });
  });

  test('of a minute are ordinary work where they are few', async () => {
    expect(await diagnose('dockerd', '20.10.24', [inspects(20, 'semacquire, 1 minutes')])).toMatchObject({
      verdict: 'unknown',
    });
  });

  test('whose holder is not seen are said to be without one', async () => {
    const found = finding(
      await diagnose('dockerd', '20.10.24', [inspects(60)]),
      'dockerd-container-lock-held',
    );
    expect(found).toMatchObject({ confidence: 'possible', counts: { goroutines: 60 }, because: [] });
    expect(found.chain.find(({ link }) => link === 'locks')).toMatchObject({ status: 'unknown' });
    expect(found.summary).toContain('the holder was not seen');
  });

  test('of a version that has no such flaw are not called by its name', async () => {
    const dump =
      INCIDENTS.find(({ cause }) => cause === 'libnetwork-endpoint-svcrecords-deadlock')?.dump ?? [];
    expect(idsOf(await diagnose('dockerd', '24.0.9', dump))).toEqual(['operation-stuck']);
  });
});

describe('a held container lock', () => {
  const pointed: Container = {
    id: 'a'.repeat(64),
    runtime: 'docker',
    name: 'db',
    mounts: [],
    inspectFailure: { file: 'docker/inspect-a.error', quote: 'inspect timed out' },
    evidence: { file: 'docker/containers.json', quote: 'db' },
  };
  const bystander: Container = {
    id: 'b'.repeat(64),
    runtime: 'docker',
    name: 'web',
    mounts: [],
    evidence: { file: 'docker/containers.json', quote: 'web' },
  };

  test('is explained by how it is held, and that is told once', async () => {
    const diagnosis = await diagnose('dockerd', '28.5.2', [
      inspects(60),
      held('select, 4 minutes', RPC, `${MOBY}daemon.(*Daemon).killWithSignal daemon/kill.go:111`),
    ]);
    expect(finding(diagnosis, 'dockerd-container-lock-held')).toMatchObject({
      severity: 'critical',
      confidence: 'proven',
      because: ['dockerd-kill-rpc-under-container-lock'],
      counts: { goroutines: 60 },
    });
    expect(finding(diagnosis, 'dockerd-kill-rpc-under-container-lock')).toMatchObject({
      counts: { goroutines: 1 },
    });
    expect(diagnosis).toMatchObject({ verdict: 'leak' });
    expect(diagnosis.headline).toContain('killWithSignal holds it');
  });

  test('is explained by the lock for which its holder waits', async () => {
    const diagnosis = await diagnose('dockerd', '20.10.24', [
      inspects(60),
      goroutines(1, 'semacquire, 4 minutes', [
        'sync.runtime_SemacquireMutex(0x2?, 0x0?, 0x0?)',
        'sync.(*RWMutex).RLock(...)',
        `${MOBY}daemon/exec.(*Store).List(0xc0001b2000) daemon/exec/exec.go:130`,
        `${MOBY}container.(*Container).GetExecIDs container/container.go:439`,
        `${MOBY}daemon.(*Daemon).ContainerInspectCurrent(0xc0006f01e0) daemon/inspect.go:60`,
      ]),
      held(
        'select, 9 minutes',
        RPC,
        `${MOBY}libcontainerd/remote.(*client).Exec`,
        `${MOBY}daemon.(*Daemon).ContainerExecStart daemon/exec.go:262`,
      ),
    ]);
    const found = finding(diagnosis, 'dockerd-container-lock-held');
    expect(found.because).toEqual(['dockerd-exec-start-holds-execcommands-lock']);
    expect(found.chain.find(({ link }) => link === 'locks')?.says).toMatch(
      /ContainerInspectCurrent and waits for the lock of an exec store, whose holder is in daemon\.\(\*Daemon\)\.ContainerExecStart and waits for an answer/,
    );
  });

  test('is that of the container whose inspect does not come back', async () => {
    const diagnosis = await diagnose('dockerd', '20.10.24', [inspects(60)], {
      containers: [bystander, pointed],
    });
    expect(finding(diagnosis, 'dockerd-container-lock-held').containers).toEqual([
      { id: pointed.id, name: 'db', goroutines: 60 },
    ]);
  });

  test('is that of nobody where nothing tells it', async () => {
    const diagnosis = await diagnose('dockerd', '20.10.24', [inspects(60)], {
      containers: [bystander, { ...bystander, id: 'c'.repeat(64) }],
    });
    expect(finding(diagnosis, 'dockerd-container-lock-held').containers).toEqual([]);
  });
});

test('threads of a daemon that are not known do not acquit it', async () => {
  const dump = [goroutines(60, 'semacquire', [...mutex(LOCK), ...INSPECT]), start('syscall', KERNEL)];
  const nothing = { stopped: [], blocked: [], inits: [], fuseConnections: [], hostMounts: [] };
  const tasks = { threadCount: 300, processes: new Map(), ...nothing };
  const causesOf = ({ findings }: Diagnosis): string[] => findings.map(({ cause }) => cause);
  const known = await diagnose('dockerd', '18.09.2', dump, { tasks });
  const unknown = await diagnose('dockerd', '18.09.2', dump, {
    tasks,
    daemons: [{ name: 'dockerd', version: '18.09.2' }],
  });
  expect(causesOf(known)).not.toContain('dockerd-container-lock-held');
  expect(causesOf(unknown)).toContain('dockerd-container-lock-held');
});
