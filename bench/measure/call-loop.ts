import { Agent, request } from 'node:http';

/** Asks the same of a unix socket again and again on one connection, and notes how long each answer took, in milliseconds. */
export class CallLoop {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #options: { readonly socketPath: string; readonly path: string; readonly agent: Agent };
  readonly #running: Promise<void>;
  #waits: number[] = [];
  #ended = false;

  constructor(socketPath: string, path: string) {
    this.#options = { socketPath, path, agent: this.#agent };
    this.#running = this.#run();
  }

  /** The waits so far; the next `take` or `end` begins anew. */
  take(): number[] {
    const waits = this.#waits;
    this.#waits = [];
    return waits;
  }

  async end(): Promise<number[]> {
    this.#ended = true;
    await this.#running;
    this.#agent.destroy();
    return this.#waits;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      const start = performance.now();
      await new Promise<void>((resolve, reject) => {
        const call = request(this.#options, (answer) => {
          answer.on('end', resolve);
          answer.on('error', reject);
          answer.resume();
        });
        call.on('error', reject);
        call.end();
      });
      this.#waits.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
