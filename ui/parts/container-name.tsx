import type { ReportData } from '../../src/report/page/report-data.ts';
import { nameOf } from '../../src/wording/phrases.ts';
import { Safe } from './safe-text.tsx';

/** A container by its pod, its name, or the short form of its id. */
export function ContainerName({ data, id }: { readonly data: ReportData; readonly id: string }) {
  const known = data.containers.find((container) => container.id === id);
  return <Safe text={nameOf(known ?? { id })} />;
}
