import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';

const PROTO = fileURLToPath(new URL('runtime.proto', import.meta.url));
const PATIENCE_MS = 20_000;

/** A call that the runtime refused or did not answer in time, with gRPC's number for it. */
export class CriError extends Error {
  readonly code: number;
  /** As kubelet's Go prints it: `rpc error: code = DeadlineExceeded desc = context deadline exceeded`. */
  readonly details: string;

  constructor(call: string, { code, details }: ServiceError) {
    super(`${call}: ${details}`);
    this.code = code;
    this.details = details;
  }
}

/** RuntimeService of the Container Runtime Interface on a unix socket. */
export class CriClient {
  readonly socket: string;
  private readonly client: Client;
  private readonly service = readService();

  constructor(socket: string) {
    this.socket = socket;
    this.client = new Client(`unix:${socket}`, credentials.createInsecure());
  }

  /** The answer as `shape` has it; rejects with CriError for any other. `request` has the names of runtime.proto. */
  async ask<T>(call: string, request: object, shape: z.ZodType<T>, deadlineMs = PATIENCE_MS): Promise<T> {
    const method = this.service[call];
    if (method === undefined) throw new Error(`runtime.proto has no call ${call}`);
    const answer = await new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: Date.now() + deadlineMs },
        (error, value) => (error === null ? resolve(value) : reject(new CriError(call, error))),
      );
    });
    return shape.parse(answer);
  }

  close(): void {
    this.client.close();
  }
}

function readService() {
  const definition = loadSync(PROTO, { keepCase: true, longs: Number, enums: String });
  const service = definition['runtime.v1.RuntimeService'];
  if (service === undefined || 'format' in service) throw new Error(`${PROTO} has no RuntimeService`);
  return service;
}
