import type { Work } from '../work.ts';
export const patient: Work = {
  name: 'patient',
  says: '',
  programs: new Map(),
  measure: async () => ({ rows: [] }),
};
