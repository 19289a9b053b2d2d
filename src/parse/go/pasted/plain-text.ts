// Stacks as people paste them: what mail, Markdown, journald and logrus have done to the text of a dump, undone. dockerd up to
// 1.12 and containerd wrote the dump of SIGUSR1 into their log, one message for all of it:
//
//   Oct  5 10:16:43 host dockerd[29030]: time="…" level=info msg="=== BEGIN goroutine stack dump ===\ngoroutine 45 [running]:\n…
//   Oct  5 10:16:43 host dockerd[29030]: x.go:117 +0xb42\n\ngoroutine 39 [syscall, 7 minutes]:\nsyscall.Syscall(0x0)\n\t/usr/…
//
// logrus quotes line feeds and tabs as `\n` and `\t` (sirupsen/logrus text_formatter.go, appendValue: %q); journald cuts what is
// longer than LineMax (48 KiB) anywhere, and begins again with its prefix.

/** One line, or less, in front of what a daemon wrote: `Oct  5 10:16:43 host dockerd[29030]: `. */
const JOURNAL_PREFIX =
  /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+Z-]{8,25}) (?:[\w.-]{1,64} )?[\w./-]{1,64}\[\d{1,10}\]: /;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&#x27;', "'"],
  ['&#42;', '*'],
  ['&#9;', '\t'],
  ['&nbsp;', ' '],
  ['&middot;', '·'],
  ['&amp;', '&'],
]);

/** The text of a paste with line feeds and tabs where the dump had them, without markup. */
export function plainText(pasted: string): string {
  const text = pasted.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  return (
    unescapeMessages(text)
      // syslog prints control characters in octal; some threads keep the escape of a tab alone.
      .replace(/(^|[ :>])(?:#011|\\t)(?=\S)/gm, '$1\t')
      .replace(
        /&(?:lt|gt|quot|nbsp|middot|amp|#39|#x27|#42|#9);/g,
        (entity) => ENTITIES.get(entity) ?? entity,
      )
      .replace(/<\/?(?:details|summary|pre|code|p|br|div|span)(?: [^<>\n]{0,200})?\/?>/gi, '\n')
  );
}

/** Line feeds and tabs in place of `\n` and `\t`, in the lines that have them. */
function unescapeMessages(text: string): string {
  if (!/\\n(?:\\{1,2}t|goroutine \d)/.test(text)) return text;
  const lines: string[] = [];
  let message: string[] = [];
  const close = (): void => {
    if (message.length > 0) lines.push(unescapeMessage(message.join('')));
    message = [];
  };
  for (const line of text.split('\n')) {
    const continues = message.length > 0 && !/"\s*$/.test(message.at(-1) ?? '') && line !== '';
    if (continues && !/^time="| time="/.test(line)) message.push(line.replace(JOURNAL_PREFIX, ''));
    else if (line.includes('\\n')) {
      close();
      message.push(line);
    } else {
      close();
      lines.push(line);
    }
  }
  close();
  return lines.join('\n');
}

function unescapeMessage(message: string): string {
  // The dump is what the message says, which begins after the quote.
  const says = message.replace(/^.{0,400}?(?:msg|message)="/, '');
  return says.replace(/\\{1,2}(n|t|r|"|\\)/g, (_, escaped: string) =>
    escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped === 'r' ? '' : escaped,
  );
}
