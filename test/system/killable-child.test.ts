import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readChild, startChild } from '../../src/system/killable-child.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

const folder = temporaryFolder();
const options = { path: 'logs/kubelet.log', deadlineMs: 2000 };

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isGone(pid: number | undefined): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return !isAlive(pid);
}

describe('a killable child', () => {
  it('gives what the command prints', async () => {
    expect(Buffer.from(await readChild('echo', ['two words'], options)).toString()).toBe('two words\n');
  });

  it('that says nothing is given up at the deadline and killed', async () => {
    const child = startChild('sleep', ['60'], { ...options, deadlineMs: 100 });
    await expect(child.chunks.next()).rejects.toMatchObject({ reason: 'timeout', path: options.path });
    expect(await isGone(child.pid)).toBe(true);
  });

  it('that ignores every signal it can ignore is killed all the same', async () => {
    const child = startChild('sh', ['-c', 'trap "" TERM INT HUP; echo on; while :; do sleep 1; done'], {
      ...options,
      deadlineMs: 200,
    });
    expect((await child.chunks.next()).value).toBeDefined();
    await expect(child.chunks.next()).rejects.toMatchObject({ reason: 'timeout' });
    expect(await isGone(child.pid)).toBe(true);
  });

  it('that prints for ever is ended when its reader stops, or has enough', async () => {
    const child = startChild('yes', [], options);
    for await (const chunk of child.chunks) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    expect(await isGone(child.pid)).toBe(true);
    await expect(readChild('yes', [], { ...options, maxBytes: 100_000 })).rejects.toMatchObject({
      reason: 'too-large',
    });
  });

  it('keeps the total deadline although something comes again and again', async () => {
    const dripping = readChild('sh', ['-c', 'while :; do echo x; sleep 0.05; done'], {
      ...options,
      deadlineMs: 300,
    });
    await expect(dripping).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('tells why a command failed', async () => {
    const missing = join(folder, 'missing');
    await expect(readChild('cat', [missing], options)).rejects.toMatchObject({ reason: 'absent' });
    await expect(readChild('cat', [folder], options)).rejects.toMatchObject({ reason: 'unsupported' });
    await expect(readChild('no-such-command', [], options)).rejects.toMatchObject({
      reason: 'unsupported',
      message: /no-such-command is not installed here/,
    });
    await expect(readChild('false', [], options)).rejects.toMatchObject({ message: /ended with status 1/ });
  });
});

it('is found in the folders of the system, whatever PATH says, and nothing of the environment reaches it', () => {
  const trap = temporaryFolder();
  const mark = join(trap, 'mark');
  for (const name of ['cat', 'env'])
    writeFileSync(join(trap, name), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  const script = join(trap, 'script.mts');
  const module = new URL('../../src/system/killable-child.ts', import.meta.url).href;
  writeFileSync(
    script,
    `const { readChild } = await import(${JSON.stringify(module)});
     const options = { path: 'x', deadlineMs: 20000 };
     const text = async (...words) => String(Buffer.from(await readChild(words[0], words.slice(1), options)));
     console.log(JSON.stringify([await text('env'), await text('cat', '/proc/self/comm'), await text('pwd')]));`,
  );
  for (const path of ['', '.', `:${trap}`, undefined]) {
    const env = {
      ...(path === undefined ? {} : { PATH: path }),
      NODE_OPTIONS: '--no-warnings',
      LD_DEBUG_OUTPUT: '/x',
    };
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
      cwd: trap,
      env,
    });
    const [environment = '', comm, folder] = JSON.parse(
      String(stdout) || `[${JSON.stringify(String(stderr))}]`,
    ) as string[];
    expect(comm, String(stderr)).toBe('cat\n');
    expect(folder).toBe('/\n');
    expect(environment).not.toMatch(/NODE_OPTIONS|LD_|deadwait-test/);
    expect(
      /^PATH=(.*)$/m
        .exec(environment)?.[1]
        ?.split(':')
        .every((one) => one.startsWith('/')),
    ).toBe(true);
  }
  expect(existsSync(mark)).toBe(false);
}, 120_000);
