import { Argument, InvalidArgumentError } from 'commander';
import type { DebugPlan } from '../../model/debug-mode.ts';
import type { DebugOptions } from '../../debug-mode/switch-debug.ts';
import type { Call, Command } from '../command.ts';
import { shellWord } from '../../wording/shell-word.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { whoAsks } from '../who-asks.ts';
import { factsToShow } from '../without-secrets.ts';

/** dockerd's debug mode, there and back. */
export const debug: Command = {
  summary: "show dockerd's debug mode, or plan to switch it on or off; with --confirm DIGEST, do it",
  formats: ['text', 'json'],
  configure(parser) {
    parser
      .addArgument(new Argument('<what>', 'which').choices(['status', 'on', 'off']))
      .allowExcessArguments(false)
      .option(
        '--confirm <digest>',
        'carry out the plan that has this digest, if dockerd and its file are still as planned',
        readDigest,
      )
      .option('--dockerd-config <file>', "dockerd's configuration file, where it cannot be found out")
      .option('--state <dir>', 'where its backup is kept (default: /var/lib/deadwait/debug)')
      .option('--audit <file>', 'the audit log (default: /var/lib/deadwait/audit.log)');
  },
  async run(call) {
    if (call.options.case !== undefined) throw fault('needs-running-host', { command: call.name });
    if (call.options.root !== undefined) throw fault('debug-below-root', {});
    const [what] = call.args;
    if (what === 'on' || what === 'off')
      return call.options.confirm === undefined
        ? showPlan(call, what)
        : carryOut(call, what, call.options.confirm);
    return showStatus(call);
  },
};

function readDigest(text: string): string {
  if (!/^[0-9a-f]{32}$/.test(text))
    throw new InvalidArgumentError('it is the 32 hexadecimal digits that deadwait debug on or off shows');
  return text;
}

async function showStatus(call: Call): Promise<ExitStatus> {
  const { readDebugStatus } = await import('../../debug-mode/switch-debug.ts');
  const status = factsToShow(call, await asFaults(async () => readDebugStatus(await optionsOf(call))));
  const { renderDebugStatus } = await import('../../report/debug/debug-text.ts');
  await deliver(call, isJson(call) ? jsonOf(status) : renderDebugStatus(status, call.paper));
  return EXIT.nothing;
}

/** Status 1 when there is something to do: it is not done yet. */
async function showPlan(call: Call, to: 'on' | 'off'): Promise<ExitStatus> {
  const { planSwitch } = await import('../../debug-mode/switch-debug.ts');
  const plan = factsToShow(call, await asFaults(async () => planSwitch(to, await optionsOf(call))));
  await deliver(call, await renderedPlan(call, plan));
  return plan.steps.length === 0 ? EXIT.nothing : EXIT.findings;
}

async function renderedPlan(call: Call, plan: DebugPlan): Promise<string> {
  if (isJson(call)) return jsonOf(plan);
  const { renderDebugPlan } = await import('../../report/debug/debug-text.ts');
  return renderDebugPlan(plan, commandToDo(call, plan), call.paper);
}

/** The same command with the digest, for a shell. */
function commandToDo({ options }: Call, { to, digest = '' }: DebugPlan): string {
  const given = [
    ['--docker-socket', options.dockerSocket],
    ['--dockerd-config', options.dockerdConfig],
    ['--state', options.state],
    ['--audit', options.audit],
  ] as const;
  const words = given.flatMap(([name, value]) => (value === undefined ? [] : [name, shellWord(value)]));
  return ['deadwait debug', to, ...words, `--confirm ${digest}`].join(' ');
}

async function carryOut(call: Call, to: 'on' | 'off', confirm: string): Promise<ExitStatus> {
  const [{ switchDebug, DebugChange }, { DEFAULT_AUDIT_FILE }] = await Promise.all([
    import('../../debug-mode/switch-debug.ts'),
    import('../../remedies/audit.ts'),
  ]);
  const audit = call.options.audit ?? DEFAULT_AUDIT_FILE;
  const done = await asFaults(async () =>
    switchDebug(to, {
      ...(await optionsOf(call)),
      confirm,
      audit,
      by: whoAsks(call),
      onProgress: call.progress.says,
    }),
  ).catch(async (error: unknown) => {
    if (!(error instanceof DebugChange)) throw error;
    await deliver(call, await renderedPlan(call, error.plan));
    const now = `its digest is now ${error.plan.digest ?? ''}`;
    throw fault('plan-changed', { digest: confirm, now }, { cause: error });
  });
  const result = factsToShow(call, done);
  const { renderDebugResult } = await import('../../report/debug/debug-text.ts');
  await deliver(call, isJson(call) ? jsonOf(result) : renderDebugResult(result, call.paper));
  return EXIT.nothing;
}

async function optionsOf({ options, environment }: Call): Promise<DebugOptions> {
  const { DEBUG_FOLDER } = await import('../../debug-mode/backup.ts');
  const { dockerSocket, dockerdConfig, state } = options;
  const dockerHost = environment['DOCKER_HOST'];
  return {
    folder: state ?? DEBUG_FOLDER,
    now: () => new Date().toISOString(),
    ...(dockerSocket === undefined ? {} : { dockerSocket }),
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(dockerdConfig === undefined ? {} : { configFile: dockerdConfig }),
  };
}

async function asFaults<T>(work: () => Promise<T>): Promise<T> {
  const [{ DebugRefusal }, { DebugFailure }, { DebugAuditError }, { HostError }] = await Promise.all([
    import('../../debug-mode/debug-refusal.ts'),
    import('../../debug-mode/apply-debug.ts'),
    import('../../debug-mode/switch-debug.ts'),
    import('../../system/host-error.ts'),
  ]);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem = error.message;
    const cause = { cause: error };
    if (error instanceof DebugRefusal) throw fault('debug-refused', { problem, hint: error.hint }, cause);
    if (error instanceof DebugFailure) throw fault('debug-failed', { problem }, cause);
    if (error instanceof DebugAuditError) throw fault('audit-not-writable', { problem }, cause);
    if (error instanceof HostError)
      throw fault(
        'debug-refused',
        { problem, hint: 'run as root, and see that it is there and whole' },
        cause,
      );
    throw error;
  }
}

function isJson({ options }: Call): boolean {
  return options.output === 'json';
}

function jsonOf(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
