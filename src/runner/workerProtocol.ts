import type { Heatmap, StepPlace, StepView, UnitView } from '../engine/traceViews.js';
import type { EngineChoice, EngineSettings } from './engineSettings.js';
import type { InfluenceView } from './influenceView.js';
import type { HeatmapQuestion, RunRequest, RunSummary } from './runner.js';

/** A question about the trace; the answer is the view of the same name. */
export type Question =
  | { readonly kind: 'step'; readonly place: StepPlace }
  | { readonly kind: 'unit'; readonly place: StepPlace; readonly unit: number }
  | ({ readonly kind: 'heatmap' } & HeatmapQuestion)
  | { readonly kind: 'influence'; readonly place: StepPlace };

export type Answer = StepView | UnitView | Heatmap | InfluenceView;

/**
 * One `start` for a worker, before it perhaps `warmUp`; questions may follow at any time and wait for the run's end.
 * Where it is not known yet what is fastest here (`choice` is null), the warm-up finds it out; the run is then started
 * with what it found.
 */
export type ToWorker =
  | { readonly type: 'warmUp'; readonly settings: EngineSettings; readonly choice: EngineChoice | null }
  | { readonly type: 'start'; readonly request: RunRequest; readonly choice: EngineChoice }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question };

/** After `start`: any number of `progress`, then `finished` or `failed`. Every `ask` has one `answer` or `refusal`. */
export type FromWorker =
  /** After `warmUp`: the engine is ready, as it was chosen or found. */
  | { readonly type: 'warm'; readonly choice: EngineChoice }
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'finished'; readonly summary: RunSummary }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string };

/**
 * The owner's end of a worker, the same in Node and in the browser. Spawning never throws: what goes wrong, then or
 * later, is told to `onError`'s listener, also when it begins to listen only afterwards.
 */
export interface WorkerPort {
  /** Sends a copy. Throws where the message cannot be copied. */
  post(message: ToWorker): void;
  /** The listener takes the place of the one before it; so does that of `onError`. */
  onMessage(listener: (message: FromWorker) => void): void;
  onError(listener: (error: Error) => void): void;
  /** Ends the worker at once, in the middle of whatever it does. Nothing is told to the listeners after it. */
  terminate(): void;
}
