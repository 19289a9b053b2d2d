import { InvalidArgumentError } from 'commander';
import type { Budget } from '../../host/budget.ts';
import { HostError } from '../../system/host-error.ts';
import type { Host } from '../../host/host.ts';
import type { Gap } from '../../model/gap.ts';
import { formatBytes } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import type { RecordedCase } from '../../record/record-case.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { readBytes as readSize } from '../read-bytes.ts';
import { readDuration } from '../read-duration.ts';
import { fault } from '../faults.ts';
import { openHost } from '../open-host.ts';
import { VERSION } from '../version.ts';

const LOG_BYTES = 64 * 1024 * 1024;
const FULL_DUMP_LIMIT = 50_000;
/** A recorded case is read to its end, however large; a running host is not kept busy. */
const LIMITS = {
  live: { deadlineMs: 2 * 60_000, maxBytes: 2 * 2 ** 30 },
  recorded: { deadlineMs: 30 * 60_000, maxBytes: 16 * 2 ** 30 },
};

/** Records the host as a case that can be diagnosed elsewhere. */
export const collect: Command = {
  summary: 'record this host as a case, without its secrets, to be diagnosed elsewhere',
  formats: ['text', 'json'],
  configure(parser) {
    parser
      .allowExcessArguments(false)
      .option('--log-bytes <bytes>', 'of each log, at most so much from its end (default: 64 MiB)', readBytes)
      .option('--deadline <time>', 'for all of it (default: 2m; with --case 30m)', readDuration)
      .option(
        '--max-bytes <bytes>',
        'at most so much before packing (default: 2G; with --case 16G)',
        readSize,
      );
  },
  async run(call) {
    const host = await openHost(call);
    try {
      const at = new Date();
      const { Budget } = await import('../../host/budget.ts');
      const usual = host.live ? LIMITS.live : LIMITS.recorded;
      const budget = new Budget({
        deadlineMs: call.options.deadline ?? usual.deadlineMs,
        maxBytes: call.options.maxBytes ?? usual.maxBytes,
      });
      const path = call.options.out ?? (await caseName(host, at, budget));
      const recorded = await record(call, host, path, at, budget);
      await call.progress.end();
      await call.stdout.write(
        call.options.output === 'json' ? describeJson(path, recorded) : describe(path, recorded),
      );
      return EXIT.nothing;
    } finally {
      await host.close();
    }
  },
};

async function record(call: Call, host: Host, path: string, at: Date, budget: Budget): Promise<RecordedCase> {
  const [{ createCaseArchive }, { recordCase }, { takeSnapshot }, { isShim }] = await Promise.all([
    import('../../host/archive/case-archive.ts'),
    import('../../record/record-case.ts'),
    import('../../investigate/take-snapshot.ts'),
    import('../../collect/blocked/shim.ts'),
  ]);
  try {
    const archive = await createCaseArchive(path, call.options.force ?? false, at);
    call.onInterrupt(() => archive.discard());
    try {
      call.progress.says('looking for blocked tasks');
      const looked = await orGap(budget.within(takeSnapshot(host, { only: ['tasks'] }), 'blocked tasks'));
      const recorded = await recordCase(host, archive, {
        blockedTasks: looked.found?.tasks?.blocked ?? [],
        shims: [...(looked.found?.tasks?.processes.values() ?? [])].filter(isShim).map(({ pid }) => pid),
        gaps: looked.gaps,
        budget,
        logBytes: call.options.logBytes ?? LOG_BYTES,
        fullDumpLimit: call.options.deep === true ? Number.POSITIVE_INFINITY : FULL_DUMP_LIMIT,
        redact: call.options.redact ?? true,
        toolVersion: VERSION,
        onProgress: call.progress.says,
      });
      await archive.finish();
      return recorded;
    } catch (error) {
      await archive.discard();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw fault('case-not-written', { problem: error.message }, { cause: error });
  }
}

/** What is looked for beforehand, or the gap that it leaves when the deadline is over first. */
async function orGap<T>(looking: Promise<T>): Promise<{ readonly found?: T; readonly gaps: readonly Gap[] }> {
  try {
    return { found: await looking, gaps: [] };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { gaps: [{ source: error.path, reason: error.reason, detail: error.message }] };
  }
}

/** `deadwait-node-17-2026-11-24T02-08-59Z.tar.gz`. */
async function caseName(host: Host, at: Date, budget: Budget): Promise<string> {
  const { takeSnapshot } = await import('../../investigate/take-snapshot.ts');
  const facts = takeSnapshot(host, { only: ['host-facts'] });
  const hostname = (await orGap(budget.within(facts, 'uname'))).found?.host.hostname ?? 'host';
  const time = at.toISOString().slice(0, 19).replaceAll(':', '-');
  return `deadwait-${hostname.replace(/[^A-Za-z0-9.-]/g, '_')}-${time}Z.tar.gz`;
}

function describe(path: string, { files, bytes, manifest, over }: RecordedCase): string {
  const secrets = Object.values(manifest.redactions).flatMap((kinds) => Object.values(kinds));
  const redacted = manifest.redacted
    ? `${counted(
        secrets.reduce((sum, count) => sum + count, 0),
        'secret',
      )} taken out`
    : 'nothing was redacted: it may hold passwords';
  const gaps =
    manifest.gaps.length === 0 ? '' : `; ${counted(manifest.gaps.length, 'source')} could not be read`;
  const cut =
    over === undefined
      ? ''
      : `\nnot all is recorded: ${over === 'deadline' ? 'the deadline was over (--deadline gives more time)' : 'the limit of bytes was reached (--max-bytes allows more)'}`;
  return `${path}\n${counted(files, 'file')}, ${formatBytes(bytes)} before packing; ${redacted}${gaps} (manifest.json)${cut}\n`;
}

function describeJson(path: string, { files, bytes, manifest, over }: RecordedCase): string {
  return `${JSON.stringify({ path, files, bytes, over, manifest }, null, 2)}\n`;
}

function readBytes(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('it is a number of bytes');
  return Number(text);
}
