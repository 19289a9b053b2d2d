/** What a pasted text most likely is, told by its beginning; the server looks at it for itself. */
export function nameOfPasted(text: string): string {
  const start = text.slice(0, 4_000);
  if (/^goroutine (?:profile:|\d+ )/m.test(start)) return 'pasted goroutines.txt';
  if (/^heap profile:/m.test(start)) return 'pasted heap.txt';
  if (/^(?:Netid|u_(?:str|dgr|seq)|nl|tcp|udp)\b/m.test(start)) return 'pasted sockets.txt';
  return 'pasted text.txt';
}
