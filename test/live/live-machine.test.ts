import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMachine } from '../../src/live/live-machine.ts';
import { RuntimeClient } from '../../src/live/daemons/cri/runtime-client.ts';
import { UnixHttp } from '../../src/live/daemons/unix-http.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { serveHttp } from './unix-server.ts';

const folder = temporaryFolder();

function machineOf(sockets: readonly string[] = []): ReturnType<typeof openMachine> {
  // Without a process 1 to be seen, commands run where this process is.
  return openMachine({
    procRoot: join(folder, 'proc'),
    dockerd: new UnixHttp('dockerd', sockets),
    cri: new RuntimeClient('containerd', []),
  });
}

test('a file is written by a child, and neither its name nor the text is taken for a command', async () => {
  const file = join(folder, "it's $(reboot) a file");
  writeFileSync(file, '');
  await machineOf().write(file, '$(reboot) `x` 1');
  expect(readFileSync(file, 'utf8')).toBe('$(reboot) `x` 1');
});

test('a command that fails is a HostError with its complaint', async () => {
  await expect(machineOf().run('ls', ['/no/such/folder'])).rejects.toMatchObject({
    name: 'HostError',
    reason: 'absent',
    message: expect.stringMatching(/cannot be run: .*No such file/),
  });
});

test('a command that does not return is left alone after its deadline', async () => {
  await expect(machineOf().run('sleep', ['60'], { deadlineMs: 200 })).rejects.toMatchObject({
    reason: 'timeout',
    message: expect.stringContaining('did not return within 0.2 s'),
  });
});

test('a kill is one POST, and its refusal is told', async () => {
  const asked: string[] = [];
  const { path: socket } = await serveHttp((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.statusCode = request.url?.includes('aaa') === true ? 204 : 409;
    response.end(response.statusCode === 204 ? '' : '{"message":"container bbb is not running"}');
  });
  const machine = machineOf([socket]);
  await machine.kill('aaa', 'docker');
  expect(asked.at(-1)).toBe('POST /containers/aaa/kill?signal=KILL');
  await expect(machine.kill('bbb', 'docker')).rejects.toThrow('is not running');
});
