// Entries for `checked:` that a person may take over after reading the place: where the functions of a group stand at the first
// affected release.
import { readCause, type CheckedCause } from '../../src/knowledge/read-cause.ts';
import type { VerifiedFile } from './verify-file.ts';

const FOUND = /^(?<file>\S+):(?<line>\d+) in (?<tag>\S+)/;

export function proposeChecked({ file, results, open }: VerifiedFile, content: unknown): string {
  if (file.startsWith('log-messages/')) return '';
  const { daemon } = readCause(file, content as CheckedCause);
  const names: Readonly<Record<string, string>> = {
    dockerd: 'moby',
    'containerd-shim': 'containerd',
    crio: 'cri-o',
  };
  const lines = results.flatMap(({ claim, status, says }) => {
    const place = status === 'ok' && open.includes(claim) ? FOUND.exec(says)?.groups : undefined;
    return place === undefined
      ? []
      : [
          `  - { what: ${claim}, at: ${names[daemon ?? ''] ?? daemon}@${place['tag']}, file: ${place['file']}, line: ${place['line']} }`,
        ];
  });
  return lines.length === 0 ? '' : `checked:\n${lines.join('\n')}\n`;
}
