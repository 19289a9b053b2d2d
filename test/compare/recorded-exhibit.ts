import { openRecordedHost } from '../../src/host/recorded/recorded-host.ts';
import type { ExaminedExhibit } from '../../src/investigate/comparison-report.ts';
import { examine } from '../../src/investigate/investigate.ts';

/** A recorded case, investigated. */
export async function exhibitOf(path: string): Promise<ExaminedExhibit> {
  const host = await openRecordedHost(path);
  try {
    return { name: path, ...(await examine(host)) };
  } finally {
    await host.close();
  }
}
