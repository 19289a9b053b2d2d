// The Container Runtime Interface over its unix socket, by gRPC. grpc-js is loaded when a runtime is asked for the first time.

import type { Client, ServiceError } from '@grpc/grpc-js';
import { DEFAULT_READ_BYTES } from '../../../system/chunks.ts';
import { withDeadline } from '../../../system/deadline.ts';
import { HostError } from '../../../system/host-error.ts';
import { CONNECT_MS, firstAccepting } from '../first-accepting.ts';
import type { SocketCandidate } from '../first-accepting.ts';
import { openSocket } from '../../paths/held-socket.ts';
import type { HeldSocket } from '../../paths/held-socket.ts';
import { GENERATIONS, runtimeMessages } from './runtime-messages.ts';
import type { Generation, RuntimeCall } from './runtime-messages.ts';
import { isUnavailable, isUnimplemented, runtimeFailure } from './runtime-failure.ts';

/** After so many questions without any answer at all, no other is put. */
const MAX_SILENT = 3;

export interface RuntimeQuestion {
  /** Path of the case layout that the answer stands for; used in messages. */
  readonly path: string;
  /** Until the whole answer is there. */
  readonly deadlineMs: number;
}

/** An answer with the names of api.proto; what is zero is left out, 64-bit numbers are text. */
export type RuntimeAnswer = Readonly<Record<string, unknown>>;

type Caller = (call: RuntimeCall, request: object, deadline: Date) => Promise<RuntimeAnswer>;

interface Connection {
  readonly socket: HeldSocket;
  readonly client: Client;
  readonly callers: ReadonlyMap<Generation, Caller>;
}

/** A CRI runtime on a unix socket: one connection, no retries. Everything rejects with HostError, within its deadline. */
export class RuntimeClient {
  private readonly runtime: string;
  private readonly candidates: readonly SocketCandidate[];
  private connection: Promise<Connection> | undefined;
  private generation: Generation = 'v1';
  private answered = false;
  private silent = 0;

  /** `runtime`: what it is called in messages. `candidates` are tried in their order until one accepts a connection. */
  constructor(runtime: string, candidates: readonly SocketCandidate[]) {
    this.runtime = runtime;
    this.candidates = candidates;
  }

  /** There is a socket to be tried. */
  get isKnown(): boolean {
    return this.candidates.length > 0;
  }

  async ask(call: RuntimeCall, request: object, question: RuntimeQuestion): Promise<RuntimeAnswer> {
    const { path, deadlineMs } = question;
    if (!this.answered && this.silent >= MAX_SILENT) {
      const says = `not asked: ${this.runtime} has not answered ${this.silent} questions before`;
      throw new HostError(path, 'timeout', says);
    }
    try {
      const answer = await withDeadline(
        this.inAnyGeneration(call, request, question),
        deadlineMs,
        path,
        this.runtime,
      );
      this.answered = true;
      return answer;
    } catch (error) {
      const failure = runtimeFailure(this.runtime, question, error);
      if (failure.reason === 'timeout') this.silent++;
      if (isUnavailable(error)) await this.close();
      throw failure;
    }
  }

  async close(): Promise<void> {
    await this.connection?.then(
      ({ client, socket }) => {
        client.close();
        socket.close();
      },
      () => {},
    );
    this.connection = undefined;
  }

  /** The generation that answered before; at first the newest, and an older one where that is not known. */
  private async inAnyGeneration(
    call: RuntimeCall,
    request: object,
    { path, deadlineMs }: RuntimeQuestion,
  ): Promise<RuntimeAnswer> {
    this.connection ??= this.connect(path);
    const { callers } = await this.connection;
    const deadline = new Date(Date.now() + deadlineMs);
    for (const generation of GENERATIONS.slice(GENERATIONS.indexOf(this.generation))) {
      try {
        const answer = await callers.get(generation)?.(call, request, deadline);
        this.generation = generation;
        if (answer !== undefined) return answer;
      } catch (error) {
        if (!isUnimplemented(error) || generation === GENERATIONS.at(-1)) throw error;
      }
    }
    throw new HostError(path, 'unsupported', `${this.runtime} does not know ${call}`);
  }

  private async connect(path: string): Promise<Connection> {
    const place = await firstAccepting(this.runtime, this.candidates, path);
    const socket = await openSocket(place, { deadlineMs: CONNECT_MS });
    const [grpc, { fromJSON }] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
    const client = new grpc.Client(`unix:${socket.connectPath}`, grpc.credentials.createInsecure(), {
      'grpc.max_receive_message_length': DEFAULT_READ_BYTES,
      'grpc.enable_retries': 0,
    });
    const callers = GENERATIONS.map((generation) => {
      const service = fromJSON(runtimeMessages(generation), { keepCase: true, longs: String, enums: String })[
        `runtime.${generation}.RuntimeService`
      ];
      const caller: Caller = (call, request, deadline) => {
        const method = service !== undefined && !('format' in service) ? service[call] : undefined;
        if (method === undefined) throw new Error(`${call} is no call of runtime.${generation}`);
        return new Promise((resolve, reject) => {
          const done = (error: ServiceError | null, answer?: object): void => {
            if (error === null) resolve({ ...answer });
            else reject(error);
          };
          const { path: name, requestSerialize, responseDeserialize } = method;
          client.makeUnaryRequest(name, requestSerialize, responseDeserialize, request, { deadline }, done);
        });
      };
      return [generation, caller] as const;
    });
    return { client, socket, callers: new Map(callers) };
  }
}
