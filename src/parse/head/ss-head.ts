/** Whether a text begins as `ss -x` prints it, with its header (`Netid State …`) or without (`-H`). */
export function looksLikeSs(head: string): boolean {
  return /^\s{0,80}(?:Netid|u_(?:str|dgr|seq))\s/m.test(head);
}
