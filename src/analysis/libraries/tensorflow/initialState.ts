import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { itemsOf, type Axis, type Value } from '../../domain/values.js';
import type { RuleCode } from '../../domain/rules.js';
import type { Dim } from '../../model.js';
import type { Argument, Call } from '../library.js';
import { reportError } from '../shapeReports.js';
import { shapeOf } from '../tensorValues.js';

/** Whether the state that is given to a cell or its unrolling has the structure and the sizes of the cell's states. */
export function checkInitialState(
  call: Call,
  layer: string,
  name: string,
  argument: Argument | undefined,
  stateSize: Value,
  batch: Size,
): void {
  if (!argument || argument.value.kind === 'none') return;
  checkState(argument.value, stateSize);

  function checkState(given: Value, expected: Value): void {
    if (expected.kind === 'tuple') {
      const items = itemsOf(given);
      if (items && items.length === expected.items.length) {
        items.forEach((item, index) => checkState(item, expected.items[index]!));
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
    }
  }

  function checkSizes(axes: readonly Axis[], units: Size): void {
    const wanted = [batch, units];
    const clash = wanted.findIndex((size, index) => sameSize(size, axes[index]?.size ?? null) === false);
    if (axes.length === 2 && clash < 0) return;
    const raises =
      axes.length !== 2
        ? `Shape must be rank 2 but is rank ${axes.length}`
        : `Dimensions must be equal, but are ${sizeText(wanted[clash] ?? null)} and ${sizeText(axes[clash]?.size ?? null)}`;
    problem('initial-state-shape', raises, { name, expected: wanted.map(sizeText), found: shapeOf(axes) });
  }

  function problem(code: RuleCode, raises: string, facts: Readonly<Record<string, string | readonly Dim[]>>): void {
    reportError(call, { code, raises, facts }, [], argument?.valueSpan ?? call.span);
  }
}

/** The pair (c, h) of an LSTM, and not the states of two layers; of those nobody can tell where each is a tensor. */
function isPair({ items }: Value & { kind: 'tuple' }): boolean {
  return items.length === 2 && items.every(({ kind }) => kind === 'size');
}
