// Stands between dockerd and containerd and passes every gRPC call on, in a process of its own. On SIGUSR2 it ends dockerd's event
// stream of the namespace moby with status CANCELLED, and leaves the connection up: dockerd takes it for a shutdown of its own
// (moby libcontainerd/remote/client.go, processEventStream) and never hears of an exit again. The argument is its settings in JSON.

import { rmSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { Http2Session } from 'node:http2';
import { z } from 'zod';
import { PassedCall } from './passed-call.ts';
import { Upstream } from './upstream.ts';

const settings = z.object({ listen: z.string(), containerd: z.string() });

const SUBSCRIBE = '/containerd.services.events.v1.Events/Subscribe';
/** A filter of the request: `namespace==moby,topic~=|^/tasks/|`. The other namespace of dockerd is plugins.moby. */
const NAMESPACE = 'namespace==moby,';

const { listen, containerd } = settings.parse(JSON.parse(process.argv[2] ?? ''));
const upstreams = new WeakMap<Http2Session, Upstream>();
const subscriptions = new Set<PassedCall>();
const server = createServer();

server.on('session', (session) => {
  const upstream = new Upstream(containerd, () => session.destroy());
  upstreams.set(session, upstream);
  session.on('error', () => session.destroy());
  session.on('close', () => upstream.close());
});
server.on('stream', (stream, headers) => {
  const upstream = stream.session === undefined ? undefined : upstreams.get(stream.session);
  if (upstream === undefined) {
    stream.close();
    return;
  }
  const call = new PassedCall(stream, upstream.request(headers));
  if (headers[':path'] !== SUBSCRIBE) return;
  stream.once('data', (chunk: Buffer) => {
    if (!chunk.includes(NAMESPACE)) return;
    subscriptions.add(call);
    stream.once('close', () => subscriptions.delete(call));
  });
});
process.on('SIGUSR2', () => {
  for (const call of subscriptions) call.cancel('the subscription has ended');
  say(`${subscriptions.size} event streams of the namespace moby ended`);
});

rmSync(listen, { force: true });
server.listen(listen, () => say(`passes on to ${containerd}`));

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}
