import { effect, signal } from '@preact/signals';

/** What follows # in the address: the view that is shown. */
export const address = signal('');

/** Keeps `address` as the browser has it. */
export function followAddress(): void {
  const read = (): void => {
    address.value = location.hash.slice(1);
  };
  addEventListener('hashchange', read);
  read();
}

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'deadwait-theme';

/** Light, dark, or as the system has it. */
export const theme = signal<Theme>(rememberedTheme());

effect(() => {
  if (theme.value === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A page from disk may not be allowed to remember anything.
  }
});

function rememberedTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
  } catch {
    return 'auto';
  }
}
