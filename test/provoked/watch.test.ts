import { expect, test } from 'vitest';
import { startRig } from '../../lab/rig/rig.ts';
import { startHungContainer } from '../../lab/scenarios/hung-container.ts';
import { stopWithoutLimit } from '../../lab/scenarios/stop-forever.ts';
import { openLiveHost } from '../../src/live/live-host.ts';
import { watchNext, type Watched } from '../../src/report/watch/watched.ts';
import { createLooker } from '../../src/watch/looker.ts';
import { checkNeeds, labFolder, MINUTE, useLab } from './stage.ts';

const stand = useLab();
const STOPS = 40;
const { missing, skip } = checkNeeds('watch', ['docker', 'fuse']);

test.skipIf(skip)(
  'a watch sees a leak begin in a real dockerd, and the looks themselves leave nothing in it',
  async () => {
    expect(missing).toEqual([]);
    const docker = stand(await startRig({ folder: labFolder() }));
    const { container } = await startHungContainer(docker);
    let seconds = 0;
    const looker = await createLooker({
      open: () => openLiveHost(docker.address),
      knowledgeFolders: [],
      intervalMs: 10_000,
      // Two looks a second apart here are ten seconds apart for the watch.
      now: () => (seconds += 10) * 1000,
    });
    let watched: Watched | undefined;
    const look = async (): Promise<Watched> => (watched = watchNext(watched, await looker.look()));

    const quiet = await look();
    for (let again = 0; again < 12; again++) await look();
    const figures = (one: Watched) => one.daemons.find(({ daemon }) => daemon.name === 'dockerd')?.figures;
    const before = figures(await look());
    const grown = (before?.goroutines?.now ?? 0) - (figures(quiet)?.goroutines?.now ?? 0);
    expect(grown).toBeLessThan(10);

    await stopWithoutLimit(docker, container.id, STOPS);
    const after = figures(await look());
    expect((after?.goroutines?.now ?? 0) - (before?.goroutines?.now ?? 0)).toBeGreaterThanOrEqual(
      STOPS * 2 - 10,
    );
    expect(after?.fds?.now).toBeGreaterThanOrEqual((before?.fds?.now ?? 0) + STOPS - 5);
    for (let again = 0; again < 6; again++) await look();
    expect(watched?.look.diagnosis.verdict).toBe('leak');
    expect(watched?.look.silent).toEqual([]);
  },
  3 * MINUTE,
);
