import type { WaitsFor } from '../../src/model/task.ts';
import type { Verdict } from '../../src/model/diagnosis.ts';
import type { Need } from '../rig/requirements.ts';
import type { CriRig } from '../rig/cri/cri-rig.ts';
import type { Rig, RigOptions } from '../rig/rig.ts';

/** What the diagnosis of the host must say while the incident lasts. */
export interface Expectation {
  readonly verdict: Verdict;
  /** Findings above `info`, in any order. */
  readonly causes: readonly string[];
  /** `namespace/name` of the pod whose container cannot die. */
  readonly pod?: string;
  readonly waits?: WaitsFor;
  /** Source of the backend; a pattern where the machine chooses it. */
  readonly source?: RegExp;
  /** Sockets that the finding of the leak holds. */
  readonly sockets?: number;
  readonly client?: string;
}

/** One incident: a file that exports it under the file's name. It begins on a rig with three healthy containers. */
interface Incident<R> {
  readonly id: string;
  readonly summary: string;
  readonly needs: readonly Need[];
  readonly expects: Expectation;
  /** Resolves when the incident is there to be seen. `count`: so many stops, probes or inspects, where it has them. */
  provoke(rig: R, count?: number): Promise<void>;
}

/** An incident of dockerd. */
export interface Scenario extends Incident<Rig> {
  /** What stands between dockerd and containerd, where the incident needs it. */
  readonly between?: NonNullable<RigOptions['between']>;
}

/** An incident of containerd without docker, asked through its CRI plugin as kubelet asks it. */
export interface CriScenario extends Incident<CriRig> {
  readonly runtime: 'cri';
}

export type AnyScenario = Scenario | CriScenario;
