import {
  axis,
  booleanOf,
  booleanValue,
  objectOf,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';

/** `PackedSequence`: what was packed, as if it were still padded, and where its batch axis is then. */
export interface Packed {
  readonly padded: TensorValue;
  readonly isBatchFirst: boolean | null;
  readonly beyond: Beyond | null;
  /** Whether its sequences are of different lengths, as far as the source tells: nobody knows them, or they do differ. */
  readonly varies: boolean;
}

/** Lengths beyond the steps of what was packed: of so many sequences, and how many rows the packed data has. */
export interface Beyond {
  readonly longest: number;
  readonly steps: number;
  readonly count: number;
  readonly rows: number;
}

const beyonds = new WeakMap<ObjectValue, Beyond>();
const varying = new WeakSet<ObjectValue>();
const ragged = new WeakSet<TensorValue>();
const open = new WeakSet<TensorValue>();

/** What was padded again: the shorter ones of its sequences end before its last step. */
export function asRagged(tensor: TensorValue): TensorValue {
  ragged.add(tensor);
  return tensor;
}

export function isRagged(tensor: TensorValue): boolean {
  return ragged.has(tensor);
}

/** What a layer gives for what nobody knows: something packed, where that was packed. */
export function asOpen(tensor: TensorValue): TensorValue {
  open.add(tensor);
  return tensor;
}

export function mayBePacked(tensor: TensorValue): boolean {
  return open.has(tensor);
}

/** The same sequences in another tensor. */
export function keepRagged(tensor: TensorValue, other: TensorValue): TensorValue {
  return isRagged(tensor) ? asRagged(other) : other;
}

/**
 * `outputs[unsorted]`: the samples in another order, by the name of what they are taken by. Null where that is not known
 * to be an order.
 */
export function inOtherOrder(tensor: TensorValue, index: Value, written: string): TensorValue | null {
  const isVector = index.kind === 'unknown' || (index.kind === 'tensor' && index.axes === null);
  const [batch, ...rest] = tensor.axes ?? [];
  if (!isRagged(tensor) || !isVector || batch?.role !== 'batch' || !order.test(written)) return null;
  return asRagged({ ...tensor, axes: [axis(null, 'batch'), ...rest], isAssumed: true });
}

const order = /\[\s*\w*(perm|sort|order|restore|original)\w*\s*\]$/i;

export const packedType = 'torch.nn.utils.rnn.PackedSequence';

export function packedObject(
  padded: TensorValue,
  isBatchFirst: boolean | null,
  { beyond = null, varies = false }: Partial<Pick<Packed, 'beyond' | 'varies'>> = {},
): ObjectValue {
  const packed = objectOf(packedType, { padded, isBatchFirst: booleanValue(isBatchFirst) });
  if (beyond) beyonds.set(packed, beyond);
  if (varies) varying.add(packed);
  return packed;
}

export function packedFrom(value: Value | undefined): Packed | null {
  if (value?.kind !== 'object' || value.type !== packedType) return null;
  const padded = value.fields.get('padded');
  const isBatchFirst = booleanOf(value.fields.get('isBatchFirst'));
  if (padded?.kind !== 'tensor') return null;
  return { padded, isBatchFirst, beyond: beyonds.get(value) ?? null, varies: varying.has(value) };
}
