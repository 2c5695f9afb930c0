/** What the panel still has to ask the host, from what it knows. */
import { layerOf, withinSizes, type Choice } from './choice.js';
import { currentNumbers, missingStrips, type Numbers, type PanelState, type QuestionKind } from './panelState.js';
import type { FromPanel } from './protocol.js';
import { stripRows } from './strips.js';

export interface Question {
  readonly kind: QuestionKind;
  /** Equal for equal questions. */
  readonly key: string;
  readonly message: Message;
}

type Message = Extract<FromPanel, { type: 'getStep' | 'getUnit' | 'getHeatmap' | 'getStrips' | 'getInfluence' }>;

/** What to ask now: at most one question of each kind is under way, so that a fast hand cannot pile them up. */
export function questions(state: PanelState): Question[] {
  const numbers = currentNumbers(state);
  if (state.phase !== 'finished' || numbers === null) return [];
  const { run } = state;
  const choice = withinSizes(state.choice, numbers.summary);
  const { layer, direction, line, step, unit } = choice;
  const place = { layer, direction, line, step };
  const wanted: (Question | null)[] = [
    isOf(numbers.step, place) ? null : question('step', { type: 'getStep', run, place }),
    isOf(numbers.unit, { ...place, unit }) ? null : question('unit', { type: 'getUnit', run, place, unit }),
    wholeHeatmap(state, numbers, choice),
    strips(state, numbers, choice),
    // Last, as it takes the longest and the others need not wait for it.
    !choice.influenceOpen || isOf(numbers.influence?.place ?? null, place)
      ? null
      : question('influence', { type: 'getInfluence', run, place }),
  ];
  return wanted.filter((one) => one !== null).filter(({ kind }) => state.asked[kind] === undefined);
}

function question(kind: QuestionKind, message: Message): Question {
  return { kind, key: JSON.stringify(message), message };
}

function isOf<Place extends object>(view: Place | null, place: Partial<Place>): boolean {
  return view !== null && Object.entries(place).every(([name, index]) => view[name as keyof Place] === index);
}

function wholeHeatmap({ run, resolution }: PanelState, numbers: Numbers, choice: Choice): Question | null {
  const { rows, columns } = resolution;
  if (rows === 0 || columns === 0) return null;
  const { layer, direction, line, array } = choice;
  const { steps } = numbers.summary;
  const whole = question('heatmap', {
    type: 'getHeatmap',
    run,
    layer,
    direction,
    line,
    array,
    fromStep: 0,
    toStep: steps,
    maxRows: Math.min(rows, layerOf(numbers.summary, layer).units),
    maxColumns: Math.min(columns, steps),
  });
  return whole.key === numbers.heatmapKey ? null : whole;
}

function strips(state: PanelState, numbers: Numbers, { layer, direction, line }: Choice): Question | null {
  if (state.resolution.columns === 0) return null;
  const missing = missingStrips(state, numbers);
  if (missing === null) return null;
  return question('strips', {
    type: 'getStrips',
    run: state.run,
    layer,
    direction,
    line,
    ...missing,
    maxRows: Math.min(stripRows, layerOf(numbers.summary, layer).units),
    maxColumns: missing.toStep - missing.fromStep,
  });
}
