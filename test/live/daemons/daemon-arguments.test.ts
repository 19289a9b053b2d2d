import { expect, it } from 'vitest';
import { optionValues, plainRunPath, unixSocketPath } from '../../../src/live/daemons/daemon-arguments.ts';

it('finds the values of an option in every spelling', () => {
  const args = ['dockerd', '-H', 'a', '--host=b', '-Hc', '--host', 'd', '--hosts', 'e', '-H'];
  expect(optionValues(args, '-H', '--host')).toEqual(['a', 'b', 'c', 'd']);
});

it('knows which addresses are unix sockets', () => {
  expect(unixSocketPath('unix:///run/docker.sock')).toBe('/run/docker.sock');
  expect(unixSocketPath('/run/docker.sock')).toBe('/run/docker.sock');
  for (const other of ['tcp://1.2.3.4:2375', 'fd://', 'ssh://a', 'unix://relative', 'unix:///a\0b']) {
    expect(unixSocketPath(other)).toBeUndefined();
  }
  expect(plainRunPath('/var/run/docker.sock')).toBe('/run/docker.sock');
});
