/**
 * The one message protocol between the extension and the unrolled view. Both sides import these types and nothing
 * else of each other. Each side ignores what it does not know, so that a reload mid-update does no harm.
 */
import type { Shape } from '../analysis/model.js';
import type { Activation, Heatmap, StepView, UnitView } from '../engine/trace.js';
import type { RunSummary } from '../runner/runner.js';

/** The network on show, as far as the panel needs it. */
export interface PanelNetwork {
  readonly name: string;
  /** Where it stands, for people: `lecture.json:1`. */
  readonly source: string;
  readonly cell: string;
  readonly activation: Activation | null;
  readonly input: Shape;
  readonly outputs: Shape;
  readonly state: Shape;
  readonly weights: readonly { readonly name: string; readonly shape: Shape }[];
  readonly parameters: number | null;
  /** `Output_t = S_t`, without o_w and o_b. */
  readonly outputIsState: boolean;
  /** Where the inputs come from, for people: `inputs`, `series`, or the counting series. */
  readonly inputsFrom: string;
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
  | { readonly type: 'heatmap'; readonly run: number; readonly view: Heatmap };

export type FromPanel =
  | { readonly type: 'loaded' }
  | { readonly type: 'getStep'; readonly run: number; readonly line: number; readonly step: number }
  | {
      readonly type: 'getUnit';
      readonly run: number;
      readonly line: number;
      readonly step: number;
      readonly unit: number;
    }
  | {
      readonly type: 'getHeatmap';
      readonly run: number;
      readonly line: number;
      readonly fromStep: number;
      readonly toStep: number;
      readonly maxRows: number;
      readonly maxColumns: number;
    }
  | { readonly type: 'cancel'; readonly run: number }
  | { readonly type: 'rerun' }
  | { readonly type: 'revealSource' };
