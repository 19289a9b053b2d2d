import { InvalidArgumentError } from 'commander';
import { HostError, type Host } from '../../host/host.ts';
import { formatBytes } from '../../wording/figures.ts';
import { counted } from '../../wording/phrases.ts';
import type { RecordedCase } from '../../casefile/record-case.ts';
import type { Call, Command } from '../command.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { openHost } from '../open-host.ts';
import { VERSION } from '../version.ts';

const LOG_BYTES = 64 * 1024 * 1024;
const FULL_DUMP_LIMIT = 50_000;

/** Records the host as a case that can be diagnosed elsewhere. */
export const collect: Command = {
  summary: 'record this host as a case, without its secrets, to be diagnosed elsewhere',
  formats: ['text', 'json'],
  configure(parser) {
    parser
      .allowExcessArguments(false)
      .option('-o <file>', 'the case; without it deadwait-<host>-<time>.tar.gz in this folder')
      .option(
        '--log-bytes <bytes>',
        'of each log, at most so much from its end (default: 64 MiB)',
        readBytes,
      );
  },
  async run(call) {
    const host = await openHost(call);
    try {
      const at = new Date();
      const path = call.options.o ?? (await caseName(host, at));
      const recorded = await record(call, host, path, at);
      await deliver(
        call,
        call.options.output === 'json' ? describeJson(path, recorded) : describe(path, recorded),
      );
      return EXIT.nothing;
    } finally {
      await host.close();
    }
  },
};

async function record(call: Call, host: Host, path: string, at: Date): Promise<RecordedCase> {
  const [{ createCaseArchive }, { recordCase }, { takeSnapshot }, { isShim }] = await Promise.all([
    import('../../host/archive/case-archive.ts'),
    import('../../casefile/record-case.ts'),
    import('../../investigate/take-snapshot.ts'),
    import('../../collect/task/shim.ts'),
  ]);
  try {
    const archive = await createCaseArchive(path, call.options.force ?? false, at);
    call.onInterrupt(() => archive.discard());
    try {
      call.progress.says('looking for blocked tasks');
      const { tasks } = await takeSnapshot(host, { only: ['tasks'] });
      const recorded = await recordCase(host, archive, {
        blockedTasks: tasks?.blocked ?? [],
        shims: [...(tasks?.processes.values() ?? [])].filter(isShim).map(({ pid }) => pid),
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

/** `deadwait-node-17-2026-11-24T02-08-59Z.tar.gz`. */
async function caseName(host: Host, at: Date): Promise<string> {
  const { takeSnapshot } = await import('../../investigate/take-snapshot.ts');
  const { hostname = 'host' } = (await takeSnapshot(host, { only: ['host-facts'] })).host;
  const time = at.toISOString().slice(0, 19).replaceAll(':', '-');
  return `deadwait-${hostname.replace(/[^A-Za-z0-9.-]/g, '_')}-${time}Z.tar.gz`;
}

function describe(path: string, { files, bytes, manifest }: RecordedCase): string {
  const secrets = Object.values(manifest.redactions).flatMap((kinds) => Object.values(kinds));
  const redacted = manifest.redacted
    ? `${counted(
        secrets.reduce((sum, count) => sum + count, 0),
        'secret',
      )} taken out`
    : 'nothing was redacted: it may hold passwords';
  const gaps =
    manifest.gaps.length === 0 ? '' : `; ${counted(manifest.gaps.length, 'source')} could not be read`;
  return `${path}\n${counted(files, 'file')}, ${formatBytes(bytes)} before packing; ${redacted}${gaps} (manifest.json)\n`;
}

function describeJson(path: string, { files, bytes, manifest }: RecordedCase): string {
  return `${JSON.stringify({ path, files, bytes, manifest }, null, 2)}\n`;
}

function readBytes(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('it is a number of bytes');
  return Number(text);
}
