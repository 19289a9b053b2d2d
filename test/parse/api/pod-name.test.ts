import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { podName } from '../../../src/parse/api/pod-name.ts';

const LABELS = {
  'io.kubernetes.container.name': 'trainer',
  'io.kubernetes.docker.type': 'container',
  'io.kubernetes.pod.name': 'train-job-kx7qp',
  'io.kubernetes.pod.namespace': 'ml',
};

describe('podName', () => {
  it('reads the labels, whatever the name says', () => {
    expect(podName(LABELS, 'k8s_other_pod-1_default_c2f7d0aa_0')).toEqual({
      pod: 'ml/train-job-kx7qp',
      containerName: 'trainer',
    });
  });

  it('reads the name where there are no labels', () => {
    const name = 'k8s_db_db-0_store_bb17c2de-3a8e-11e9-9c1e-fa163e000009_0';
    expect(podName(undefined, name)).toEqual({ pod: 'store/db-0', containerName: 'db' });
    expect(podName({}, `${name}_8f2c1a`)).toEqual({ pod: 'store/db-0', containerName: 'db' });
  });

  it('calls a sandbox POD, by its label or its name', () => {
    expect(podName({ ...LABELS, 'io.kubernetes.docker.type': 'podsandbox' }, undefined).containerName).toBe(
      'POD',
    );
    expect(podName(undefined, 'k8s_POD_db-0_store_bb17c2de-3a8e_0')).toEqual({
      pod: 'store/db-0',
      containerName: 'POD',
    });
  });

  it('makes nothing of a malformed name', () => {
    for (const name of [
      'k8s_app_api-4-51b1-4c55-8f07-0e5b5c7b9a11_0',
      'k8s_app_api-4_shop',
      'k8s__api-4_shop_c2f7d0aa_0',
      'k8s_app_API 4_shop_c2f7d0aa_0',
      'mysql',
      '',
    ]) {
      expect(podName(undefined, name)).toEqual({});
    }
  });

  it('needs both the namespace and the name for a pod', () => {
    expect(podName({ 'io.kubernetes.pod.name': 'db-0' }, undefined)).toEqual({});
    expect(podName({ 'io.kubernetes.pod.name': 7, 'io.kubernetes.pod.namespace': null }, 'web')).toEqual({});
  });

  it('never throws, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('k8s', '_', 'a', '-', '0', '.', '\n'), { maxLength: 60 }),
        (parts) => {
          podName(undefined, parts.join(''));
        },
      ),
    );
  });
});
