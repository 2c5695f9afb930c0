import { addSizes, sameSize, sizeKey, sizeText, type Size } from '../../domain/sizes.js';
import { itemsOf, type Axis, type Value } from '../../domain/values.js';
import type { RuleCode } from '../../domain/rules.js';
import type { Dim } from '../../model.js';
import type { Argument, Call, Evaluation } from '../library.js';
import { findTensor } from '../pytorch/tuples.js';
import { reportError } from '../shapeReports.js';
import { shapeOf } from '../tensorValues.js';
import { cellKinds } from './cellKinds.js';

/** Whether the state that is given to a cell or its unrolling has the structure and the sizes of the cell's states. */
export function checkInitialState(
  call: Call,
  layer: string,
  name: string,
  argument: Argument | undefined,
  stateSize: Value,
  { batch, features }: { readonly batch: Size; readonly features: Size },
): void {
  let fitting: readonly Axis[] | null = null;
  if (argument && argument.value.kind !== 'none') checkState(argument.value, stateSize);
  rememberState(call.evaluation, batch, fitting);

  function checkState(given: Value, expected: Value, isPart = false): void {
    if (expected.kind === 'tuple') {
      const items = itemsOf(given);
      if (items && items.length === expected.items.length) {
        items.forEach((item, index) => checkState(item, expected.items[index]!, true));
      } else if (given.kind === 'tensor' && isPair(expected)) {
        problem('initial-state-pair', "'Tensor' object is not iterable.", { layer });
      } else if (given.kind === 'tensor' || items) {
        problem('initial-state-shape', `Expected state to be a tuple of length ${expected.items.length}`, {
          name,
          expected: `${expected.items.length} states`,
          found: items ? `${items.length} states` : 'one tensor',
        });
      }
    } else if (expected.kind === 'size' && given.kind === 'tensor' && given.axes && !given.isAssumed) {
      checkSizes(given.axes, expected.size);
    } else if (expected.kind === 'size' && given.kind === 'tuple' && findTensor(given, 'tensorflow')) {
      // A cell of another kind may take it.
      const cell = cellKinds[layer];
      if (cell?.state !== 'tensor' && !(cell && isPart)) return;
      problem('initial-state-shape', 'Shape must be rank 2 but is rank 3', {
        name,
        expected: 'one tensor',
        found: `${given.items.length} ${given.items.length === 1 ? 'state' : 'states'}`,
      });
    }
  }

  function checkSizes(axes: readonly Axis[], units: Size): void {
    const wanted = [batch, units];
    const clash = wanted.findIndex((size, index) => sameSize(size, axes[index]?.size ?? null) === false);
    if (axes.length === 2 && clash < 0) {
      fitting = axes;
      return;
    }
    const found = axes[clash]?.size ?? null;
    const rank = `Shape must be rank 2 but is rank ${axes.length}`;
    problem('initial-state-shape', axes.length === 2 ? sizeWords(clash, found, units) : rank, {
      name,
      expected: wanted.map(sizeText),
      found: shapeOf(axes),
    });
  }

  /** The state is joined with the step of the input, and the two together are multiplied with the weights. */
  function sizeWords(clash: number, found: Size, units: Size): string | null {
    if (clash === 0) {
      const sizes = [batch, found].map((size) => String(sizeText(size)));
      return `Dimension 0 in both shapes must be equal, but are ${sizes.join(' and ')}. Shapes are [${sizes.join('] and [')}].`;
    }
    const [rows, width] = [addSizes(features, found), addSizes(features, units)];
    if (typeof rows !== 'number' || typeof width !== 'number') return null;
    return `Dimensions must be equal, but are ${rows} and ${width}`;
  }

  function problem(
    code: RuleCode,
    raises: string | null,
    facts: Readonly<Record<string, string | readonly Dim[]>>,
  ): void {
    reportError(call, { code, raises, facts }, [], argument?.valueSpan ?? call.span);
  }
}

/** The pair (c, h) of an LSTM, and not the states of two layers; of those nobody can tell where each is a tensor. */
function isPair({ items }: Value & { kind: 'tuple' }): boolean {
  return items.length === 2 && items.every(({ kind }) => kind === 'size');
}

/** What was given as states to sequences whose batch is left open, by the name of that batch; null for none. */
const statesGiven = new WeakMap<Evaluation, Map<string, readonly (readonly Axis[] | null)[]>>();

function rememberState(evaluation: Evaluation, batch: Size, axes: readonly Axis[] | null): void {
  const key = typeof batch === 'number' ? null : sizeKey(batch);
  if (key === null) return;
  const states = statesGiven.get(evaluation) ?? new Map<string, readonly (readonly Axis[] | null)[]>();
  statesGiven.set(evaluation, states.set(key, [...(states.get(key) ?? []), axes]));
}

/**
 * The state of a fixed batch that an open batch meets in every run. Null where there is none, and where others meet it
 * too: they may stand in two branches.
 */
export function stateOfBatch(evaluation: Evaluation, batch: Size): readonly Axis[] | null {
  const key = typeof batch === 'number' ? null : sizeKey(batch);
  const states = (key !== null && statesGiven.get(evaluation)?.get(key)) || [];
  const fixed = states[0]?.[0]?.size ?? null;
  const areOne = typeof fixed === 'number' && states.every((axes) => axes?.[0]?.size === fixed);
  return areOne ? (states[0] ?? null) : null;
}
