import {
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
}

/** Lengths beyond the steps of what was packed: of so many sequences, and how many rows the packed data has. */
export interface Beyond {
  readonly longest: number;
  readonly steps: number;
  readonly count: number;
  readonly rows: number;
}

const beyonds = new WeakMap<ObjectValue, Beyond>();

export const packedType = 'torch.nn.utils.rnn.PackedSequence';

export function packedObject(
  padded: TensorValue,
  isBatchFirst: boolean | null,
  beyond: Beyond | null = null,
): ObjectValue {
  const packed = objectOf(packedType, { padded, isBatchFirst: booleanValue(isBatchFirst) });
  if (beyond) beyonds.set(packed, beyond);
  return packed;
}

export function packedFrom(value: Value | undefined): Packed | null {
  if (value?.kind !== 'object' || value.type !== packedType) return null;
  const padded = value.fields.get('padded');
  const isBatchFirst = booleanOf(value.fields.get('isBatchFirst'));
  return padded?.kind === 'tensor' ? { padded, isBatchFirst, beyond: beyonds.get(value) ?? null } : null;
}
