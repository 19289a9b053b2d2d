import { join } from 'node:path';
import { z } from 'zod';
import { cleanUp, cleanUpAfter } from '../clean-up/clean-up.ts';
import { startContainerd } from '../containerd.ts';
import type { Lab } from '../lab.ts';
import { prepareFolders } from '../rig.ts';
import { StateFile } from '../state-file.ts';
import { CriClient } from './cri-client.ts';
import { CRI_IMAGE, importImage } from './import-image.ts';

/** A containerd of the lab's own with its CRI plugin, no docker, and an image. */
export interface CriRig extends Lab {
  readonly cri: CriClient;
}

const listed = z.object({ containers: z.array(z.object({ id: z.string() })).default([]) });

/** Starts the daemon; takes everything back when that fails. */
export async function startCriRig(folder: string): Promise<CriRig> {
  const state = StateFile.create(folder);
  try {
    prepareFolders(state);
    const containerd = await startContainerd(state, criSettings);
    await importImage(folder, containerd);
    const cri = new CriClient(containerd.socket);
    return {
      folder,
      state,
      containerd,
      cri,
      address: { criSocket: containerd.socket },
      containerIds: async () => (await cri.ask('ListContainers', {}, listed)).containers.map(({ id }) => id),
      close: () => Promise.resolve(cri.close()),
      down: () => {
        cri.close();
        return cleanUp(folder);
      },
    };
  } catch (error) {
    return cleanUpAfter(error, folder);
  }
}

/** Everything that the plugin would otherwise put elsewhere lies in the lab's folder. */
function criSettings(folder: string): readonly string[] {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const at = (name: string): string => JSON.stringify(join(folder, name));
  return [
    '[plugins."io.containerd.internal.v1.opt"]',
    `  path = ${at('opt')}`,
    `[${cri}]`,
    `  sandbox_image = ${JSON.stringify(CRI_IMAGE)}`,
    // oom_score_adj may not be lowered where the lab itself runs in a container
    '  restrict_oom_score_adj = true',
    '  disable_apparmor = true',
    `[${cri}.cni]`,
    `  conf_dir = ${at('cni/conf')}`,
    `  bin_dir = ${at('cni/bin')}`,
    `[${cri}.containerd]`,
    '  snapshotter = "native"',
    `[${cri}.containerd.runtimes.runc]`,
    '  runtime_type = "io.containerd.runc.v2"',
    `[${cri}.containerd.runtimes.runc.options]`,
    '  SystemdCgroup = false',
    `  Root = ${at('runc')}`,
  ];
}
