import type { Evidence } from '../../src/model/evidence.ts';
import { CopyButton } from './copy-button.tsx';
import { Safe } from './safe-text.tsx';

/** The words that prove something: file, line, quote. */
export function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return null;
  return (
    <ul class="evidence">
      {evidence.map((one, index) => (
        <li key={index}>
          <p class="place">
            <Safe text={placeOf(one)} />
            <CopyButton
              text={`${placeOf(one)}  ${one.quote.trim()}`}
              what={`the line from ${one.file.slice(0, 80)}`}
            />
          </p>
          <blockquote>
            <Safe text={one.quote.trim().replaceAll('\t', '  ')} prose />
          </blockquote>
        </li>
      ))}
    </ul>
  );
}

function placeOf({ file, line }: Evidence): string {
  return line === undefined ? file : `${file}:${line}`;
}
