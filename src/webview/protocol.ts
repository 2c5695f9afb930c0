/**
 * The one message protocol between the extension and the unrolled view. Both sides import these types and nothing
 * else of each other. Each side ignores what it does not know, so that a reload mid-update does no harm.
 */
import type { Dim, Shape } from '../analysis/model.js';
import type { ActivationName, Biases, Cell } from '../engine/network.js';
import type { Heatmap, StepPlace, StepView, UnitView } from '../engine/traceViews.js';
import type { InfluenceView } from '../runner/influenceView.js';
import type { HeatmapQuestion, RunSummary } from '../runner/runner.js';

/** The network on show, as far as the panel needs it. */
export interface PanelNetwork {
  readonly name: string;
  /** Where it stands, for people: `lecture.json:1`. */
  readonly source: string;
  readonly cell: Cell | null;
  readonly activation: ActivationName | null;
  /** Of the gates. */
  readonly gateActivation: ActivationName;
  /** Of a GRU: see `RecurrentLayer.resetAfter`. */
  readonly resetAfter: boolean;
  readonly biases: Biases;
  readonly input: Shape;
  readonly outputs: Shape;
  /** Of all layers and directions together. */
  readonly state: Shape;
  /** As far as they are listed; those that follow are like the last one. */
  readonly layers: readonly PanelLayer[];
  readonly parameters: number | null;
  /** `Output_t = S_t`, without o_w and o_b. */
  readonly outputIsState: boolean;
  /** There is one output for the whole line: that of the last steps read, where both directions are joined. */
  readonly outputIsOfLine: boolean;
  /** Where the inputs come from, for people: `inputs`, `series`, or the counting series. */
  readonly inputsFrom: string;
}

/** One recurrent layer. */
export interface PanelLayer {
  /** Keras' word: `SimpleRNN`, `LSTM`, `GRU`. */
  readonly kind: string;
  readonly units: Dim;
  /** null where it is not known whether there is a backward one. */
  readonly directions: 1 | 2 | null;
  readonly input: Shape;
  /** Of one direction, and behind the last layer o_w and o_b. */
  readonly weights: readonly { readonly name: string; readonly shape: Shape }[];
  readonly parameters: number | null;
}

export type ToPanel =
  /** A network to show; `run` counts up, and answers carry it so that late ones are dropped. */
  | { readonly type: 'network'; readonly run: number; readonly network: PanelNetwork }
  | { readonly type: 'progress'; readonly run: number; readonly fraction: number }
  | { readonly type: 'finished'; readonly run: number; readonly summary: RunSummary }
  /**
   * The network as it is now cannot be run, or its run was cancelled or failed (`rerun`: trying again makes sense).
   * Where the run of this number has come to its end, its numbers stay on show.
   */
  | {
      readonly type: 'stopped';
      readonly run: number;
      readonly title: string;
      readonly details: readonly string[];
      readonly rerun: boolean;
    }
  | { readonly type: 'step'; readonly run: number; readonly view: StepView }
  | { readonly type: 'unit'; readonly run: number; readonly view: UnitView }
  | { readonly type: 'heatmap'; readonly run: number; readonly view: Heatmap }
  | { readonly type: 'strips'; readonly run: number; readonly view: Heatmap }
  | { readonly type: 'influence'; readonly run: number; readonly view: InfluenceView };

export type FromPanel =
  | { readonly type: 'loaded' }
  | { readonly type: 'getStep'; readonly run: number; readonly place: StepPlace }
  | { readonly type: 'getUnit'; readonly run: number; readonly place: StepPlace; readonly unit: number }
  | ({ readonly type: 'getHeatmap'; readonly run: number } & HeatmapQuestion)
  /** The states of the cells in the picture; the answer is of the same kind as a heatmap. */
  | ({ readonly type: 'getStrips'; readonly run: number } & HeatmapQuestion)
  | { readonly type: 'getInfluence'; readonly run: number; readonly place: StepPlace }
  | { readonly type: 'cancel'; readonly run: number }
  | { readonly type: 'rerun' }
  | { readonly type: 'revealSource' };
