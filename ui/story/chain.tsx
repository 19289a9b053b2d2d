import { useState } from 'preact/hooks';
import type { ChainLink, Finding } from '../../src/model/diagnosis.ts';
import { describeConfidence } from '../../src/report/diagnosis/confidence.ts';
import type { Story } from '../../src/report/diagnosis/story.ts';
import { EvidenceList } from '../parts/evidence-list.tsx';
import { Safe } from '../parts/safe-text.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

/** The chain from symptom to root in words, each link with the lines that prove it. */
export function Chain({ story }: { readonly story: Story }) {
  return (
    <ol class="chain" aria-label="From symptom to root">
      {story.chain.map(({ step, opens }, index) => (
        <li key={index}>
          {opens !== undefined && <Because finding={opens} />}
          {step !== undefined && <Link step={step} />}
        </li>
      ))}
    </ol>
  );
}

function Because({ finding }: { readonly finding: Finding }) {
  return (
    <div class="because">
      <h3>
        because <Safe text={finding.title} prose />
      </h3>
      <p>
        <code>
          <Safe text={finding.cause} />
        </code>{' '}
        <span class="chip">{describeConfidence(finding)}</span>
      </p>
      <p>
        <Safe text={finding.summary} prose />
      </p>
    </div>
  );
}

function Link({ step: { link, status, says, evidence } }: { readonly step: ChainLink }) {
  const [open, setOpen] = useState(false);
  const id = `evidence-${link}-${evidence.length}-${says.length}`;
  return (
    <div class="link">
      <StatusMark status={status} />
      <h3>{link}</h3>
      <p>
        <Safe text={says} prose />
      </p>
      {evidence.length > 0 && (
        <>
          <button
            type="button"
            class="show"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {evidence.length === 1 ? '1 line shows it' : `${evidence.length} lines show it`}
          </button>
          <div id={id} hidden={!open} class="shown">
            <EvidenceList evidence={evidence} />
          </div>
        </>
      )}
    </div>
  );
}
