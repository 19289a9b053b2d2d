import { InvalidArgumentError } from 'commander';
import type { Host } from '../../host/host.ts';
import type { ReleasePlan } from '../../model/release.ts';
import type { Call, Command } from '../command.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { openHost, openThisHost } from '../open-host.ts';
import { underLock } from '../under-lock.ts';
import { depth } from '../run-step.ts';
import { whoAsks } from '../who-asks.ts';
import { factsToShow } from '../without-secrets.ts';
import { withKnowledge } from '../with-knowledge.ts';

/** Held while a plan is made again and carried out. */
const RELEASE_LOCK = '/run/deadwait/release.lock';

/** The cure: a plan, and only when its digest is confirmed, the deed. */
export const release: Command = {
  summary: 'show how the stuck containers can be freed; with --confirm DIGEST, do it and prove it',
  formats: ['text', 'json'],
  configure(parser) {
    parser
      .allowExcessArguments(false)
      .option(
        '--confirm <digest>',
        'carry out the plan that has this digest, if the host is still as planned',
        readDigest,
      )
      .option('--kill', 'plan also to kill the containers that would go on running once they are free')
      .option('--audit <file>', 'the audit log (default: /var/lib/deadwait/audit.log)');
  },
  async run(call) {
    const { confirm } = call.options;
    if (confirm === undefined) return showPlan(call);
    if (call.options.case !== undefined) throw fault('release-of-case', {});
    return underLock(call, RELEASE_LOCK, () => carryOut(call, confirm));
  },
};

function readDigest(text: string): string {
  if (!/^[0-9a-f]{32}$/.test(text))
    throw new InvalidArgumentError('it is the 32 hexadecimal digits that deadwait release shows');
  return text;
}

async function showPlan(call: Call): Promise<ExitStatus> {
  const host = await openHost(call);
  try {
    const plan = await planFor(call, host);
    if (host.live) {
      const { keepPlan } = await import('../../remedies/plan/kept-plan.ts');
      await keepPlan(plan);
    }
    await deliver(call, await renderedPlan(call, plan));
    if (plan.containers.length + plan.daemons.length > 0) return EXIT.findings;
    return plan.unseen === undefined ? EXIT.nothing : EXIT.unknown;
  } finally {
    await host.close();
  }
}

async function carryOut(call: Call, digest: string): Promise<ExitStatus> {
  const host = await openThisHost(call);
  try {
    const plan = await planFor(call, host);
    if (plan.digest !== digest) return await refuse(call, plan, digest);
    const [{ applyRelease }, { verifyRelease }, { DEFAULT_AUDIT_FILE }, report] = await Promise.all([
      import('../../remedies/apply/apply-release.ts'),
      import('../../remedies/verify/verify-release.ts'),
      import('../../remedies/audit.ts'),
      import('../../report/release/result.ts'),
    ]);
    const onProgress = call.progress.says;
    const applied = await asFaults(() =>
      applyRelease(host, host.machine, plan, digest, {
        audit: call.options.audit ?? DEFAULT_AUDIT_FILE,
        by: whoAsks(call),
        onProgress,
      }),
    );
    const result = factsToShow(call, await verifyRelease(host, host.machine, plan, applied, { onProgress }));
    const { renderReleaseJson } = await import('../../report/release/json.ts');
    await deliver(
      call,
      call.options.output === 'json' ? renderReleaseJson(result) : report.renderResult(result, call.paper),
    );
    return result.freed ? EXIT.nothing : EXIT.findings;
  } finally {
    await host.close();
  }
}

async function planFor(call: Call, host: Host): Promise<ReleasePlan> {
  const [{ examine }, { planRelease }] = await Promise.all([
    import('../../investigate/investigate.ts'),
    import('../../remedies/plan/plan-release.ts'),
  ]);
  const examined = await withKnowledge(() =>
    examine(host, {
      knowledgeFolders: call.options.knowledge,
      onProgress: call.progress.says,
      ...depth(call),
    }),
  );
  call.progress.says('looking for who else uses what would be touched');
  return planRelease(host, examined, { kill: call.options.kill ?? false });
}

async function renderedPlan(call: Call, planned: ReleasePlan): Promise<string> {
  const plan = factsToShow(call, planned);
  if (call.options.output === 'json')
    return (await import('../../report/release/json.ts')).renderReleaseJson(plan);
  return (await import('../../report/release/plan.ts')).renderPlan(plan, call.paper);
}

/** Shows what has changed and how the plan is now, and ends with a fault. */
async function refuse(call: Call, plan: ReleasePlan, digest: string): Promise<never> {
  const [{ keepPlan, readKeptPlan }, { comparePlans }, { renderRefusal }] = await Promise.all([
    import('../../remedies/plan/kept-plan.ts'),
    import('../../remedies/plan/plan-changes.ts'),
    import('../../report/release/refusal.ts'),
  ]);
  const kept = await readKeptPlan(digest);
  await keepPlan(plan);
  const changes = kept === undefined ? undefined : comparePlans(kept, plan.facts);
  const head = call.options.output === 'json' ? '' : renderRefusal(factsToShow(call, changes), call.paper);
  await deliver(call, `${head}${head === '' ? '' : '\n'}${await renderedPlan(call, plan)}`);
  const now =
    plan.digest === undefined ? 'there is nothing to release any more' : `its digest is now ${plan.digest}`;
  throw fault('plan-changed', { digest, now });
}

async function asFaults<T>(work: () => Promise<T>): Promise<T> {
  const { ReleaseRefusal } = await import('../../remedies/apply/release-refusal.ts');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReleaseRefusal) || error.reason !== 'audit') throw error;
    throw fault('audit-not-writable', { problem: error.message }, { cause: error });
  }
}
