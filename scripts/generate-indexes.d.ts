/** What each generated index should be: its path from the root of the project, and its text. */
export function generateIndexes(): { path: string; text: string }[];
