import type { Growth as GrowthFacts } from '../../src/model/diagnosis.ts';
import { describeGrowth } from '../../src/report/diagnosis/growth.ts';
import type { History } from '../../src/report/diagnosis/history/history.ts';
import { Safe } from '../parts/safe-text.tsx';
import { HistoryChart } from '../graph/history-chart.tsx';

interface GrowthProps {
  readonly growth: GrowthFacts;
  readonly history: History | undefined;
  readonly capturedAt: string | undefined;
}

/** How the leak grew, and when it reaches the limit: drawn, and in words. */
export function Growth({ growth, history, capturedAt }: GrowthProps) {
  return (
    <div class="growth">
      <h3>Growth</h3>
      {history !== undefined && <HistoryChart growth={growth} history={history} />}
      {describeGrowth(growth, capturedAt).map((says) => (
        <p key={says}>
          <Safe text={says} prose />
        </p>
      ))}
    </div>
  );
}
