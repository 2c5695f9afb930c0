import {
  axis,
  itemsOf,
  listOf,
  sizeOf,
  tensorOf,
  type InstanceValue,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import type { Span } from '../model.js';
import { bindSelf, findMethod, libraryBase, readAttribute } from './attributes.js';
import { callFunction } from './calls.js';
import { quietly, type Machine } from './machine.js';

/** The shape of what a layer is given, or a list of the shapes of several inputs. */
export function inputShape(machine: Machine, input: Value, span: Span): Value {
  const shape = (value: Value) => readAttribute(machine, value, 'shape', span);
  const items = itemsOf(input);
  return items ? listOf(items.map(shape)) : shape(input);
}

/**
 * What a layer of the source gives as it says itself, in `compute_output_shape`: where its `call` does what nobody here
 * knows. Null where it does not say so.
 */
export function declaredOutput(
  machine: Machine,
  layer: InstanceValue,
  input: Value | undefined,
  span: Span,
): TensorValue | null {
  const base = libraryBase(machine, layer.class);
  const names = (typeof base === 'string' && machine.library.bases.get(base)?.shapeMethods) || [];
  const first = itemsOf(input)?.[0] ?? input;
  if (!input || first?.kind !== 'tensor' || !first.axes || first.isAssumed) return null;
  for (const name of names) {
    const method = findMethod(layer.class, name);
    if (method?.kind !== 'function') continue;
    const value = inputShape(machine, input, span);
    const call = () =>
      callFunction(machine, bindSelf(method, layer), [{ value, span: null, valueSpan: null }], new Map(), false);
    const sizes = itemsOf(quietly(machine, call));
    if (!sizes?.every(({ kind }) => kind === 'size' || kind === 'none' || kind === 'unknown')) return null;
    return tensorOf(
      first.library,
      sizes.map((size) => axis(sizeOf(size))),
      // Its rank is what the source claims: Keras itself goes by what `call` gives.
      { origin: span, isAssumed: true },
    );
  }
  return null;
}
