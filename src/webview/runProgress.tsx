import { formatFraction } from './numberFormat.js';
import type { PanelState } from './panelState.js';

interface Props {
  readonly phase: PanelState['phase'];
  readonly fraction: number;
  readonly onCancel: () => void;
}

/** How far a run is, over the panel's content so that nothing moves when it comes and goes. */
export function RunProgress({ phase, fraction, onCancel }: Props) {
  if (phase !== 'running') return null;
  return (
    <div class="run-progress" data-testid="progress">
      <span>Running the network… {formatFraction(fraction)}</span>
      <progress aria-label="Running the network" max={1} value={fraction} />
      <button type="button" class="secondary" data-testid="cancel" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
