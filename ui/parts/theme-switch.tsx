import { theme, type Theme } from '../state.ts';

const THEMES: readonly { readonly id: Theme; readonly says: string; readonly path: string }[] = [
  { id: 'auto', says: 'as the system', path: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12' },
  {
    id: 'light',
    says: 'light',
    path: 'M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM8 .8v1.6M8 13.6v1.6M.8 8h1.6M13.6 8h1.6M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  },
  { id: 'dark', says: 'dark', path: 'M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z' },
];

/** Goes from one to the next. */
export function ThemeSwitch() {
  const index = THEMES.findIndex(({ id }) => id === theme.value);
  const now = THEMES[index] ?? THEMES[0];
  const next = THEMES[(index + 1) % THEMES.length];
  if (now === undefined || next === undefined) return null;
  return (
    <button
      type="button"
      class="icon-button theme"
      onClick={() => (theme.value = next.id)}
      aria-label={`Colours: ${now.says}. Change to ${next.says}.`}
      title={`Colours: ${now.says}`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path class={now.id === 'auto' ? 'half' : ''} d={now.path} />
      </svg>
    </button>
  );
}
