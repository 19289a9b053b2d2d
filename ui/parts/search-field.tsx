interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  /** What was found, read out as it changes. */
  readonly says: string;
  readonly onInput: (value: string) => void;
}

/** Words to look for. */
export function SearchField({ label, value, says, onInput }: SearchFieldProps) {
  return (
    <div class="search">
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <span class="dim" aria-live="polite">
        {says}
      </span>
    </div>
  );
}
