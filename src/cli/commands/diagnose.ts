import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, Option } from 'commander';
import type { Examination } from '../../investigate/investigate.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Call, Command } from '../command.ts';
import { deliver } from '../deliver.ts';
import type { ExaminedPath } from '../examine-path.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { statusOf } from '../status-of.ts';
import { openCase, openHost } from '../open-host.ts';

const EXAMPLE = new URL('../../../examples/kill-wait-18.09.2.tar.gz', import.meta.url);
/** Seconds between two looks. */
const EVERY = 10;
const LEAST_EVERY = 2;
const NOT_KNOWN = {
  profile:
    'No known cause fits these goroutines, and without the rest of the host they do not show that all is well.\n' +
    'deadwait goroutines FILE shows where they wait, deadwait locks FILE for whom, deadwait causes --match FILE what nearly fits.\n',
  sockets:
    'No known cause shows in these sockets, and without the rest of the host they do not show that all is well.\n' +
    'deadwait sockets FILE shows who is at the other end of each.\n',
} as const;
const NO_DAEMON = 'No container daemon runs on this host.';

/** The whole investigation. */
export const diagnose: Command = {
  summary: 'find the cause on this host or in a recorded case, and prove it (what happens without a command)',
  formats: ['text', 'json', 'markdown', 'html', 'report'],
  configure(parser) {
    parser
      .allowExcessArguments(false)
      .option('--or-example', 'diagnose the recorded example instead, when no container daemon runs here')
      .addOption(
        new Option('--watch [seconds]', `look again every so many seconds (${EVERY}), until Ctrl-C`)
          .preset(String(EVERY))
          .argParser(readInterval),
      );
  },
  async run(call) {
    const { case: path, watch: seconds } = call.options;
    if (seconds !== undefined) return (await import('../watch/watch.ts')).watch(call, seconds);
    const examined: ExaminedPath =
      path === undefined || !isAlone(call)
        ? await investigateHost(call, await openHost(call))
        : await investigatePath(call, path);
    const { diagnosis, only } = examined;
    if (only !== undefined && diagnosis.findings.length === 0 && call.options.output === 'text') {
      await deliver(call, NOT_KNOWN[only]);
      return EXIT.nothing;
    }
    if (!isBare(diagnosis) || path !== undefined) return show(call, examined);
    if (call.options.orExample === true) return showExample(call);
    if (call.options.output !== 'text') return show(call, examined);
    await deliver(call, `${NO_DAEMON}\n`);
    return EXIT.nothing;
  },
};

function readInterval(text: string): number {
  const seconds = Number(text);
  if (!/^\d{1,5}$/.test(text) || seconds < LEAST_EVERY)
    throw new InvalidArgumentError(`it is a number of seconds from ${LEAST_EVERY}`);
  return seconds;
}

/** No option that is for a live host; with one, `openHost` says what is wrong. */
function isAlone({ options: { root, dockerSocket } }: Call): boolean {
  return root === undefined && dockerSocket === undefined;
}

/** A case, or one bare file of a host. */
async function investigatePath(call: Call, path: string): Promise<ExaminedPath> {
  const { examinePath } = await import('../examine-path.ts');
  return examinePath(call, path);
}

async function investigateHost(call: Call, host: Awaited<ReturnType<typeof openHost>>): Promise<Examination> {
  try {
    const { examineHost } = await import('../examine-path.ts');
    return await examineHost(call, host);
  } finally {
    await host.close();
  }
}

/** What is asked of a daemon itself: where that is denied, there is one. */
const ASKED_OF_DAEMON = /^(?:docker|pprof|cri)\//;

/** No daemon runs here; that is something else than a daemon that may not be looked at. */
function isBare({ daemons, findings, gaps }: Diagnosis): boolean {
  const isLocked = gaps.some(({ source, reason }) => reason === 'denied' && ASKED_OF_DAEMON.test(source));
  return daemons.length === 0 && findings.length === 0 && !isLocked;
}

async function show(call: Call, examination: Examination): Promise<ExitStatus> {
  await deliver(call, await render(call, examination));
  return statusOf(examination.diagnosis);
}

async function showExample(call: Call): Promise<ExitStatus> {
  const path = fileURLToPath(EXAMPLE);
  const says =
    `${NO_DAEMON}\n` +
    'This is the recorded example that ships with deadwait: a node whose dockerd 18.09.2 leaks (examples/kill-wait-18.09.2.tar.gz).\n\n';
  await (call.options.output === 'text' ? call.stdout : call.stderr).write(says);
  return show(call, await investigateHost(call, await openCase(path)));
}

async function render({ options, paper }: Call, examination: Examination): Promise<string> {
  const { diagnosis } = examination;
  switch (options.output) {
    case 'json':
      return (await import('../../report/diagnosis/json.ts')).renderJson(diagnosis);
    case 'markdown':
      return (await import('../../report/diagnosis/markdown.ts')).renderMarkdown(diagnosis);
    case 'html':
      return (await import('../html-report.ts')).htmlReport(examination);
    case 'report':
      return (await import('../html-report.ts')).reportJson(examination);
    case 'text':
      return (await import('../text-report.ts')).textReport(examination, paper);
  }
}
