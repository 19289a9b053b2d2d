import { effect, signal } from '@preact/signals';
import type { HostEntry, HostList, HostState } from '../../src/serve/api.ts';
import { announce } from './announcer.tsx';
import { ask, askFor, connection } from './ask.ts';
import { followOthers } from './progress.ts';

const RETRY_MS = 3_000;

/** What the server lists; undefined until it has answered once. It stays when the server goes away. */
export const list = signal<HostList | undefined>(undefined);

/** Asks for the list anew; that the server is away is seen in `connection`. */
export async function refreshHosts(): Promise<void> {
  try {
    list.value = await askFor<HostList>('deadwait/hosts/v1', '/api/hosts');
    followOthers(list.value.hosts, refreshHosts);
  } catch {
    // The banner says it, and the list is asked for again.
  }
}

export function findHost(id: string): HostEntry | undefined {
  return list.value?.hosts.find((host) => host.id === id);
}

/** Shows a state before the server has said it. */
export function markHost(id: string, state: HostState): void {
  if (list.value === undefined) return;
  const hosts = list.value.hosts.map((host) => (host.id === id ? { ...host, state } : host));
  list.value = { ...list.value, hosts };
}

/** Takes a dropped one off the server. Throws Refused. */
export async function removeHost(id: string, name: string): Promise<void> {
  await ask(`/api/hosts/${id}`, { method: 'DELETE' });
  if (list.value !== undefined)
    list.value = { ...list.value, hosts: list.value.hosts.filter((host) => host.id !== id) };
  announce(`${name} was removed`);
}

/** Keeps the list as the server has it: when the page is looked at again, and when the server is back. */
export function keepHosts(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void refreshHosts();
  });
  effect(() => {
    if (connection.value !== 'away') return undefined;
    const timer = setInterval(() => void refreshHosts(), RETRY_MS);
    return () => clearInterval(timer);
  });
  void refreshHosts();
}
