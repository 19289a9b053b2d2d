import { expect, test } from 'vitest';
import type { HeapAccount } from '../../../src/model/heap.ts';
import { reportHeap } from '../../../src/report/steps/heap.ts';
import { renderStepText } from '../../../src/report/steps/step-report.ts';

const account: HeapAccount = {
  profile: {
    daemon: 'dockerd',
    format: 'protobuf',
    file: 'pprof/dockerd/heap.pb.gz',
    inUseBytes: 80_000_000,
    allocatedBytes: 800_000_000,
    sites: [],
  },
  uses: [
    {
      id: 'http-write-buffer',
      says: 'write buffers of HTTP connections',
      unit: { of: 'connection', bytes: 4096 },
      units: 18_500,
      bytes: 76_000_000,
      objects: 18_500,
      sampledObjects: 144,
      allocatedBytes: 76_000_000,
      sites: [],
    },
  ],
  restBytes: 4_000_000,
  memory: {
    rssBytes: 27_917_287_424,
    isEstimate: true,
    parts: [{ id: 'free', says: 'free heap that Go has not given back yet', bytes: 27_000_000_000 }],
  },
};

const text = (one: HeapAccount): string =>
  renderStepText(reportHeap([one]), [], '', { width: 110, color: false, ascii: true });

test('the heap is shown by what it is for, with the error of the sample and the number of things', () => {
  expect(text(account)).toMatch(
    /72 MiB +95% +17% +72 MiB +write buffers of HTTP connections +18500 connections/,
  );
  expect(text(account)).toMatch(/3\.8 MiB +5% +not attributed to anything/);
});

test('what comes and goes is told from what is held', () => {
  expect(text(account)).toMatch(/has allocated 763 MiB; 10% of it was in use/);
});

test('the rest of the process is said to be an estimate where it is one', () => {
  expect(text(account)).toMatch(/The process has 26 GiB \(RSS\) \(estimated/);
  expect(text(account)).toMatch(/25 GiB +97% +free heap that Go has not given back yet/);
  const { memory: _, ...alone } = account;
  expect(text(alone)).not.toMatch(/RSS/);
});
