import { expect, it } from 'vitest';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { diagnosisSchema } from '../../src/report/diagnosis/diagnosis-schema.ts';
import { renderJson } from '../../src/report/diagnosis/json.ts';
import { renderMarkdown } from '../../src/report/diagnosis/markdown.ts';
import { renderText } from '../../src/report/diagnosis/text.ts';

const TITLE = "Ignored: processes that only carry a daemon's name";
const HEALTHY: Diagnosis = {
  schema: 'deadwait/diagnosis/v1',
  verdict: 'healthy',
  headline: 'nothing wrong was found with dockerd 20.10.24',
  complete: true,
  coverage: [],
  host: {},
  daemons: [{ name: 'dockerd', pid: 811, identity: ['uid 0', 'cgroup of docker.service'] }],
  findings: [],
  books: [],
  gaps: [],
};
const WITH_IGNORED: Diagnosis = {
  ...HEALTHY,
  ignored: [
    { pid: 4711, name: 'dockerd\u001b[2J', uid: 65534, because: 'it runs as uid 65534, not as root' },
  ],
  ignoredCount: 481,
};
const PAPER = { width: 120, ascii: false, color: false };

it('every report names the processes that only carry a daemon’s name, and why they are ignored', () => {
  const text = renderText(WITH_IGNORED, PAPER);
  expect(text).toContain(TITLE);
  expect(text).toContain('it runs as uid 65534, not as root');
  expect(text).toContain('480 more');
  expect(text).not.toContain('\u001b[2J');
  const markdown = renderMarkdown(WITH_IGNORED);
  expect(markdown).toContain('## Ignored');
  expect(markdown).toContain('480 more');
  const json: unknown = JSON.parse(renderJson(WITH_IGNORED));
  expect(diagnosisSchema.parse(json)).toEqual(json);
  expect(json).toMatchObject({
    daemons: [{ identity: ['uid 0', 'cgroup of docker.service'] }],
    ignored: [{ pid: 4711, uid: 65534, because: 'it runs as uid 65534, not as root' }],
    ignoredCount: 481,
  });
});

it('a report without such processes does not speak of them', () => {
  expect(renderText(HEALTHY, PAPER)).not.toContain('Ignored');
  expect(renderMarkdown(HEALTHY)).not.toContain('Ignored');
  expect(JSON.parse(renderJson(HEALTHY))).not.toHaveProperty('ignored');
});
