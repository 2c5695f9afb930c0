import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface Props<Value extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: ComponentChildren; readonly title?: string }[];
  readonly chosen: Value;
  /** The options are `<testId>-<value>`. */
  readonly testId: string;
  readonly onChoose: (value: Value) => void;
}

/** A choice between a few things, side by side: one stop of the Tab key, and the arrow keys choose. */
export function Segmented<Value extends string>({ label, options, chosen, testId, onChoose }: Props<Value>) {
  const group = useRef<HTMLDivElement>(null);
  return (
    <div
      class="segmented"
      ref={group}
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const index = options.findIndex(({ value }) => value === chosen);
        const next = options.at((index + by) % options.length);
        if (!next) return;
        onChoose(next.value);
        group.current?.querySelector<HTMLElement>(`[data-testid="${testId}-${next.value}"]`)?.focus();
      }}
    >
      {options.map(({ value, label: text, title }) => (
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={value === chosen}
          aria-label={title}
          title={title}
          tabIndex={value === chosen ? 0 : -1}
          data-testid={`${testId}-${value}`}
          onClick={() => onChoose(value)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
