import type { FindingRemedy } from '../../src/model/diagnosis.ts';
import { describePlace } from '../../src/report/diagnosis/remedy-list.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Safe } from '../parts/safe-text.tsx';

/** What to do, safest first. */
export function Remedies({ remedies }: { readonly remedies: readonly FindingRemedy[] }) {
  if (remedies.length === 0) return null;
  return (
    <section class="remedies">
      <h2>What to do</h2>
      <p class="lead">
        Safest first. Those marked automatic, deadwait release plans and does when you confirm it.
      </p>
      <ol>
        {remedies.map(({ says, risk, automatic, command, where, waitsFor }, index) => (
          <li key={index}>
            <p>
              <Safe text={says} prose /> {automatic && <span class="chip good">automatic</span>}
            </p>
            {where !== undefined && (
              <p class="place">
                Run{' '}
                <Safe
                  text={describePlace({ where, ...(waitsFor !== undefined && { waitsFor }) }) ?? ''}
                  prose
                />
                :
              </p>
            )}
            {command !== undefined && (
              <div class="command">
                <pre tabIndex={0} aria-label="Command">
                  <code>
                    <Safe text={command} prose />
                  </code>
                </pre>
                <CopyButton text={command} what="the command" />
              </div>
            )}
            <p class="risk">
              <span>Risk</span> <Safe text={risk} prose />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
