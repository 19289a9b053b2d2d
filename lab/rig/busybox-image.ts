import { readFile } from 'node:fs/promises';
import { pack } from 'tar-stream';
import { readChild } from '../../src/system/killable-child.ts';
import type { DockerClient } from './docker-client.ts';
import { findProgram } from './find-program.ts';

export const IMAGE = 'deadwait-lab/busybox';

const FOLDERS = ['bin', 'data', 'dev', 'etc', 'proc', 'sys', 'tmp'];
const FILES = new Map([
  ['etc/passwd', 'root:x:0:0:root:/:/bin/sh\n'],
  ['etc/group', 'root:x:0:\n'],
]);

/** Imports the only image of the lab, made of this host's static busybox; no registry is asked. */
export async function importBusybox(docker: DockerClient): Promise<void> {
  const tar = await packBusybox();
  const query = new URLSearchParams({ fromSrc: '-', repo: IMAGE, tag: 'latest', changes: 'ENV PATH=/bin' });
  const answer = await docker.text(`/images/create?${query.toString()}`, { method: 'POST', tar });
  if (answer.includes('"error"')) throw new Error(`dockerd does not take the image: ${answer.slice(0, 300)}`);
}

/** A root file system as a tar: busybox, a link to it for each applet, and what a container needs to start. */
export async function packBusybox(): Promise<Uint8Array> {
  const program = findProgram('busybox');
  if (program === undefined) throw new Error('busybox is not installed here (package busybox-static)');
  const applets = await readChild(program, ['--list'], { path: program, deadlineMs: 5000 });
  const names = Buffer.from(applets).toString('utf8').split('\n');
  const tar = pack();
  for (const name of FOLDERS) tar.entry({ name, type: 'directory', mode: name === 'tmp' ? 0o1777 : 0o755 });
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, await readFile(program));
  for (const name of names.filter((one) => /^[\w.[-]+$/.test(one) && one !== 'busybox')) {
    tar.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' });
  }
  for (const [name, text] of FILES) tar.entry({ name }, text);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
