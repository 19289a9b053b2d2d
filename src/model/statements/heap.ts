export type HeapStatement =
  /** `isBounded`: the daemon has no more memory than the figure. */
  | { readonly kind: 'heap-unknown'; readonly daemon: string; readonly isBounded: boolean }
  | { readonly kind: 'heap-in-use'; readonly bytes: number }
  /** `withBuffers`: each connection has its two bufio buffers. */
  | {
      readonly kind: 'heap-of-connections';
      readonly bytes: number;
      readonly of: number;
      readonly withBuffers: boolean;
    }
  /** `what`: as the table of heap uses names it. */
  | {
      readonly kind: 'heap-by-use';
      readonly uses: readonly { readonly what: string; readonly bytes: number }[];
      readonly restBytes: number;
    }
  /** What of the memory a cause has. `measured` is absent where it is an estimate by the usual cost. */
  | {
      readonly kind: 'cause-memory';
      readonly daemon: string;
      readonly bytes: number;
      readonly isBounded: boolean;
      readonly measured?: {
        readonly heapBytes: number;
        readonly connections: number;
        readonly stackBytes: number;
        readonly goroutines: number;
      };
    }
  /** Of what the process has, the heap and the other parts. */
  | {
      readonly kind: 'process-memory';
      readonly rssBytes: number;
      readonly liveBytes: number;
      readonly isEstimate: boolean;
      readonly parts: readonly { readonly what: string; readonly bytes: number }[];
    }
  /** Memory that containers do not explain. */
  | {
      readonly kind: 'unexplained-memory';
      readonly daemon: string;
      readonly of: 'heap' | 'rss';
      readonly bytes: number;
      readonly unexplainedBytes: number;
      readonly containers?: number;
      /** Absent where there is no heap profile. */
      readonly sites?: readonly { readonly function: string; readonly bytes: number }[];
    }
  /** A daemon that had a crowd, and has none any more. */
  | {
      readonly kind: 'memory-not-returned';
      readonly daemon: string;
      readonly rssBytes: number;
      readonly unusedBytes: number;
      readonly crowds: readonly {
        readonly of: 'goroutine' | 'connection';
        readonly once: number;
        readonly now: number;
      }[];
    }
  /** How its Go gives memory back. `go`: the minor release; absent where it is not known. */
  | { readonly kind: 'return-of-memory'; readonly go?: number };
