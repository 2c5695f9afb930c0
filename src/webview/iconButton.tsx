interface Props {
  readonly icon: string;
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

/** A button that shows one of VS Code's icons. */
export function IconButton({ icon, label, disabled, onClick }: Props) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <i class={`codicon codicon-${icon}`} aria-hidden="true" />
    </button>
  );
}
