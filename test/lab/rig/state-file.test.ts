import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StateFile } from '../../../lab/rig/state-file.ts';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'dw-state-'));
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

describe('the state of a lab', () => {
  it('holds a thing before it is made, and what is known of it once it is', () => {
    const path = folder();
    const complete = StateFile.create(path).record({ kind: 'process', role: 'dockerd' });
    expect(StateFile.open(path)?.things('process')).toEqual([{ kind: 'process', role: 'dockerd' }]);
    complete({ pid: 17, startTicks: 4 });
    expect(StateFile.open(path)?.things('process')).toEqual([
      { kind: 'process', role: 'dockerd', pid: 17, startTicks: 4 },
    ]);
  });

  it('is not begun where a lab is up', () => {
    const path = folder();
    StateFile.create(path);
    expect(() => StateFile.create(path)).toThrow(/a lab is up/);
  });

  it('is nothing where there is no lab, and refuses a file that is not its own', () => {
    const path = folder();
    expect(StateFile.open(path)).toBeUndefined();
    const other = { cgroupParent: '/', things: [] };
    writeFileSync(join(path, 'state.json'), JSON.stringify(other));
    expect(() => StateFile.open(path)).toThrow(/not the state of a lab/);
  });

  it('names the incident and a cgroup of its own', () => {
    const path = folder();
    const state = StateFile.create(path);
    state.scenario = 'healthy';
    expect(JSON.parse(readFileSync(join(path, 'state.json'), 'utf8'))).toEqual({
      cgroupParent: state.cgroupParent,
      scenario: 'healthy',
      things: [],
    });
  });
});
