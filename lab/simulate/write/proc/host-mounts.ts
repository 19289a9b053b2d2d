import type { Recording } from '../recording.ts';
import { fill, readShape } from '../shapes.ts';

/** proc/<dockerd>/mountinfo: the host's mounts, the volumes, and three for each container that runs. */
export function hostMounts({ scene, running }: Recording): string {
  const volumes = scene.containers.flatMap(({ stuck }) => {
    if (stuck === undefined) return [];
    const { device, hostPath, fstype, source } = stuck.volume;
    const isFuse = fstype.startsWith('fuse');
    const options = isFuse ? 'rw,nosuid,nodev,relatime' : 'rw,relatime';
    const superOptions = isFuse ? 'rw,user_id=0,group_id=0,allow_other' : 'rw';
    return [
      `${8000 + stuck.index} 27 ${device} / ${hostPath} ${options} - ${fstype} ${source} ${superOptions}\n`,
    ];
  });
  const shape = readShape('shapes', 'host/container-mounts.txt');
  const containers = running.map((container, place) =>
    fill(shape, {
      id: container.id,
      layer: container.layer,
      link: container.link,
      mount: 100 + place * 20,
      mount2: 101 + place * 20,
      mount3: 102 + place * 20,
      minor: 200 + place * 12,
      minor2: 202 + place * 12,
      shared: 2 + 2 * place,
      shared2: 3 + 2 * place,
      netns: 4_026_532_190 + place * 73,
      sandbox: container.sandboxId.slice(0, 12),
    }),
  );
  return [readShape('shapes', 'host/mountinfo.txt'), ...volumes, ...containers].join('');
}
