import { Pool } from 'undici';
import type { CriRig } from './cri/cri-rig.ts';
import type { Rig } from './rig.ts';

/** How many goroutines of dockerd stand in a method of Daemon (`containerStop`), waiting in it themselves; asks for debug=1. */
export async function countGoroutines(rig: Rig, method: string): Promise<number> {
  return countIn(await rig.docker.text('/debug/pprof/goroutine?debug=1'), `.(*Daemon).${method}+`);
}

/** How many goroutines of containerd stand in a method of its CRI plugin (`waitContainerStop`). */
export async function countCriGoroutines({ containerd }: CriRig, method: string): Promise<number> {
  const pool = new Pool('http://containerd', { connect: { socketPath: containerd.debugSocket } });
  try {
    const answer = await pool.request({ path: '/debug/pprof/goroutine?debug=1', method: 'GET' });
    return countIn(await answer.body.text(), `.(*criService).${method}+`);
  } finally {
    await pool.destroy();
  }
}

function countIn(profile: string, leaf: string): number {
  return profile.split('\n\n').reduce((sum, group) => {
    const [head = '', first = ''] = group
      .split('\n')
      .filter((line) => !line.startsWith('goroutine profile:'));
    return first.includes(leaf) ? sum + Number.parseInt(head, 10) : sum;
  }, 0);
}
