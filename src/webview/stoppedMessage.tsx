import type { Stopped } from './panelState.js';

interface Props {
  readonly stopped: Stopped;
  /** Whether the numbers of the last run are still on show. */
  readonly keepsNumbers: boolean;
  readonly onRerun: () => void;
}

/** Why there are no numbers, or only those of the network as it was. */
export function StoppedMessage({ stopped: { title, details, rerun }, keepsNumbers, onRerun }: Props) {
  return (
    <section class="stopped" data-testid="stopped" role="alert">
      <i class="codicon codicon-info" aria-hidden="true" />
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
        {keepsNumbers && <p class="dim">What follows is its last run.</p>}
        {rerun && (
          <button type="button" class="secondary" data-testid="rerun" onClick={onRerun}>
            Run again
          </button>
        )}
      </div>
    </section>
  );
}
