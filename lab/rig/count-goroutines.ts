import type { Rig } from './rig.ts';

/** How many goroutines of dockerd stand in a method of Daemon (`containerStop`), waiting in it themselves; asks for debug=1. */
export async function countGoroutines(rig: Rig, method: string): Promise<number> {
  const profile = await rig.docker.text('/debug/pprof/goroutine?debug=1');
  const leaf = `.(*Daemon).${method}+`;
  return profile.split('\n\n').reduce((sum, group) => {
    const [head = '', first = ''] = group
      .split('\n')
      .filter((line) => !line.startsWith('goroutine profile:'));
    return first.includes(leaf) ? sum + Number.parseInt(head, 10) : sum;
  }, 0);
}
