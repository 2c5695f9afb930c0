/**
 * What the panel knows and what it still has to ask: a pure reducer over the host's messages and the person's
 * actions. The component tree draws the state; `questions` says what to ask the host for.
 */
import type { Heatmap, StepView, UnitView } from '../engine/traceViews.js';
import type { InfluenceView } from '../runner/influenceView.js';
import type { RunSummary } from '../runner/runner.js';
import { layerOf, readChoice, readingOrder, withinSizes, type Choice, type Sizes } from './choice.js';
import type { PanelNetwork, ToPanel } from './protocol.js';
import { isExact, missingStretch, stripArraysOf, withStrips, type StripArray, type StripsOfArrays } from './strips.js';

/** The numbers of one run, as far as they have been asked for. */
export interface Numbers {
  readonly run: number;
  readonly summary: RunSummary;
  readonly step: StepView | null;
  readonly unit: UnitView | null;
  /** One array over the whole run of one line. */
  readonly heatmap: Heatmap | null;
  /** The question that `heatmap` answers. */
  readonly heatmapKey: string;
  readonly strips: StripsOfArrays;
  /** Asked for only while its section is open. */
  readonly influence: InfluenceView | null;
}

/** Why the network as it is now has no run, or none that came to its end. */
export interface Stopped {
  readonly title: string;
  readonly details: readonly string[];
  readonly rerun: boolean;
}

export interface PanelState {
  /** The host's current run; answers to earlier ones are dropped. */
  readonly run: number;
  readonly network: PanelNetwork | null;
  readonly phase: 'waiting' | 'running' | 'finished' | 'stopped';
  readonly fraction: number;
  readonly stopped: Stopped | null;
  readonly choice: Choice;
  readonly playing: boolean;
  /** The numbers on show; they stay until those of a newer run are complete, so that nothing flickers. */
  readonly shown: Numbers | null;
  readonly gathering: Numbers | null;
  /** The most rows and columns of the heatmap that the window has pixels for. */
  readonly resolution: { readonly rows: number; readonly columns: number };
  /** The steps that stand as cells in the unrolled picture. */
  readonly cellsInView: readonly number[];
  /** The questions under way. */
  readonly asked: Readonly<Partial<Record<QuestionKind, string | undefined>>>;
}

export type QuestionKind = 'step' | 'unit' | 'heatmap' | 'strips' | 'influence';

export type PanelEvent =
  | ToPanel
  | { readonly type: 'choose'; readonly choice: Partial<Choice> }
  | { readonly type: 'move'; readonly line?: number; readonly step?: number; readonly unit?: number }
  | { readonly type: 'togglePlay' }
  | { readonly type: 'tick' }
  | { readonly type: 'resize'; readonly rows: number; readonly columns: number }
  | { readonly type: 'cellsInView'; readonly steps: readonly number[] }
  | { readonly type: 'asked'; readonly kind: QuestionKind; readonly key: string };

export function initialState(saved: unknown): PanelState {
  return {
    run: -1,
    network: null,
    phase: 'waiting',
    fraction: 0,
    stopped: null,
    choice: readChoice(saved),
    playing: false,
    shown: null,
    gathering: null,
    resolution: { rows: 0, columns: 0 },
    cellsInView: [],
    asked: {},
  };
}

