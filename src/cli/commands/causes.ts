import { loadCauses } from '../../knowledge/load-causes.ts';
import type { Cause } from '../../model/cause.ts';
import { reportCauseFits } from '../../report/steps/cause-fits.ts';
import { renderCause, renderCauses } from '../../report/steps/causes.ts';
import { createPen } from '../../report/terminal/pen.ts';
import type { Call, Command } from '../command.ts';
import { deliver } from '../deliver.ts';
import { placeOfGoroutines, renameGoroutines, unpasteGoroutines } from '../goroutine-file.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { nearestWord } from '../nearest-word.ts';
import { runStep } from '../run-step.ts';
import { withKnowledge } from '../with-knowledge.ts';

/** What is known. */
export const causes: Command = {
  summary: 'list the causes that deadwait knows, explain one, or say which fit a goroutine dump',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser
      .argument('[id]', 'the cause to explain, such as container-cannot-die')
      .option('--match <dump>', 'say which causes fit a goroutine dump, of any format; - for standard input')
      .option(
        '--daemon <name>',
        'whose dump it is: dockerd, containerd, containerd-shim, runc, crio, kubelet',
      )
      .option('--daemon-version <version>', 'of which version the daemon is')
      .allowExcessArguments(false),
  async run(call) {
    const known = await withKnowledge(() => loadCauses(call.options.knowledge));
    const { match } = call.options;
    return match === undefined ? explain(call, known) : matchDump(call, known, match);
  },
};

async function explain(call: Call, known: readonly Cause[]): Promise<ExitStatus> {
  const [id] = call.args;
  const chosen =
    id === undefined ? known : known.filter((cause) => cause.id === id || cause.covers.includes(id));
  const [only] = chosen;
  if (id !== undefined && only === undefined) {
    const near = nearestWord(
      id,
      known.map((cause) => cause.id),
    );
    const suggestion =
      near === undefined ? 'deadwait causes lists those that are known' : `did you mean ${near}?`;
    throw fault('unknown-cause', { cause: id, suggestion });
  }
  const pen = createPen(call.paper);
  const text =
    call.options.output === 'json'
      ? `${JSON.stringify({ schema: 'deadwait/causes/v1', causes: chosen }, undefined, 2)}\n`
      : pen.print(id !== undefined && only !== undefined ? renderCause(pen, only) : renderCauses(pen, known));
  await deliver(call, text);
  return EXIT.nothing;
}

async function matchDump(call: Call, known: readonly Cause[], dump: string): Promise<ExitStatus> {
  const [{ fitDump }, { findProbes }] = await Promise.all([
    import('../../causes/match/fit-dump.ts'),
    import('../../investigate/investigate.ts'),
  ]);
  const { daemon, daemonVersion: version } = call.options;
  const told = {
    ...(daemon === undefined ? {} : { daemon }),
    ...(version === undefined ? {} : { version }),
  };
  return runStep(
    { ...call, args: [dump] },
    {
      only: ['goroutines'],
      schema: 'cause-fits',
      prepare: unpasteGoroutines,
      place: placeOfGoroutines,
      rename: renameGoroutines,
      argumentProbes: findProbes(known),
      report: ({ goroutines }) => {
        const [profile] = goroutines;
        return profile === undefined
          ? { json: {}, isEmpty: true, lines: () => [] }
          : reportCauseFits(fitDump(profile, known, told), profile.total);
      },
      nothing: 'No goroutine profile was read.',
    },
  );
}
