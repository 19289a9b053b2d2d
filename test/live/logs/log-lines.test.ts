import { expect, it } from 'vitest';
import { streamOf } from '../../../src/system/chunks.ts';
import { linesOfProgram } from '../../../src/live/logs/log-lines.ts';

const LOG = `Nov 24 02:12:45 node-17 dockerd[811]: own
Nov  4 02:12:45 node-17 dockerd[812]: of another process that is called so
Nov 24 02:12:45 node-17 dockerd: without a pid, as logger -t dockerd writes it
2026-11-24T02:12:45.000000+00:00 node-17 dockerd[811]: own too
Nov 24 02:12:45 node-17 web[9]: x dockerd[811]: in the text of another
Nov 24 02:12:45 node-17 web dockerd[811]: behind another tag
`;

it('takes from a shared log only the lines that carry the pid of the daemon in their tag', async () => {
  for (const size of [1, 7, 4096]) {
    const bytes = Buffer.from(LOG);
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    const kept: Uint8Array[] = [];
    for await (const chunk of linesOfProgram(streamOf(chunks), 'dockerd', 811)) kept.push(chunk);
    const lines = Buffer.concat(kept).toString().trimEnd().split('\n');
    expect(lines.map((line) => line.slice(line.lastIndexOf(': ') + 2))).toEqual(['own', 'own too']);
  }
});
