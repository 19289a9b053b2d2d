/**
 * What changes a running host. Reading is the host's; only remedies hold a machine, and only after their plan was confirmed. All
 * that may hang is done by a child that can be killed. Everything rejects with HostError, within its deadline.
 */
export interface Machine {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs a command in the host's mount namespace, without a shell; what it prints. */
  run(command: string, args: readonly string[], options?: { readonly deadlineMs?: number }): Promise<string>;
  /** Writes a short text to a file of the kernel, below /sys, in the host's mount namespace. */
  write(file: string, text: string, options?: { readonly deadlineMs?: number }): Promise<void>;
  /** What the runtime says of a container now: the reply of its inspect. */
  inspect(id: string, runtime: 'docker' | 'cri'): Promise<Uint8Array>;
  /** Has the runtime send SIGKILL to a container. */
  kill(id: string, runtime: 'docker' | 'cri'): Promise<void>;
}
