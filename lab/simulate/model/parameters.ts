/** When a container's next stop is asked for. */
export type Pace =
  /** kubelet: when the last one was answered or given up, and a back-off has passed. */
  | { readonly kind: 'kubelet' }
  /** At a mean distance, whatever becomes of the stops before: several clients, or a script. */
  | { readonly kind: 'interval'; readonly meanMs: readonly number[] };

/** What becomes of the task that does not return from the kernel. */
export type Release =
  | { readonly when: 'never' }
  /** After the first stop was asked for. */
  | { readonly when: 'after'; readonly ms: number }
  /** When every stop has been asked for and waits in its last stage. */
  | { readonly when: 'at-the-end' };

/** One incident, or one that did not come to be. */
export interface Parameters {
  /** dockerd's, as it says it: `18.09.2`, `20.10.24+dfsg1`. */
  readonly daemonVersion: string;
  /** How many stops are asked of each container that cannot die. */
  readonly stops: readonly number[];
  /** Containers that nobody stops. */
  readonly bystanders: number;
  /** `t` of the stop; negative: wait for ever, and never kill. */
  readonly graceSeconds: number;
  /** After this the client closes its connection. */
  readonly clientTimeoutMs: number;
  /** kubelet's pod worker waits at least this long before it tries again (kubelet.go: backOffPeriod). */
  readonly backOffMs: number;
  /** And up to this share longer (pod_workers.go: workerBackOffPeriodJitterFactor). */
  readonly backOffJitter: number;
  readonly pace: Pace;
  readonly release: Release;
  /** Whether dockerd still hears of exits. */
  readonly exitEvents: 'sent' | 'lost';
  /** From the last stop that was asked for to the capture; by default long enough that every stop waits in its last stage. */
  readonly settleMs?: number;
  /** RLIMIT_NOFILE of dockerd. */
  readonly descriptorLimit: number;
  readonly capturedAtMs: number;
  readonly seed: number;
}

/** What is taken where nothing else is said: kubelet's and dockerd's own defaults. */
export const DEFAULTS: Parameters = {
  daemonVersion: '18.09.2',
  stops: [],
  bystanders: 6,
  graceSeconds: 30,
  clientTimeoutMs: 120_000,
  backOffMs: 10_000,
  backOffJitter: 0.5,
  pace: { kind: 'kubelet' },
  release: { when: 'never' },
  exitEvents: 'sent',
  descriptorLimit: 1_048_576,
  capturedAtMs: Date.UTC(2026, 10, 24, 2, 8, 59, 783),
  seed: 1,
};
