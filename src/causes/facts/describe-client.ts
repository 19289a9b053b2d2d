import type { FindingClient } from '../../model/diagnosis.ts';
import type { ApiClient } from './connections.ts';
import { containerOf } from './container-of.ts';
import type { Facts } from './facts.ts';

/** A client as a finding shows it, with the container and pod in which it runs where that is known. */
export function describeClient(facts: Facts, client: ApiClient): FindingClient {
  const container = containerOf(client.process.pid, facts.snapshot.tasks, facts.containers.values());
  return {
    pid: client.process.pid,
    comm: client.process.comm,
    sockets: client.sockets,
    ...(container === undefined ? {} : { container: container.id }),
    ...(container?.pod === undefined ? {} : { pod: container.pod }),
  };
}
