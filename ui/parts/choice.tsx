import { Safe } from './safe-text.tsx';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly says: string }[];
  readonly onChange: (value: string) => void;
}

/** A few things of which one is chosen. */
export function Choice({ label, value, choices, onChange }: ChoiceProps) {
  return (
    <div class="choice" role="group" aria-label={label}>
      <span class="label" aria-hidden="true">
        {label}
      </span>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          <Safe text={choice.says} inline />
        </button>
      ))}
    </div>
  );
}
