/** What the keys do where a step, a line or a unit is chosen. */
import type { PanelEvent } from './panelState.js';

/** What up and down walk through: the lines of the batch in the pictures, the units in the heatmap. */
export type Vertical = 'line' | 'unit';

/** The event that a key stands for, or null for a key that means nothing here. */
export function keyMove(key: string, vertical: Vertical): PanelEvent | null {
  switch (key) {
    case 'ArrowLeft':
      return { type: 'move', step: -1 };
    case 'ArrowRight':
      return { type: 'move', step: 1 };
    case 'ArrowUp':
      return { type: 'move', [vertical]: -1 };
    case 'ArrowDown':
      return { type: 'move', [vertical]: 1 };
    case 'PageUp':
      return { type: 'move', step: -10 };
    case 'PageDown':
      return { type: 'move', step: 10 };
    case 'Home':
      return { type: 'move', step: -Infinity };
    case 'End':
      return { type: 'move', step: Infinity };
    case ' ':
      return { type: 'togglePlay' };
    default:
      return null;
  }
}
