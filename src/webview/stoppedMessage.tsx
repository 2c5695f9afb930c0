interface Props {
  readonly title: string;
  readonly details: readonly string[];
  readonly onRerun: () => void;
}

/** Why there are no numbers. */
export function StoppedMessage({ title, details, onRerun }: Props) {
  return (
    <section class="stopped" data-testid="stopped" role="alert">
      <i class="codicon codicon-info" />
      <div>
        <h2>{title}</h2>
        {details.length === 1 ? (
          <p>{details[0]}</p>
        ) : (
          <ul>
            {details.map((detail, index) => (
              <li key={index}>{detail}</li>
            ))}
          </ul>
        )}
        <button type="button" class="secondary" data-testid="rerun" onClick={onRerun}>
          Run again
        </button>
      </div>
    </section>
  );
}
