import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import type { TensorValue, Value } from '../../domain/values.js';
import type { Bound, Call } from '../library.js';
import { isOpenSize } from '../openSizes.js';
import { operationOf, reportError } from '../shapeReports.js';
import { shapeOf, tensorFrom } from '../tensorValues.js';
import { nameOf, shapeText } from './cellCalls.js';

/** What the functions that unroll a cell ask of their other arguments. */

/** One length for each sequence of the batch. */
export function checkLengths(call: Call, value: Value | undefined, batch: Size = null): void {
  const given = value?.kind === 'size' ? tensorFrom(value, 'tensorflow') : value;
  if (given?.kind !== 'tensor' || given.isAssumed || !given.axes) return;
  const count = given.axes[0]?.size ?? null;
  const isVector = given.axes.length === 1;
  if (isVector && sameSize(count, batch) !== false) return;
  const raises = isVector
    ? `Expected shape for Tensor sequence_length:0 is [${sizeText(batch)}] but saw shape: [${sizeText(count)}]`
    : `sequence_length must be a vector of length batch_size, but saw shape: ${shapeText(given.axes)}`;
  const facts = { layer: operationOf(call), parameter: 'sequence_length', found: shapeOf(given.axes) };
  reportError(call, { code: 'invalid-argument', raises, facts }, [given]);
}

/** The weights of a cell are as wide as what it reads, so that `None` cannot be the last axis. */
export function checkDepth(call: Call, cell: Value, input: TensorValue): void {
  if (input.isAssumed || input.axes?.length !== 3) return;
  if (!isOpenSize(input.axes[2]?.size ?? null, call.evaluation)) return;
  const raises = 'Input size (depth of inputs) must be accessible via shape inference, but saw value None.';
  const facts = { layer: nameOf(cell), shape: shapeOf(input.axes), cause: 'open' };
  reportError(call, { code: 'input-size', raises, facts }, [input]);
}

/** Without an initial state they make one of zeros, and ask of which type. */
export function checkDtype(call: Call, bound: Bound, states: readonly string[]): void {
  const isLeftOut = (name: string) => (bound.get(name)?.value.kind ?? 'none') === 'none';
  if (call.isOpen || !isLeftOut('dtype') || !states.some(isLeftOut)) return;
  const layer = operationOf(call);
  const raises = layer.startsWith('static')
    ? 'If no initial_state is provided, dtype must be specified'
    : 'If there is no initial_state, you must give a dtype.';
  reportError(call, { code: 'invalid-argument', raises, facts: { layer, parameter: 'dtype', found: 'left out' } });
}
