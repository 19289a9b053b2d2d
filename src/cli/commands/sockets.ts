import { looksLikeSs } from '../../parse/head/ss-head.ts';
import { reportSockets } from '../../report/steps/sockets.ts';
import type { Command } from '../command.ts';
import { runStep } from '../run-step.ts';

/** Who holds the unix sockets, and whose client is gone. */
export const sockets: Command = {
  summary: 'show who is at the other end of each unix socket, and which clients are gone',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser.argument('[file]', 'the output of ss -xanp; - for standard input').allowExcessArguments(false),
  run: (call) =>
    runStep(call, {
      only: ['sockets'],
      place: ({ head }) => (looksLikeSs(head) ? 'sockets/ss-xanp.txt' : undefined),
      report: reportSockets,
      nothing: 'No unix sockets were read.',
    }),
};
