import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStorageContainers } from '../../../src/parse/api/storage-containers.ts';
import { ParseError } from '../../../src/parse/parse-error.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(64);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it("names podman's containers, and pods of CRI-O's", () => {
  const list = [
    { id: A, names: ['web'], image: 'x', metadata: '{"image-name":"docker.io/nginx","name":"web"}' },
    { id: B, names: ['k8s_trainer_train-0_ml_11111111-2222-4333-8444-555555555555_0'] },
    { id: C, names: ['k8s_POD_train-0_ml_11111111-2222-4333-8444-555555555555_0', 'other'] },
    { id: 'short', names: ['none'] },
    'nothing',
  ];
  expect(parseStorageContainers(bytes(JSON.stringify(list)), 'containers.json')).toMatchObject([
    { id: A, name: 'web' },
    { id: B, pod: 'ml/train-0', containerName: 'trainer' },
    { id: C, pod: 'ml/train-0', containerName: 'POD' },
  ]);
});

it('throws nothing but ParseError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        parseStorageContainers(bytes(text), 'containers.json');
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }),
  );
});
