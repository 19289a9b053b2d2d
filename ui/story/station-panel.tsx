import type { Station } from '../../src/report/page/report-data.ts';
import { EvidenceList } from '../parts/evidence-list.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

/** What is known of one station, and the lines that show it. */
export function StationPanel({
  station,
  onClose,
}: {
  readonly station: Station;
  readonly onClose: () => void;
}) {
  return (
    <section class="panel" aria-label={`What shows it: ${station.station}`}>
      <header>
        <h3>
          <Safe text={station.title} />
        </h3>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M4 4L12 12M12 4L4 12" />
          </svg>
        </button>
      </header>
      {station.facts.length === 0 && <p class="note">Nothing that was read speaks of it.</p>}
      {station.facts.map((fact, index) => (
        <div class="fact" key={index}>
          <p>
            <StatusMark status={fact.status} /> <Safe text={fact.says} prose />
          </p>
          <EvidenceList evidence={fact.evidence} />
        </div>
      ))}
    </section>
  );
}
