import { signal } from '@preact/signals';
import { nameOfPasted } from './pasted-name.ts';
import { refuseUpload, upload } from './uploads.ts';

/** Whether files hang above the page. */
export const isDragging = signal(false);

/** Takes files that are dropped anywhere on the page, and files and text that are pasted. */
export function takeFiles(): void {
  // Each element that is crossed is entered and left; what counts is whether the page itself is left.
  let depth = 0;
  const over = (step: number): void => {
    depth = Math.max(0, depth + step);
    isDragging.value = depth > 0;
  };
  addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(1);
  });
  addEventListener('dragleave', (event) => {
    if (carriesFiles(event)) over(-1);
  });
  addEventListener('dragover', (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    over(-depth);
    if (!carriesFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    takeDropped(event.dataTransfer);
  });
  addEventListener('paste', (event) => {
    if (isField(event.target) || event.clipboardData === null) return;
    const files = [...event.clipboardData.files];
    const text = event.clipboardData.getData('text/plain');
    if (files.length > 0) upload(files);
    else if (text.trim() !== '') upload([new File([text], nameOfPasted(text))]);
  });
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** A folder comes as a file that cannot be read: it is told apart by its entry. */
function takeDropped(transfer: DataTransfer): void {
  const files: File[] = [];
  const entries = [...transfer.items].filter(({ kind }) => kind === 'file');
  for (const item of entries) {
    const file = item.getAsFile();
    if (file === null) continue;
    if (item.webkitGetAsEntry()?.isDirectory !== true) files.push(file);
    else
      refuseUpload(file.name, {
        says: 'It is a folder, and only files can be dropped.',
        hint: `Pack it first: tar czf case.tar.gz -C FOLDER .`,
      });
  }
  if (files.length > 0) upload(files);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA)$/.test(target.tagName))
  );
}
