/** Paints the influence of the inputs on a state as bars on a canvas. */
import type { InfluenceView } from '../runner/influenceView.js';
import { fitToPixels, separateCell } from './heatmapCanvas.js';
import type { PlotSize } from './heatmapLayout.js';
import { strongestOf } from './influenceFacts.js';

export interface BarColors {
  readonly bar: string;
  /** Of the full bar that stands for NaN and the infinities. */
  readonly notFinite: string;
}

/** One bar for each step, or for each pixel of the width where there are more steps. */
export function barCount({ input }: InfluenceView, { width }: PlotSize): number {
  return Math.min(input.length, Math.max(1, Math.floor(width)));
}

/** Paints the bars over the whole canvas, which is sized here to the screen's own pixels. */
export function paintInfluence(
  canvas: HTMLCanvasElement,
  size: PlotSize,
  view: InfluenceView,
  largest: number,
  colors: BarColors,
): void {
  const scale = fitToPixels(canvas, size);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const bars = barCount(view, size);
  const barWidth = canvas.width / bars;
  const gap = barWidth >= separateCell * scale ? scale : 0;
  for (let bar = 0; bar < bars; bar++) {
    const step = strongestOf(view, bar, bars);
    if (step === null) continue;
    const value = view.input[step]!;
    const fraction = Number.isFinite(value) ? (largest > 0 ? value / largest : 0) : 1;
    const left = Math.round(bar * barWidth);
    const height = Math.round(fraction * canvas.height);
    context.fillStyle = Number.isFinite(value) ? colors.bar : colors.notFinite;
    context.fillRect(left, canvas.height - height, Math.round((bar + 1) * barWidth) - left - gap, height);
  }
}
