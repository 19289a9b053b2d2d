import { describe, expect, it } from 'vitest';
import type { HostEntry } from '../../../src/serve/api.ts';
import { sortHosts, timeOf } from '../../../ui/serve/sort-hosts.ts';

const host = (name: string, more: Partial<HostEntry> = {}): HostEntry => ({
  id: name,
  name,
  kind: 'case',
  from: 'folder',
  state: 'new',
  ...more,
});

const examined = (name: string, verdict: 'leak' | 'healthy', capturedAt: string): HostEntry =>
  host(name, {
    state: 'examined',
    modifiedAtMs: 1,
    examined: { verdict, headline: `all of ${name}`, hostname: 'node-17', capturedAt, findings: 1 },
  });

const HOSTS = [
  examined('case-10', 'healthy', '2026-11-24T02:00:00Z'),
  host('case-9', { modifiedAtMs: Date.UTC(2026, 10, 24, 1) }),
  examined('case-2', 'leak', '2026-11-24T00:00:00Z'),
  host('case-1', { state: 'failed', problem: { says: 'no case' } }),
];

const names = (hosts: readonly HostEntry[]): string[] => hosts.map(({ name }) => name);

describe('the order of hosts', () => {
  it('by verdict puts those in need first, then those not known, then the healthy', () => {
    expect(names(sortHosts(HOSTS, 'verdict', ''))).toEqual(['case-2', 'case-1', 'case-9', 'case-10']);
  });

  it('by time goes by the recording, or else by the file, newest first', () => {
    expect(names(sortHosts(HOSTS, 'time', ''))).toEqual(['case-10', 'case-9', 'case-2', 'case-1']);
  });

  it('by name counts figures as figures', () => {
    expect(names(sortHosts(HOSTS, 'name', ''))).toEqual(['case-1', 'case-2', 'case-9', 'case-10']);
  });

  it('keeps those in whose name, host or headline all words occur', () => {
    expect(names(sortHosts(HOSTS, 'name', 'NODE-17 leak'))).toEqual(['case-2']);
    expect(names(sortHosts(HOSTS, 'name', 'of case-10'))).toEqual(['case-10']);
    expect(sortHosts(HOSTS, 'name', 'nowhere')).toEqual([]);
  });

  it('takes the time of the file where that of the recording is none', () => {
    expect(timeOf(examined('odd', 'leak', 'yesterday'))).toBe(1);
    expect(timeOf(host('bare'))).toBe(0);
  });
});
