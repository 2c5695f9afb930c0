import { grouped } from '../wording/shapes.js';
import { axisTicks } from './axisTicks.js';

/** The numbers under a plot whose columns are the steps. */
export function StepAxis({ steps, chosen, width }: { steps: number; chosen: number; width: number }) {
  return (
    <div class="step-axis" aria-hidden="true">
      {axisTicks(steps, width / 56).map((step) => (
        <span
          key={step}
          class={step === chosen ? 'chosen' : undefined}
          style={{ left: `${((step + 0.5) / steps) * 100}%` }}
        >
          {grouped(step)}
        </span>
      ))}
    </div>
  );
}
