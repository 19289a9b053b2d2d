import type { DaemonSocket } from '../../forward/daemon-socket.ts';
import type { Door } from '../../forward/door.ts';
import { HostError } from '../../system/host-error.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { readPort } from '../read-port.ts';

const PORT = 6060;

/** A read-only door to dockerd's profiles. */
export const forward: Command = {
  summary: "open a read-only door on loopback to dockerd's profiles, until Ctrl-C",
  formats: ['text', 'json'],
  configure(parser) {
    parser
      .allowExcessArguments(false)
      .option('--port <n>', `the port of 127.0.0.1 and ::1; 0 for a free one (default: ${PORT})`, readPort);
  },
  async run(call) {
    if (call.options.case !== undefined) throw fault('needs-running-host', { command: call.name });
    const { socket, place, notes } = await findSocket(call);
    const door = await open(call, place);
    // Whoever reads that it is open may end it at once.
    const stopped = call.untilStopped();
    try {
      for (const note of notes) await call.stderr.write(`${note}\n`);
      await call.stdout.write(
        call.options.output === 'json' ? describeJson(door, socket) : describe(door, socket),
      );
      await stopped;
    } finally {
      await door.close();
    }
    return EXIT.nothing;
  },
};

async function findSocket({ options, environment }: Call): Promise<DaemonSocket> {
  const { findDaemonSocket } = await import('../../forward/daemon-socket.ts');
  const { root, dockerSocket } = options;
  const dockerHost = environment['DOCKER_HOST'];
  try {
    return await findDaemonSocket({
      ...(root === undefined ? {} : { root }),
      ...(dockerSocket === undefined ? {} : { dockerSocket }),
      ...(dockerHost === undefined ? {} : { dockerHost }),
    });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw fault('docker-not-reached', { problem: error.message }, { cause: error });
  }
}

async function open(call: Call, socket: DaemonSocket['place']): Promise<Door> {
  const { openDoor } = await import('../../forward/door.ts');
  const { port = PORT, deep = false } = call.options;
  try {
    return await openDoor({ port, socket, deep, onRequest: call.progress.says });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw fault('port-not-usable', { problem: error.message }, { cause: error });
  }
}

function describe({ urls }: Door, socket: string): string {
  const [url = ''] = urls;
  return `${socket} can be read on ${urls.join(' and ')} until Ctrl-C:

  go tool pprof ${url}/debug/pprof/heap
  go tool pprof ${url}/debug/pprof/goroutine
  go tool pprof '${url}/debug/pprof/profile?seconds=10'
  curl '${url}/debug/pprof/goroutine?debug=1' | deadwait goroutines -
  curl ${url}/info

GET of /version, /info, /_ping and /debug/pprof/NAME passes; all else gets 403.
`;
}

function describeJson({ port, urls }: Door, socket: string): string {
  return `${JSON.stringify({ schema: 'deadwait/door/v1', port, urls, socket }, undefined, 2)}\n`;
}
