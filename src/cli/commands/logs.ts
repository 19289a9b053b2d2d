import { reportLogs } from '../../report/steps/logs.ts';
import type { BareFile } from '../bare-file.ts';
import type { Command } from '../command.ts';
import { readSince } from '../read-since.ts';
import { runStep } from '../run-step.ts';

/** What the daemons' logs repeat, and about which container. */
export const logs: Command = {
  summary: 'show which container the logs say is stopped again and again, how often and since when',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser
      .argument(
        '[files...]',
        'logs of dockerd, kubelet, containerd or the kernel, gzipped or not; - for standard input',
      )
      .option(
        '--since <time>',
        'only from then on: 2026-11-24T08:00Z, or 90min, 12h, 7d before the end',
        readSince,
      ),
  run: (call) =>
    runStep(call, {
      only: ['logs'],
      ...(call.options.since === undefined ? {} : { logsSince: call.options.since }),
      place: placeOf,
      rename: (snapshot, { name }) => ({
        ...snapshot,
        logs: snapshot.logs.map((log) => ({ ...log, file: name === '-' ? 'standard input' : name })),
      }),
      report: reportLogs,
      nothing: 'No log was read.',
    }),
};

/** Whose log it is: by its name, else by the form of its first lines; dockerd's when nothing tells. */
function placeOf({ name, head }: BareFile): string | undefined {
  if (head === '' || head.includes('\0')) return undefined;
  const known = KINDS.find(({ called }) => called.test(name)) ?? KINDS.find(({ looks }) => looks.test(head));
  return known?.place ?? 'logs/dockerd.log';
}

const KINDS = [
  { place: 'logs/kubelet.log', called: /kubelet/, looks: /kubelet\[\d{1,10}\]|^[IWEF]\d{4} \d\d:\d\d:\d\d/m },
  { place: 'logs/containerd.log', called: /containerd/, looks: / containerd\[\d{1,10}\]/ },
  {
    place: 'logs/dmesg.txt',
    called: /dmesg|kern\.log/,
    looks: /^\[ {0,10}\d{1,10}\.\d{6}\] |^\[[A-Z][a-z]{2} [A-Z]/m,
  },
  { place: 'logs/dockerd.log', called: /docker/, looks: / dockerd\[\d{1,10}\]/ },
] as const;
