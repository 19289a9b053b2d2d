import { describe, expect, it } from 'vitest';
import {
  parseLogMessageDefinition,
  type LogMessageDefinition,
} from '../../../src/parse/log/log-message-definition.ts';
import { readLogLine } from '../../../src/parse/log/log-line.ts';
import { compileLogMessages } from '../../../src/parse/log/log-messages.ts';
import { definitions, messages } from './messages.ts';

const ID = '8f3c1e0b7a52d94e6c1f0a8b3d7e5f9012c4b6a8d0e2f41638597abcde0123f4';
const samples = definitions.flatMap(({ id, samples: lines }) => lines.map((line) => [id, line] as const));
const find = (line: string): ReturnType<typeof messages.find> => messages.find(readLogLine(line, {}).text);

describe('the known messages', () => {
  it.each(samples)('%s is what its sample says: %s', (id, line) => {
    expect(find(line)?.definition.id).toBe(id);
  });

  it.each(samples.filter(([, line]) => /\b(?:time="|[IWE]\d{4} )/.test(line)))(
    '%s is found in a journal entry as well: %s',
    (id, line) => {
      expect(
        find(JSON.stringify({ MESSAGE: line.replace(/^.*?: (?=time=|[IWE]\d{4} )/, '') }))?.definition.id,
      ).toBe(id);
    },
  );

  it('have ids of their own, and echo messages that exist', () => {
    const ids = new Set(definitions.map(({ id }) => id));
    expect(ids.size).toBe(definitions.length);
    for (const { echoes } of definitions) if (echoes !== undefined) expect(ids).toContain(echoes);
  });

  it('read no line for long, whatever stands behind their needles', () => {
    const endless = [
      ' ',
      'a',
      '\\"',
      '" container=',
      ' error="',
      'rpc error: ',
      '{[(',
      '&t=',
      `${ID} `,
      'Pid:1 ',
    ];
    for (const { needles } of definitions) {
      for (const needle of needles) {
        for (const piece of endless) find(needle + piece.repeat(65_536 / piece.length));
        find(needle.repeat(65_536 / needle.length));
      }
    }
  });

  it('are told apart by what stands first in the line', () => {
    const reason = `tried to kill container, but did not receive an exit event`;
    const handler = `level=error msg="Handler for POST /v1.41/containers/${ID}/stop returned error: cannot stop container: ${ID}: ${reason}"`;
    expect(find(handler)?.definition.role).toBe('stop-answered-with-error');
    expect(
      find(`level=error msg="Error killing the container" container=${ID} error="${reason}"`)?.definition.id,
    ).toBe('dockerd-error-killing-container');
  });

  it.each([
    ['the time-out of a stop', `Calling POST /v1.39/containers/${ID}/stop?t=30`, { t: '30' }, ID],
    ['a stop for ever', `Calling POST /v1.41/containers/${ID}/stop?signal=SIGINT&t=-1`, { t: '-1' }, ID],
    [
      "a stop with the container's own time-out",
      `Calling POST /containers/${ID.slice(0, 12)}/stop`,
      {},
      ID.slice(0, 12),
    ],
    ['a stop by name', 'Calling POST /v1.41/containers/web-1/stop?t=5', { t: '5', name: 'web-1' }, undefined],
    [
      'the signal of a kill',
      `Calling POST /v1.41/containers/${ID}/kill?signal=SIGKILL`,
      { signal: 'SIGKILL' },
      ID,
    ],
    ['a forced removal', `Calling DELETE /v1.41/containers/${ID}?v=1&force=1`, { force: '1' }, ID],
    ['a restart', `Calling POST /v1.41/containers/${ID}/restart?t=10`, { t: '10' }, ID],
  ])('tell %s', (_, call, fields, containerId) => {
    const match = find(`time="2026-11-24T02:07:43.118842091Z" level=debug msg="${call}"`);
    expect(match?.fields).toEqual(fields);
    expect(match?.containerId).toBe(containerId);
  });

  it('do not take calls about something else for a stop', () => {
    for (const call of [
      'POST /v1.41/containers/stop/start',
      `POST /v1.41/containers/${ID}/stopper`,
      'GET /v1.41/info',
    ]) {
      expect(find(`level=debug msg="Calling ${call}"`)?.definition.role).not.toBe('stop-request');
    }
  });
});

describe('a definition', () => {
  const good: LogMessageDefinition = {
    id: 'x',
    component: 'dockerd',
    role: 'other',
    means: 'm',
    template: 't',
    versions: 'all',
    needles: ['a needle of ten'],
    regex: 'a needle of ten (?<n>\\d+)',
    per: ['n'],
    samples: ['a needle of ten 7'],
  };

  it('is taken as it stands in its file', () => {
    expect(parseLogMessageDefinition(good)).toEqual(good);
    expect(compileLogMessages([good]).find('b a needle of ten 7')?.fields).toEqual({ n: '7' });
  });

  it.each([
    ['a role that is none', { ...good, role: 'stops' }],
    ['no needle list', { ...good, needles: 'Container' }],
    ['no id', { ...good, id: '' }],
    ['nothing', null],
  ])('with %s is refused', (_, content) => {
    expect(() => parseLogMessageDefinition(content)).toThrow(/expected/);
  });

  it.each([
    ['a needle that is too short', { ...good, needles: ['ab'] }],
    ['a needle that is not ASCII', { ...good, needles: ['Contäiner failed'] }],
    ['a broken regular expression', { ...good, regex: '(?<n>' }],
    ['a group that the expression lacks', { ...good, per: ['signal'] }],
    ['a group named like a part of every object', { ...good, per: ['__proto__'], regex: 'x(?<__proto__>a)' }],
  ])('with %s is not compiled', (_, definition) => {
    expect(() => compileLogMessages([definition])).toThrow(/log message/);
  });
});
