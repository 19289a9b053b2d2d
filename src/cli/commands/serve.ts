import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { HostError } from '../../system/host-error.ts';
import type { CaseFolder } from '../../serve/served/case-folder.ts';
import type { OpenServer } from '../../serve/open-server.ts';
import { escapeForTerminal } from '../../report/escape.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { readBytes } from '../read-bytes.ts';
import { readPort } from '../read-port.ts';
import { VERSION } from '../version.ts';

const PORT = 7070;
const ADDRESS = '127.0.0.1';
const UPLOAD_BYTES = 4 * 2 ** 30;
const TOKEN = 'DEADWAIT_TOKEN';
const TOKEN_LENGTH = 16;
const LIMITS = { deadlineMs: 5 * 60_000, memoryBytes: 2 * 2 ** 30, outputBytes: 32 * 2 ** 20 };

/** The page, over folders of cases and this host. */
export const serve: Command = {
  summary: 'serve the page over folders of cases and this host, until Ctrl-C',
  formats: ['text', 'json'],
  configure(parser) {
    parser
      .argument('[folder...]', 'folders of cases and profiles, or single ones')
      .option('--port <n>', `the port; 0 for a free one (default: ${PORT})`, readPort)
      .option('--listen <address>', `the IP address to listen on (default: ${ADDRESS}, this machine only)`)
      .option(
        '--token <token>',
        `ask for this token (${TOKEN} sets it as well); elsewhere than on loopback one is made up`,
      )
      .option('--no-live', 'without this host')
      .option('--upload-limit <bytes>', 'the largest file that may be dropped (default: 4G)', readBytes);
  },
  async run(call) {
    const token = await chooseToken(call);
    const server = await open(call, token);
    // Whoever reads that it is open may end it at once.
    const stopped = call.untilStopped();
    try {
      await call.stdout.write(
        call.options.output === 'json' ? describeJson(server, token) : describe(server, token),
      );
      await stopped;
    } finally {
      await server.close();
    }
    return EXIT.nothing;
  },
};

/** The one that was given; elsewhere than on loopback, one is made up. */
async function chooseToken({ options, environment }: Call): Promise<string | undefined> {
  const given = options.token ?? environment[TOKEN];
  if (given !== undefined && given !== '') {
    if (!/^[\w.~+/=-]+$/.test(given) || given.length < TOKEN_LENGTH)
      throw fault('bad-value', {
        command: 'serve',
        problem: `a token has at least ${TOKEN_LENGTH} letters, digits or -._~+/=`,
      });
    return given;
  }
  const { isLoopback } = await import('../../serve/served/http-server.ts');
  return isLoopback(options.listen ?? ADDRESS) ? undefined : randomBytes(18).toString('base64url');
}

async function open(call: Call, token: string | undefined): Promise<OpenServer> {
  const { options, environment } = call;
  const { listen = ADDRESS, port = PORT, live = true, uploadLimit = UPLOAD_BYTES } = options;
  const { isAddress } = await import('../../serve/served/http-server.ts');
  if (!isAddress(listen)) throw fault('address-not-usable', { problem: `${listen} is no IP address` });
  const named = options.case === undefined ? call.args : [...call.args, options.case];
  const folders = await Promise.all(
    named.map(async (name) => ({ named: name, folder: await openFolder(name) })),
  );
  const { openServer } = await import('../../serve/open-server.ts');
  try {
    return await openServer({
      folders,
      address: listen,
      port,
      uploadBytes: uploadLimit,
      version: VERSION,
      ...(token === undefined ? {} : { token }),
      ...(live ? { live: options.root === undefined ? hostname() : `the host below ${options.root}` } : {}),
      settings: {
        options: [
          ...options.knowledge.map((folder) => `--knowledge=${resolve(folder)}`),
          ...flag('--deep', options.deep),
        ],
        liveOptions: [
          ...value('--root', options.root),
          ...value('--docker-socket', options.dockerSocket),
          ...value('--cri-socket', options.criSocket),
        ],
        environment: Object.fromEntries(Object.entries(environment).filter(([name]) => name !== TOKEN)),
        folder: process.cwd(),
        limits: LIMITS,
      },
      onBug: (error) => void call.stderr.write(`${escapeForTerminal(error.stack ?? error.message)}\n`),
    });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const code =
      error.reason === 'absent' && error.path === listen ? 'address-not-usable' : 'port-not-usable';
    throw fault(code, { problem: error.message }, { cause: error });
  }
}

async function openFolder(name: string): Promise<CaseFolder> {
  const { CaseFolder } = await import('../../serve/served/case-folder.ts');
  try {
    return await CaseFolder.open(name);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw fault('folder-not-usable', { problem: error.message }, { cause: error });
  }
}

function value(option: string, given: string | undefined): readonly string[] {
  return given === undefined ? [] : [`${option}=${given}`];
}

function flag(option: string, given: boolean | undefined): readonly string[] {
  return given === true ? [option] : [];
}

function describe({ port, urls, isLoopback }: OpenServer, token: string | undefined): string {
  const addresses = urls.map((url) => withToken(url, token));
  const listed = addresses.map((url) => `  ${url}\n`).join('');
  const warning = isLoopback
    ? token === undefined
      ? 'Every user of this machine can open it; --token asks for one. '
      : ''
    : 'It speaks plain HTTP, which can be read on its way: put TLS in front, or leave it on 127.0.0.1 and\n' +
      `reach it through ssh -L ${port}:127.0.0.1:${port} HOST. `;
  return `The page is at\n\n${listed}\n${warning}Ctrl-C ends it.\n`;
}

function withToken(url: string, token: string | undefined): string {
  return token === undefined ? url : `${url}?token=${encodeURIComponent(token)}`;
}

function describeJson({ port, urls }: OpenServer, token: string | undefined): string {
  const [url = ''] = urls;
  const serving = {
    schema: 'deadwait/serving/v1',
    url: withToken(url, token),
    urls,
    port,
    ...(token === undefined ? {} : { token }),
  };
  return `${JSON.stringify(serving, undefined, 2)}\n`;
}
