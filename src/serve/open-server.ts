import { readPackagePage } from '../host/package-page.ts';
import type { CaseFolder } from './served/case-folder.ts';
import { DroppedFiles } from './served/dropped-files.ts';
import { isLoopback, openHttpServer } from './served/http-server.ts';
import { Recogniser } from './served/recogniser.ts';
import { makeScratchFolder } from './served/scratch-folder.ts';
import { Token } from './access/token.ts';
import type { ExaminedHost } from './api.ts';
import { createApp } from './app.ts';
import type { ProgramSettings } from './examinations/host-job.ts';
import { Jobs } from './examinations/jobs.ts';
import { KeptResults } from './examinations/kept-results.ts';
import { Line } from './examinations/line.ts';
import { Hosts } from './hosts/hosts.ts';

export interface ServerOptions {
  /** As the user named them. */
  readonly folders: readonly { readonly named: string; readonly folder: CaseFolder }[];
  /** An IP address. */
  readonly address: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Absent on loopback: nobody is asked for one. */
  readonly token?: string;
  /** Name of this host; absent when it is not to be examined. */
  readonly live?: string;
  readonly uploadBytes: number;
  /** Of deadwait. */
  readonly version: string;
  readonly settings: ProgramSettings;
  readonly onBug: (error: Error) => void;
}

export interface OpenServer {
  readonly port: number;
  /** Where the page is, without a token: `http://127.0.0.1:7070/`. */
  readonly urls: readonly string[];
  readonly isLoopback: boolean;
  /** Ends every request and every examination, and leaves nothing behind. */
  close(): Promise<void>;
}

const AT_ONCE = 2;
const LONGEST_LINE = 100;
const KEPT_BYTES = 64 << 20;
const MOST_DROPPED = 500;
/** All dropped files together may hold so many times the limit of one. */
const DROPPED_TIMES = 4;
const SPARE_MS = 60_000;

/** Serves the page. HostError when the address or the port cannot be had. */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  const { address, uploadBytes, settings, token, live } = options;
  if (token === undefined && !isLoopback(address))
    throw new Error('a token is needed elsewhere than on loopback');
  const assets = await readPackagePage();
  const scratch = await makeScratchFolder();
  const line = new Line(AT_ONCE, LONGEST_LINE);
  const kept = new KeptResults(KEPT_BYTES);
  const recogniser = new Recogniser();
  const dropped = new DroppedFiles(
    scratch.path,
    { fileBytes: uploadBytes, allBytes: DROPPED_TIMES * uploadBytes, files: MOST_DROPPED },
    recogniser,
  );
  const examinations = new Jobs<ExaminedHost>(line, kept);
  const comparisons = new Jobs<undefined>(line, kept);
  const hosts = new Hosts({
    folders: options.folders.map(({ folder }) => folder),
    dropped,
    ...(live === undefined ? {} : { live }),
  });
  let port = options.port;
  const app = createApp(
    {
      version: options.version,
      folders: options.folders.map(({ named }) => named),
      uploadBytes,
      assets,
      hosts,
      dropped,
      examinations,
      comparisons,
      settings,
      scratch: scratch.path,
    },
    { ...(token === undefined ? {} : { token: new Token(token) }), port: () => port },
    options.onBug,
  );
  try {
    const server = await openHttpServer({
      address,
      port: options.port,
      idleMs: settings.limits.deadlineMs * AT_ONCE + SPARE_MS,
      fetch: app.fetch,
    });
    ({ port } = server);
    return {
      port,
      isLoopback: isLoopback(address),
      urls: server.hosts.map((host) => `http://${host}/`),
      close: async () => {
        recogniser.close();
        examinations.close();
        comparisons.close();
        await server.close();
        await scratch.remove();
      },
    };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}
