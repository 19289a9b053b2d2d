import { useState } from 'preact/hooks';
import type { StoryPath } from '../../src/report/page/report-data.ts';
import { formatCount } from '../../src/wording/figures.ts';
import { Safe } from '../parts/safe-text.tsx';
import { BandCell, isBehind } from './band-cell.tsx';
import { StationPanel } from './station-panel.tsx';

/** The way of the request as a line: stations, what piles up at each, and where the line is broken. */
export function StoryLine({ path }: { readonly path: StoryPath }) {
  const { stations, brokenAfter, answer } = path;
  const [open, setOpen] = useState<number>();
  const opened = open === undefined ? undefined : stations[open];
  const id = `stations-${path.cause}`;
  return (
    <div class="line-frame" style={{ '--stations': String(stations.length) }}>
      <ol class="line" aria-label="The way of the request">
        {stations.map((station, index) => (
          <li
            key={station.station}
            class={`${station.role} ${isBehind(index, brokenAfter) ? 'behind' : ''} ${open === index ? 'open' : ''}`}
          >
            <button
              type="button"
              class="station"
              aria-expanded={open === index}
              aria-controls={id}
              onClick={() => setOpen(open === index ? undefined : index)}
            >
              <span class="title">
                <Safe text={station.title} inline />
              </span>
              <span class="detail">
                {station.detail !== undefined && <Safe text={station.detail} inline />}
              </span>
              <span class="count">{station.count !== undefined && formatCount(station.count)}</span>
              <span class="unit">{station.unit !== undefined && <Safe text={station.unit} inline />}</span>
            </button>
            <BandCell path={path} index={index} />
            <ul class="names">
              {station.names.map((name) => (
                <li key={name}>
                  <Safe text={name} inline />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {answer !== undefined && (
        <div class="answer-row" aria-hidden="true">
          <p
            class="answer"
            style={{
              gridColumn: `${answer.to + 1} / ${answer.from + 2}`,
              marginInline: `${50 / (answer.from - answer.to + 1)}%`,
            }}
          >
            <span>
              <Safe text={answer.says} inline />
            </span>
          </p>
        </div>
      )}
      <div id={id} class="panel-frame">
        {opened === undefined ? (
          <p class="hint">
            Each station opens what shows it. The line is as thick as what piles up, by powers of ten.
          </p>
        ) : (
          <StationPanel station={opened} onClose={() => setOpen(undefined)} />
        )}
      </div>
    </div>
  );
}
