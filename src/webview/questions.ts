/** What the panel still has to ask the host, from what it knows. */
import { withinSizes } from './choice.js';
import { cellRows, currentNumbers, isExact, type Numbers, type PanelState, type QuestionKind } from './panelState.js';
import type { FromPanel } from './protocol.js';

export interface Question {
  readonly kind: QuestionKind;
  /** Equal for equal questions. */
  readonly key: string;
  readonly message: Message;
}

type Message = Extract<FromPanel, { type: 'getStep' | 'getUnit' | 'getHeatmap' }>;

/** What to ask now: at most one question of each kind is under way, so that a fast hand cannot pile them up. */
export function questions(state: PanelState): Question[] {
  const numbers = currentNumbers(state);
  if (state.phase !== 'finished' || numbers === null) return [];
  const { run } = state;
  const { line, step, unit } = withinSizes(state.choice, numbers.summary);
  const wanted: (Question | null)[] = [
    isOf(numbers.step, { line, step }) ? null : question('step', { type: 'getStep', run, line, step }),
    isOf(numbers.unit, { line, step, unit }) ? null : question('unit', { type: 'getUnit', run, line, step, unit }),
    wholeHeatmap(state, numbers, line),
    missingCells(state, numbers, line),
  ];
  return wanted.filter((one) => one !== null).filter(({ kind }) => state.asked[kind] === undefined);
}

function question(kind: QuestionKind, message: Message): Question {
  return { kind, key: JSON.stringify(message), message };
}

function isOf<Place extends object>(view: Place | null, place: Partial<Place>): boolean {
  return view !== null && Object.entries(place).every(([name, index]) => view[name as keyof Place] === index);
}

function wholeHeatmap({ run, resolution }: PanelState, numbers: Numbers, line: number): Question | null {
  const { rows, columns } = resolution;
  if (rows === 0 || columns === 0) return null;
  const { units, steps } = numbers.summary;
  const whole = question('heatmap', {
    type: 'getHeatmap',
    run,
    line,
    fromStep: 0,
    toStep: steps,
    maxRows: Math.min(rows, units),
    maxColumns: Math.min(columns, steps),
  });
  return whole.key === numbers.heatmapKey ? null : whole;
}

/** The first stretch of cells in view whose states are not known yet, where the heatmap does not tell them. */
function missingCells(
  state: PanelState,
  { heatmap, summary, cells, cellsLine }: Numbers,
  line: number,
): Question | null {
  if (heatmap?.line !== line || isExact(heatmap)) return null;
  const missing = state.cellsInView.filter((step) => step < summary.steps && !(cellsLine === line && cells.has(step)));
  const [fromStep] = missing;
  if (fromStep === undefined) return null;
  const broken = missing.findIndex((step, index) => step !== fromStep + index);
  const columns = broken === -1 ? missing.length : broken;
  return question('cells', {
    type: 'getHeatmap',
    run: state.run,
    line,
    fromStep,
    toStep: fromStep + columns,
    maxRows: Math.min(cellRows, summary.units),
    maxColumns: columns,
  });
}
