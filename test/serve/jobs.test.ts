import { describe, expect, it } from 'vitest';
import type { ProgramEnd, RunningProgram } from '../../src/serve/served/own-program.ts';
import { Jobs, type Job } from '../../src/serve/examinations/jobs.ts';
import { KeptResults } from '../../src/serve/examinations/kept-results.ts';
import { Line } from '../../src/serve/examinations/line.ts';
import { Refused } from '../../src/serve/refused.ts';

/** A job whose end is in the hand of the test. */
class Work implements Job<number> {
  readonly key: string;
  readonly version: string;
  begun = 0;
  onStep: (says: string) => void = () => {};
  end: (end: ProgramEnd) => void = () => {};

  constructor(key: string, version = '1') {
    this.key = key;
    this.version = version;
  }

  readonly start = async (onStep: (says: string) => void): Promise<RunningProgram> => {
    this.begun++;
    this.onStep = onStep;
    const ended = new Promise<ProgramEnd>((resolve) => (this.end = resolve));
    return { ended, stop: () => this.end({ how: 'stopped' }) };
  };

  readonly summarise = (output: Uint8Array): number => output.byteLength;

  done(text: string): void {
    this.end({ how: 'done', output: Buffer.from(text) });
  }
}

function jobs({ keptBytes = 1000 } = {}): Jobs<number> {
  return new Jobs<number>(new Line(1, 2), new KeptResults(keptBytes));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const refusalOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe('a job', () => {
  it('is worked once for all who ask, and its result is kept', async () => {
    const [all, work] = [jobs(), new Work('a')];
    expect(all.state('a', '1')).toEqual({ state: 'new' });
    const asked = [all.result(work, false), all.result(work, true)];
    await turn();
    expect(all.state('a', '1')).toEqual({ state: 'examining' });
    work.done('result');
    for (const result of await Promise.all(asked))
      expect(Buffer.from(await result.plain()).toString()).toBe('result');
    await all.result(work, false);
    // Only just done: not again.
    await all.result(work, true);
    expect(work.begun).toBe(1);
    expect(all.state('a', '1')).toEqual({ state: 'examined', found: 6 });
  });

  it('of another version is begun anew, and the old one ended', async () => {
    const [all, old, fresh] = [jobs(), new Work('a', '1'), new Work('a', '2')];
    const ended = refusalOf(all.result(old, false));
    await turn();
    const result = all.result(fresh, false);
    expect(await ended).toMatchObject({ status: 410 });
    await turn();
    fresh.done('xx');
    await result;
    expect(all.state('a', '2')).toEqual({ state: 'examined', found: 2 });
    expect(all.state('a', '1')).toEqual({ state: 'new' });
  });

  it('waits for those before it, and is refused when too many do', async () => {
    const all = jobs();
    const works = ['a', 'b', 'c', 'd'].map((key) => new Work(key));
    const said: string[] = [];
    const results = works.map((work) => {
      all.follow(work.key, 1000, { step: (says) => said.push(`${work.key}: ${says}`), end: () => {} });
      return refusalOf(all.result(work, false));
    });
    expect(await results[3]).toBeInstanceOf(Refused);
    expect(said).toEqual(['b: waiting for 1 other examination', 'c: waiting for 2 other examinations']);
    for (const work of works.slice(0, 3)) {
      while (work.begun === 0) await turn();
      work.done('x');
    }
    await Promise.all(results);
  });

  it('tells who comes late all that was said, and then that it is over', async () => {
    const [all, work, heard] = [jobs(), new Work('a'), [] as string[]];
    const result = all.result(work, false);
    await turn();
    work.onStep('one');
    all.follow('a', 1000, { step: (says) => heard.push(says), end: () => heard.push('end') });
    work.onStep('two');
    work.done('x');
    await result;
    await turn();
    expect(heard).toEqual(['one', 'two', 'end']);
  });

  it('that failed says so until it is worked again', async () => {
    const [all, work] = [jobs(), new Work('a')];
    const failed = refusalOf(all.result(work, false));
    await turn();
    work.end({ how: 'fault', says: 'it is nothing', hint: 'give another' });
    expect(await failed).toMatchObject({
      status: 422,
      problem: { says: 'it is nothing.', hint: 'give another.' },
    });
    expect(all.state('a', '1')).toMatchObject({ state: 'failed', problem: { says: 'it is nothing.' } });
    expect(await refusalOf(all.result(work, false))).toMatchObject({ status: 422 });
    expect(work.begun).toBe(1);
  });

  it('whose result is no longer kept is worked again', async () => {
    const all = jobs({ keptBytes: 1 });
    for (const key of ['a', 'b', 'a']) {
      const work = new Work(key);
      const result = all.result(work, false);
      await turn();
      expect(work.begun).toBe(1);
      work.done('x');
      await result;
    }
  });

  it('ends with all others', async () => {
    const [all, one, other] = [jobs(), new Work('a'), new Work('b')];
    const results = [refusalOf(all.result(one, false)), refusalOf(all.result(other, false))];
    await turn();
    all.close();
    for (const result of results) expect(await result).toMatchObject({ status: 410 });
    expect(other.begun).toBe(0);
  });
});
