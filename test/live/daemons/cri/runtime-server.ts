import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { runtimeMessages } from '../../../../src/live/daemons/cri/runtime-messages.ts';
import type { Generation, RuntimeCall } from '../../../../src/live/daemons/cri/runtime-messages.ts';
import { temporaryFolder } from '../../../host/temporary-folder.ts';

export interface RuntimeServer {
  readonly path: string;
  /** Calls that were made to it, in their order. */
  readonly calls: string[];
}

/** What a call is answered with; a number is one of gRPC's codes; undefined: never. */
export type Answers = Partial<Record<RuntimeCall, object | number | undefined>>;

const folder = temporaryFolder();
let count = 0;

/** A real CRI runtime on a unix socket, of one generation of the interface, or of none; ended after the tests of the file. */
export async function serveRuntime(
  answers: Answers,
  generation: Generation | 'none' = 'v1',
): Promise<RuntimeServer> {
  const path = join(folder, `cri-${++count}.sock`);
  const calls: string[] = [];
  const server = new Server();
  if (generation !== 'none') {
    const service = fromJSON(runtimeMessages(generation), { keepCase: true, longs: String, enums: String })[
      `runtime.${generation}.RuntimeService`
    ];
    if (service === undefined || 'format' in service) throw new Error('no service');
    const handlers = Object.keys(service).map((call) => [
      call,
      (_asked: unknown, answer: (error: object | null, value?: object) => void) => {
        calls.push(call);
        const known = Object.entries(answers).find(([name]) => name === call)?.[1];
        if (typeof known === 'number') answer({ code: known, details: `no ${call}` });
        else if (known !== undefined) answer(null, known);
      },
    ]);
    server.addService(service, Object.fromEntries(handlers));
  }
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  afterAll(() => server.forceShutdown());
  return { path, calls };
}

export const NOT_FOUND = status.NOT_FOUND;