export function reduce(state: PanelState, event: PanelEvent): PanelState {
  switch (event.type) {
    case 'network':
      return {
        ...state,
        run: event.run,
        network: event.network,
        phase: 'running',
        fraction: 0,
        stopped: null,
        gathering: null,
        asked: {},
      };
    case 'progress':
      return event.run === state.run ? { ...state, fraction: event.fraction } : state;
    case 'finished':
      return event.run === state.run ? finish(state, event.summary) : state;
    case 'stopped':
      return event.run < state.run ? state : stop(state, event);
    case 'step':
      return event.run === state.run ? answer(state, 'step', { step: event.view }) : state;
    case 'unit':
      return event.run === state.run ? answer(state, 'unit', { unit: withNumbers(event.view) }) : state;
    case 'heatmap':
      return event.run === state.run ? answerHeatmap(state, withExtent(event.view)) : state;
    case 'strips':
      return event.run === state.run ? answerStrips(state, withExtent(event.view)) : state;
    case 'influence':
      return event.run === state.run ? answer(state, 'influence', { influence: event.view }) : state;
    case 'choose':
      return { ...state, choice: { ...state.choice, ...event.choice } };
    case 'move':
      return move(state, event);
    case 'togglePlay':
      return togglePlay(state);
    case 'tick':
      return tick(state);
    case 'resize':
      return { ...state, resolution: { rows: event.rows, columns: event.columns } };
    case 'cellsInView':
      return { ...state, cellsInView: event.steps };
    case 'asked':
      return { ...state, asked: { ...state.asked, [event.kind]: event.key } };
    default:
      return state;
  }
}

/** The sizes of what is on show: of the run whose numbers stand there, else of the network where it names them. */
export function sizesOf(state: PanelState): Sizes | null {
  if (state.shown !== null) return state.shown.summary;
  const { network } = state;
  const [batch, steps] = network?.input ?? [];
  const layers = network?.layers.flatMap(({ units, directions }) =>
    typeof units === 'number' && directions !== null ? [{ units, directions, arrays: [] }] : [],
  );
  return typeof batch === 'number' &&
    typeof steps === 'number' &&
    layers !== undefined &&
    layers.length > 0 &&
    layers.length === network?.layers.length
    ? { batch, steps, layers }
    : null;
}

/** What the strip of a step's cell shows; null while that is not known. */
export function stripColumn({ strips }: Numbers, array: StripArray, step: number): Float32Array | null {
  return strips[array]?.columns.get(step) ?? null;
}

function finish(state: PanelState, summary: RunSummary): PanelState {
  const gathering: Numbers = {
    run: state.run,
    summary,
    step: null,
    unit: null,
    heatmap: null,
    heatmapKey: '',
    strips: {},
    influence: null,
  };
  return { ...state, phase: 'finished', fraction: 1, gathering };
}

/** Numbers of the run that was stopped over stay on show and go on answering; those of an earlier run do not. */
function stop(state: PanelState, { run, title, details, rerun }: Stopped & { run: number }): PanelState {
  const stopped = { title, details, rerun };
  if (run === state.run && currentNumbers(state) !== null) return { ...state, stopped, playing: false };
  return { ...state, run, phase: 'stopped', stopped, playing: false, shown: null, gathering: null, asked: {} };
}

/** The numbers that answers of the current run go to. */
export function currentNumbers(state: PanelState): Numbers | null {
  if (state.gathering !== null) return state.gathering;
  return state.shown?.run === state.run ? state.shown : null;
}

function answer(state: PanelState, kind: QuestionKind, found: Partial<Numbers>): PanelState {
  const numbers = currentNumbers(state);
  if (numbers === null) return state;
  const updated = { ...numbers, ...found };
  const asked = { ...state.asked, [kind]: undefined };
  const complete = state.gathering === null || isComplete(state, updated);
  return complete ? { ...state, asked, shown: updated, gathering: null } : { ...state, asked, gathering: updated };
}

function isComplete(state: PanelState, numbers: Numbers): boolean {
  if (numbers.step === null || numbers.unit === null) return false;
  if (state.choice.influenceOpen && numbers.influence === null) return false;
  if (state.resolution.columns === 0) return true;
  return numbers.heatmap !== null && missingStrips(state, numbers) === null;
}

function answerHeatmap(state: PanelState, heatmap: Heatmap): PanelState {
  const numbers = currentNumbers(state);
  if (numbers === null) return state;
  const strips = isExact(heatmap) ? withStrips(numbers.strips, heatmap) : numbers.strips;
  return answer(state, 'heatmap', { heatmap, heatmapKey: state.asked.heatmap ?? '', strips });
}

