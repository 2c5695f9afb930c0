import { axis, itemsOf, none, sizeOf, type Axis, type Role, type Value } from '../../domain/values.js';
import type { Size } from '../../domain/sizes.js';
import type { Argument, Evaluation } from '../library.js';
import { leftOpen, openSize } from '../openSizes.js';
import { axesFromShape, sizeOfItem } from '../tensorValues.js';
import { batchSymbol, type Layer } from './layer.js';

/** What any first layer may be given about its input. */
export const inputOptions: ReadonlySet<string> = new Set([
  'input_shape',
  'batch_input_shape',
  'batch_shape',
  'shape',
  'batch_size',
  'input_length',
]);

export interface DeclaredInput {
  /** Null where it is said, but not known. */
  readonly axes: readonly Axis[] | null;
  readonly dtype: 'int' | 'float' | null;
}

/** The input that a layer declares for itself, as the first of a Sequential; null where it says nothing. */
export function declaredInput(layer: Layer, evaluation: Evaluation): DeclaredInput | null {
  const { given, kind } = layer;
  const dtype = kind.inputDim === 'vocabulary' ? 'int' : 'float';
  const batch = given.get('batch_size')?.value ?? none;
  const whole = given.get('batch_input_shape') ?? given.get('batch_shape');
  if (whole) return { axes: batchAxes(whole.value, evaluation, whole), dtype };
  const shape = given.get('input_shape') ?? (layer.className === 'InputLayer' ? given.get('shape') : undefined);
  if (shape) return { axes: shapeAxes(shape.value, batch, evaluation, shape), dtype };
  const length = given.value('input_length', none);
  if (kind.inputDim === 'vocabulary') {
    return { axes: withRoles([batchSize(batch, evaluation), stepsOf(length, evaluation)]), dtype };
  }
  const dimension = given.get('input_dim')?.value;
  if (!dimension) return null;
  const features = sizeOf(dimension);
  const sizes = kind.inputDim === 'sequence' ? [stepsOf(length, evaluation), features] : [features];
  return { axes: withRoles([batchSize(batch, evaluation), ...sizes]), dtype };
}

/** `shape` without the batch, and the batch's size where it is fixed. */
export function shapeAxes(shape: Value, batch: Value, evaluation: Evaluation, written?: Argument): Axis[] | null {
  const sizes = sizesOf(shape, evaluation, 0, written);
  return sizes && withRoles([batchSize(batch, evaluation), ...sizes]);
}

/** A shape with the batch in it. */
export function batchAxes(shape: Value, evaluation: Evaluation, written?: Argument): Axis[] | null {
  const items = itemsOf(shape);
  const sizes = sizesOf(shape, evaluation, 1, written);
  if (!sizes) return null;
  const [first, ...rest] = sizes;
  if (first === undefined) return null;
  return withRoles([items?.[0]?.kind === 'none' ? batchSymbol(evaluation) : first, ...rest]);
}

/** What the axes of data usually are: samples first, features last, steps between them where there are three. */
export function withRoles(sizes: readonly Size[]): Axis[] {
  const roles: (Role | null)[] = sizes.map(() => null);
  roles[0] = 'batch';
  if (sizes.length === 2) roles[1] = typeof sizes[1] === 'number' ? 'features' : 'time';
  if (sizes.length === 3) [roles[1], roles[2]] = ['time', 'features'];
  return sizes.map((size, index) => axis(size, roles[index] ?? null));
}

/** `None` is known by name where it is the number of steps. `first` is the place of the first axis after the batch. */
function sizesOf(shape: Value, evaluation: Evaluation, first: number, written: Argument | undefined): Size[] | null {
  const items = itemsOf(shape);
  if (!items) return axesFromShape(shape, evaluation)?.map(({ size }) => size) ?? null;
  return items.map((item, index) => {
    if (item.kind !== 'none') return sizeOfItem(item, evaluation);
    if (index === first) return openSize(evaluation, 'steps', written);
    return index === items.length - 1 ? openSize(evaluation, 'features', written) : null;
  });
}

function batchSize(batch: Value, evaluation: Evaluation): Size {
  return batch.kind === 'none' ? batchSymbol(evaluation) : sizeOfItem(batch, evaluation);
}

function stepsOf(length: Value, evaluation: Evaluation): Size {
  const steps = evaluation.symbol('steps');
  if (length.kind !== 'none') return sizeOfItem(length, evaluation) ?? steps;
  return evaluation.language === 'javascript' ? leftOpen(evaluation, steps) : steps;
}
