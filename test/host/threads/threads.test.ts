import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSocketOwners } from '../../../src/live/kernel/socket-owners.ts';
import type * as DumpFile from '../../../src/host/threads/parse-dump-file.ts';
import type * as LogThread from '../../../src/host/threads/scan-log-file.ts';
import type * as Owners from '../../../src/live/kernel/read-owners-in-threads.ts';
import { compileFunctionPattern } from '../../../src/parse/go/function-name.ts';
import { parseGoroutineDump } from '../../../src/parse/go/goroutine-dump.ts';
import { scanLog } from '../../../src/parse/log/scan-log.ts';
import { golden, shown, whole } from '../../parse/go/capture.ts';
import { messages } from '../../parse/log/messages.ts';
import { temporaryFolder } from '../temporary-folder.ts';

// A thread can only load what is built.
const built = (module: string): string => new URL(`../../../dist/${module}.js`, import.meta.url).href;
const { parseDumpFile } = (await import(built('host/threads/parse-dump-file'))) as typeof DumpFile;
const { scanLogFile } = (await import(built('host/threads/scan-log-file'))) as typeof LogThread;
const { readOwnersInThreads } = (await import(built('live/kernel/read-owners-in-threads'))) as typeof Owners;

describe('a dump that several threads read', () => {
  const named = {
    daemon: 'dockerd',
    file: 'pprof/dockerd/goroutine.debug2.txt',
    argumentProbes: [{ function: compileFunctionPattern('daemon.(*Daemon).Kill'), index: 1 }],
    deadlineMs: 20_000,
  };
  const folder = temporaryFolder();

  async function inThreads(bytes: Uint8Array, rangeBytes?: number): ReturnType<typeof parseDumpFile> {
    const path = join(folder, `dump-${bytes.length}`);
    await writeFile(path, bytes);
    const file = await open(path);
    try {
      const plain = { descriptor: file.fd, bytes: bytes.length, close: () => file.close() };
      return await parseDumpFile(plain, { ...named, ...(rangeBytes === undefined ? {} : { rangeBytes }) });
    } finally {
      await file.close();
    }
  }

  it('gives the same as one that is read at once', async () => {
    const bytes = await readFile(golden('dockerd-18.09.2.debug2.txt'));
    const expected = await parseGoroutineDump(whole(bytes), named);
    expect(shown(await inThreads(bytes, 4000))).toBe(shown(expected));
  });

  it('is left to one thread when it is small', async () => {
    expect(await inThreads(Buffer.from('goroutine 1 [select]:\n'))).toBeUndefined();
  });

  it('is refused when there is no goroutine in it', async () => {
    await expect(inThreads(Buffer.from('404 page not found\n'.repeat(100)), 500)).rejects.toThrow(
      /404 page not found/,
    );
  });
});

describe('a log that a thread reads', () => {
  const path = fileURLToPath(new URL('../../parse/log/goldens/kubelet-1.15.log', import.meta.url));
  const options = { file: 'logs/kubelet.log', daemon: 'kubelet', messages };

  async function inThread(leastBytes?: number): ReturnType<typeof scanLogFile> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const plain = { descriptor: file.fd, bytes: size, close: () => file.close() };
      const limits = { deadlineMs: 20_000, ...(leastBytes === undefined ? {} : { leastBytes }) };
      return await scanLogFile(plain, options, limits);
    } finally {
      await file.close();
    }
  }

  it('gives the same as one that is read as a stream', async () => {
    const expected = await scanLog(whole(await readFile(path)), options);
    expect(expected.tallies.length).toBeGreaterThan(0);
    expect(await inThread(0)).toEqual(expected);
  });

  it('is read as a stream when it is small', async () => {
    expect(await inThread()).toBeUndefined();
  });
});

describe('the owners of sockets, read by several threads', () => {
  const SOCKETS = 9000;

  it('are those that one thread finds, also of a process with very many', async () => {
    const script = fileURLToPath(new URL('../../../bench/children/hold-sockets.js', import.meta.url));
    const holder = spawn(process.execPath, [script, String(SOCKETS / 2)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ready = await new Promise<boolean>((resolve) => {
      holder.stdout.once('data', () => resolve(true));
      holder.once('exit', () => resolve(false));
    });
    try {
      if (!ready || holder.pid === undefined) return; // too few descriptors are allowed here
      const found = await readOwnersInThreads('/proc', [holder.pid, process.pid, 999_999_999], 30_000);
      const [many, own, none] = found ?? [];
      const { byInode } = await readSocketOwners('/proc', performance.now() + 30_000);
      const inodes = many?.inodes.flatMap((some) => [...some]) ?? [];
      expect(inodes.length).toBeGreaterThanOrEqual(SOCKETS);
      expect(inodes.filter((inode) => byInode.get(inode)?.pid === holder.pid)).toHaveLength(inodes.length);
      expect(own?.failure).toBeUndefined();
      expect(none).toMatchObject({ failure: 'vanished' });
    } finally {
      holder.kill();
    }
  });
});
