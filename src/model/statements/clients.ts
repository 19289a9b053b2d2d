/** A process at the other end of a daemon's sockets. */
export interface ClientRef {
  readonly comm: string;
  readonly pid: number;
  readonly pod?: string;
}

export type ClientStatement =
  | { readonly kind: 'peers-unknown'; readonly daemon: string }
  /** The API connections of a daemon. `paths`: of the sockets whose peer is closed. */
  | {
      readonly kind: 'connections';
      readonly daemon: string;
      readonly fds?: number;
      readonly disconnected: number;
      readonly connected: number;
      readonly paths: readonly string[];
    }
  /** Clients that hold connections. `pool`: idle, but used lately. `one-of`: which of them is not known. */
  | {
      readonly kind: 'clients-hold';
      readonly how: 'leak' | 'pool' | 'one-of';
      readonly daemon: string;
      readonly clients: readonly ClientRef[];
      readonly sockets: number;
    }
  /** One connected client. */
  | {
      readonly kind: 'client-connected';
      readonly daemon: string;
      readonly client: ClientRef;
      readonly sockets: number;
      /** Of all connections to the daemon. */
      readonly of: number;
      readonly unreadSockets: number;
      readonly unreadBytes: number;
    }
  /** The clients with the most connections. */
  | {
      readonly kind: 'most-connected';
      readonly clients: readonly (ClientRef & { readonly sockets: number })[];
    }
  | {
      readonly kind: 'client-reads-nothing';
      readonly daemon: string;
      readonly client: ClientRef;
      readonly sockets: number;
      readonly unreadSockets: number;
      readonly unreadBytes: number;
    }
  | { readonly kind: 'connection-use-unknown'; readonly daemon: string }
  /** What the daemon does on its connections. */
  | {
      readonly kind: 'connection-use';
      readonly daemon: string;
      readonly calls: readonly { readonly call: string; readonly count: number }[];
      readonly idle: number;
    };
