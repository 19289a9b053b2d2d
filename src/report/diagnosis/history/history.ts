/** How what a finding holds has grown: `[milliseconds since 1970, held]`, the last point is now. */
export interface History {
  readonly cause: string;
  readonly unit: 'file descriptors' | 'goroutines';
  readonly source: 'logs' | 'waits';
  readonly points: readonly (readonly [number, number])[];
  /** Of the whole daemon now. */
  readonly total?: number;
}
