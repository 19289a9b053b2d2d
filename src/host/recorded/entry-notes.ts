import type { Gap } from '../../model/gap.ts';

/** Entries of an archive that were not taken, counted by why, so that a million of them are still one gap. */
export class EntryNotes {
  private readonly notes = new Map<string, { count: number; readonly example: string }>();

  /** `why` completes the sentence `3 entries were ignored because they …`. */
  add(why: string, name: string): void {
    const note = this.notes.get(why);
    if (note === undefined) this.notes.set(why, { count: 1, example: shown(name) });
    else note.count++;
  }

  gaps(source: string): Gap[] {
    return [...this.notes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([why, { count, example }]) => ({
        source,
        reason: 'malformed',
        detail: `${count === 1 ? '1 entry was' : `${count} entries were`} ignored: ${why} (${count === 1 ? '' : 'the first is '}${example})`,
      }));
  }
}

function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