function answerStrips(state: PanelState, heatmap: Heatmap): PanelState {
  const numbers = currentNumbers(state);
  return numbers === null ? state : answer(state, 'strips', { strips: withStrips(numbers.strips, heatmap) });
}

/** A stretch of cells in view whose strips are not known, nor told by the heatmap that is asked for. */
export function missingStrips(
  { choice, resolution, cellsInView }: PanelState,
  { summary, strips }: Numbers,
): { readonly array: StripArray; readonly fromStep: number; readonly toStep: number } | null {
  const place = withinSizes(choice, summary);
  const inView = cellsInView.filter((step) => step < summary.steps);
  for (const array of stripArraysOf(layerOf(summary, place.layer))) {
    if (array === place.array && resolution.columns >= summary.steps) continue;
    const stretch = missingStretch(strips[array], place, inView);
    if (stretch !== null) return { array, ...stretch };
  }
  return null;
}

function move(state: PanelState, by: { line?: number; step?: number; unit?: number }): PanelState {
  const sizes = sizesOf(state);
  if (sizes === null) return state;
  const from = withinSizes(state.choice, sizes);
  const wished = {
    ...from,
    line: from.line + (by.line ?? 0),
    step: from.step + (by.step ?? 0),
    unit: from.unit + (by.unit ?? 0),
  };
  const { line, step, unit } = withinSizes(wished, sizes);
  return { ...state, choice: { ...state.choice, line, step, unit } };
}

/** Plays in the order of reading, since that is how one state makes the next; from its end it begins anew. */
function togglePlay(state: PanelState): PanelState {
  const sizes = sizesOf(state);
  if (state.playing || sizes === null || state.shown === null) return { ...state, playing: false };
  const { step, direction } = withinSizes(state.choice, sizes);
  const { first, last } = readingOrder(direction, sizes.steps);
  return { ...state, playing: true, choice: step === last ? { ...state.choice, step: first } : state.choice };
}

/** One step onward while playing; it waits for the numbers of the step before, so that none is skipped. */
function tick(state: PanelState): PanelState {
  if (!state.playing || state.shown === null) return { ...state, playing: false };
  if (state.asked.step !== undefined) return state;
  const { step, direction } = withinSizes(state.choice, state.shown.summary);
  const { last, by } = readingOrder(direction, state.shown.summary.steps);
  if (step === last) return { ...state, playing: false };
  return { ...state, choice: { ...state.choice, step: step + by }, playing: step + by !== last };
}

/** Messages pass as JSON, which turns NaN and the infinities outside of typed arrays into null. */
function numberOf(value: number | null): number {
  return value ?? NaN;
}

function withNumbers(view: UnitView): UnitView {
  const isLstm = view.cell === 'lstm';
  return {
    ...view,
    gates: view.gates.map((gate) => ({
      ...gate,
      inputBias: numberOf(gate.inputBias),
      hiddenBias: numberOf(gate.hiddenBias),
      inputProjection: numberOf(gate.inputProjection),
      hiddenProjection: numberOf(gate.hiddenProjection),
      preActivation: numberOf(gate.preActivation),
      value: numberOf(gate.value),
    })),
    previousState: numberOf(view.previousState),
    previousCellState: isLstm ? numberOf(view.previousCellState) : null,
    cellState: isLstm ? numberOf(view.cellState) : null,
    state: numberOf(view.state),
  };
}

/** A heatmap whose extent is a usable number, also where states have run off to infinity. */
function withExtent(heatmap: Heatmap): Heatmap {
  if (Number.isFinite(heatmap.extent)) return heatmap;
  const extent = heatmap.values.reduce(
    (largest, value) => (Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest),
    0,
  );
  return { ...heatmap, extent };
}
