interface BeforeAfterBarProps {
  readonly before: number;
  readonly after: number;
  /** What the whole width stands for. */
  readonly most: number;
}

/** Two bars on one scale: grey as it was, and below it as it is, in the colour of more or of less. */
export function BeforeAfterBar({ before, after, most }: BeforeAfterBarProps) {
  const width = (value: number): string => (value === 0 ? '0' : `${Math.max(0.6, (value / most) * 100)}%`);
  return (
    <span class="before-after" aria-hidden="true">
      <span class="was" style={{ width: width(before) }} />
      <span
        class={after < before ? 'is fewer' : after > before ? 'is more' : 'is'}
        style={{ width: width(after) }}
      />
    </span>
  );
}
