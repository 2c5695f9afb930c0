/**
 * What the panel knows and what it still has to ask: a pure reducer over the host's messages and the person's
 * actions. The component tree draws the state; `questions` says what to ask the host for.
 */
import type { Heatmap, StepView, UnitView } from '../engine/trace.js';
import type { RunSummary } from '../runner/runner.js';
import { readChoice, withinSizes, type Choice, type Sizes } from './choice.js';
import type { PanelNetwork, ToPanel } from './protocol.js';

/** The numbers of one run, as far as they have been asked for. */
export interface Numbers {
  readonly run: number;
  readonly summary: RunSummary;
  readonly step: StepView | null;
  readonly unit: UnitView | null;
  /** The whole run of one line. */
  readonly heatmap: Heatmap | null;
  /** The question that `heatmap` answers. */
  readonly heatmapKey: string;
  /** The states of single steps of a long run, whose heatmap joins several steps into a column. */
  readonly cells: ReadonlyMap<number, Float32Array>;
  readonly cellsLine: number;
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

export type QuestionKind = 'step' | 'unit' | 'heatmap' | 'cells';

export type PanelEvent =
  | ToPanel
  | { readonly type: 'choose'; readonly choice: Partial<Choice> }
  | { readonly type: 'move'; readonly line?: number; readonly step?: number; readonly unit?: number }
  | { readonly type: 'togglePlay' }
  | { readonly type: 'tick' }
  | { readonly type: 'resize'; readonly rows: number; readonly columns: number }
  | { readonly type: 'cellsInView'; readonly steps: readonly number[] }
  | { readonly type: 'asked'; readonly kind: QuestionKind; readonly key: string };

/** The most rows that a cell's strip of states is drawn with. */
export const cellRows = 32;

const mostCellsKept = 512;

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
  const network = state.network;
  const [batch, steps, features] = network?.input ?? [];
  const units = network?.state.at(-1);
  return typeof batch === 'number' &&
    typeof steps === 'number' &&
    typeof features === 'number' &&
    typeof units === 'number'
    ? { batch, steps, features, units }
    : null;
}

/** The states of one step, for its cell's strip; null while they are not known. */
export function stateColumn({ heatmap, cells }: Numbers, step: number): Float32Array | null {
  if (heatmap === null || !isExact(heatmap)) return cells.get(step) ?? null;
  return step < heatmap.toStep ? foldColumn(columnOf(heatmap, step), cellRows) : null;
}

function finish(state: PanelState, summary: RunSummary): PanelState {
  const gathering: Numbers = {
    run: state.run,
    summary,
    step: null,
    unit: null,
    heatmap: null,
    heatmapKey: '',
    cells: new Map(),
    cellsLine: 0,
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
  const complete =
    state.gathering === null ||
    (updated.step !== null && updated.unit !== null && (updated.heatmap !== null || state.resolution.columns === 0));
  return complete ? { ...state, asked, shown: updated, gathering: null } : { ...state, asked, gathering: updated };
}

function answerHeatmap(state: PanelState, heatmap: Heatmap): PanelState {
  const numbers = currentNumbers(state);
  if (numbers === null) return state;
  if (heatmap.fromStep === 0 && heatmap.toStep === numbers.summary.steps) {
    return answer(state, 'heatmap', { heatmap, heatmapKey: state.asked.heatmap ?? '' });
  }
  const keep = numbers.cellsLine === heatmap.line && numbers.cells.size < mostCellsKept;
  const cells = new Map(keep ? numbers.cells : []);
  for (let column = 0; column < heatmap.columns; column++) {
    cells.set(heatmap.fromStep + column, columnOf(heatmap, column));
  }
  return answer(state, 'cells', { cells, cellsLine: heatmap.line });
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

function togglePlay(state: PanelState): PanelState {
  const sizes = sizesOf(state);
  if (state.playing || sizes === null || state.shown === null) return { ...state, playing: false };
  const atEnd = withinSizes(state.choice, sizes).step === sizes.steps - 1;
  return { ...state, playing: true, choice: atEnd ? { ...state.choice, step: 0 } : state.choice };
}

/** One step onward while playing; it waits for the numbers of the step before, so that none is skipped. */
function tick(state: PanelState): PanelState {
  if (!state.playing || state.shown === null) return { ...state, playing: false };
  if (state.asked.step !== undefined) return state;
  const { steps } = state.shown.summary;
  const step = withinSizes(state.choice, state.shown.summary).step + 1;
  if (step >= steps) return { ...state, playing: false };
  return { ...state, choice: { ...state.choice, step }, playing: step < steps - 1 };
}

function columnOf({ rows, columns, values }: Heatmap, column: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? NaN);
}

/** At most `most` numbers for a column, each the one of largest magnitude of those it stands for. */
function foldColumn(column: Float32Array, most: number): Float32Array {
  if (column.length <= most) return column;
  return Float32Array.from({ length: most }, (_, row) => {
    const from = Math.ceil((row * column.length) / most);
    const to = Math.ceil(((row + 1) * column.length) / most);
    return column
      .subarray(from, to)
      .reduce((largest, value) => (Math.abs(value) <= Math.abs(largest) ? largest : value));
  });
}

/** Whether each column of the heatmap is one step. */
export function isExact(heatmap: Heatmap): boolean {
  return heatmap.columns === heatmap.toStep - heatmap.fromStep;
}

/** Messages pass as JSON, which turns NaN and the infinities outside of typed arrays into null. */
function numberOf(value: number | null): number {
  return value ?? NaN;
}

function withNumbers(view: UnitView): UnitView {
  return {
    ...view,
    inputBias: numberOf(view.inputBias),
    hiddenBias: numberOf(view.hiddenBias),
    inputProjection: numberOf(view.inputProjection),
    hiddenProjection: numberOf(view.hiddenProjection),
    sum: numberOf(view.sum),
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
