// The second line of a frame, as golang/go src/runtime/traceback.go (traceback2) prints it below the function:
//
//   	/go/src/github.com/docker/docker/daemon/kill.go:162 +0x23d
//   	/usr/lib/go-1.21/src/runtime/proc.go:398 +0xce fp=0xc00006ff38 sp=0xc00006ff18 pc=0x43e7ce
//
// `+0x` is missing where the function was inlined; `fp= sp= pc=` are there with GOTRACEBACK=system; a C function has only
// `pc=0x…`. Paths may hold blanks and colons.

/** Splits such a line, without its tab and line end. Without a line number the whole is the file. */
export function parseFrameLocation(text: string): { file: string; line?: number } {
  const file = text.replace(/(?: (?:\+0x|fp=0x|sp=0x|pc=0x)[0-9a-f]+){1,4}$/, '');
  const colon = file.lastIndexOf(':');
  const digits = file.slice(colon + 1);
  if (colon <= 0 || !/^\d{1,10}$/.test(digits)) return { file };
  return { file: file.slice(0, colon), line: Number(digits) };
}
