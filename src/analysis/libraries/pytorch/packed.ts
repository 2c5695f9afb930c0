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
}

export const packedType = 'torch.nn.utils.rnn.PackedSequence';

export function packedObject(padded: TensorValue, isBatchFirst: boolean | null): ObjectValue {
  return objectOf(packedType, { padded, isBatchFirst: booleanValue(isBatchFirst) });
}

export function packedFrom(value: Value | undefined): Packed | null {
  if (value?.kind !== 'object' || value.type !== packedType) return null;
  const padded = value.fields.get('padded');
  return padded?.kind === 'tensor' ? { padded, isBatchFirst: booleanOf(value.fields.get('isBatchFirst')) } : null;
}
