import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { readChild } from '../../../src/system/killable-child.ts';
import { IMAGE, packBusybox } from '../busybox-image.ts';
import { findProgram } from '../find-program.ts';
import type { RunningContainerd } from '../containerd.ts';

/** The lab's only image as containerd names it; it is the sandbox's as well. */
export const CRI_IMAGE = `docker.io/${IMAGE}:latest`;

/** Imports the image into the namespace of CRI, as `docker save` would have written it; no registry is asked. */
export async function importImage(folder: string, { socket }: RunningContainerd): Promise<void> {
  const file = join(folder, 'busybox.tar');
  writeFileSync(file, await packImage());
  const args = ['--address', socket, '-n', 'k8s.io', 'images', 'import', '--snapshotter', 'native', file];
  await readChild(findProgram('ctr') ?? 'ctr', args, { path: 'ctr images import', deadlineMs: 60_000 });
}

async function packImage(): Promise<Uint8Array> {
  const layer = await packBusybox();
  const config = JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    // a sandbox's first process, in place of pause
    config: { Env: ['PATH=/bin'], Cmd: ['/bin/sleep', '2147483647'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
  });
  const configName = `${sha256(config)}.json`;
  const manifest = [{ Config: configName, RepoTags: [CRI_IMAGE], Layers: ['layer.tar'] }];
  const tar = pack();
  tar.entry({ name: configName }, config);
  tar.entry({ name: 'layer.tar' }, Buffer.from(layer));
  tar.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
