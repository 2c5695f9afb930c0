import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { isSameFront, readOfSize } from '../axisReads.js';
import { isTensor } from './tensors.js';
import type { Axis, TensorValue, Value } from '../../domain/values.js';
import type { Applied } from './modules.js';
import { listText, reportRule, sizesText } from './reports.js';

/** The shapes that the states must have, null where nobody knows. */
export interface Expected {
  readonly kind: string;
  /** Null where its rank is not certain. */
  readonly input: TensorValue | null;
  readonly hidden: readonly Size[];
  readonly cell: readonly Size[];
}

/** `hx`: a tensor of a GRU or RNN, a pair of an LSTM. */
export function checkInitialState(applied: Applied, expected: Expected, given: Value | undefined): void {
  if (!given || given.kind === 'none') return;
  if (expected.kind !== 'LSTM') {
    if (isTensor(given)) checkState(applied, expected, given, expected.hidden, null, null);
    else if (given.kind === 'tuple') reportPair(applied, expected, `The state of ${expected.kind}`);
    return;
  }
  if (isTensor(given)) {
    checkSingle(applied, expected, given);
    return;
  }
  if (given.kind !== 'tuple' && given.kind !== 'list') return;
  const items = given.items ?? [];
  if (items.length === 0) return;
  if (items.length !== 2) {
    reportRule(
      applied.call,
      { code: 'initial-state-pair', raises: 'lstm expects two hidden states', facts: { layer: 'LSTM' } },
      { layer: applied.layer },
    );
    return;
  }
  const [hidden, cell] = items;
  const pair = items.findIndex((item) => item.kind === 'tuple' && item.items.every(isTensor));
  if (pair >= 0) {
    reportPair(applied, expected, pair === 0 ? 'h0' : 'c0');
    return;
  }
  const other = (value: Value | undefined) => (isTensor(value) ? value : null);
  if (isTensor(hidden) && checkState(applied, expected, hidden, expected.hidden, 0, other(cell))) return;
  if (isTensor(cell)) checkState(applied, expected, cell, expected.cell, 1, other(hidden));
}

/** The batch of the states that are given, (layers, batch, units); null where nobody knows it. */
export function stateBatch(given: Value | undefined, input: TensorValue): Size {
  const isGuess = input.isAssumed || input.axes === null;
  // An input that certainly has a batch goes with states that have one: an assumed one is what it is taken for.
  const isBatched = input.axes?.length === 3;
  const sizes = statesOf(given).map(({ axes, isAssumed }) => {
    const size = axes?.length === 3 ? axes[1]!.size : null;
    return isGuess || !isAssumed || (isBatched && typeof size !== 'number') ? size : null;
  });
  return sizes.find((size) => size !== null) ?? null;
}

/** Whether it certainly is of another rank or batch than the input, so that nobody knows which of the two is meant. */
export function contradictsBatch({ input, hidden }: Expected, given: Value | undefined): boolean {
  return statesOf(given).some(({ axes, isAssumed }) => {
    if (!input || !axes || isAssumed) return false;
    if (axes.length !== hidden.length) return true;
    return hidden.length === 3 && sameSize(axes[1]!.size, hidden[1]!) === false;
  });
}

/** Whether the states certainly have a batch, so that all else of the layer has one as well. */
export function hasBatch(given: Value | undefined): boolean {
  const states = statesOf(given);
  return states.length > 0 && states.every(({ axes, isAssumed }) => axes?.length === 3 && !isAssumed);
}

/** Whether they have none, so that what goes in has none either. */
export function hasNoBatch(given: Value | undefined): boolean {
  const states = statesOf(given);
  return states.length > 0 && states.every(({ axes, isAssumed }) => axes?.length === 2 && !isAssumed);
}

/**
 * Which axis of what goes in is the batch by the states that are given with it: `zeros(layers, x.size(0), units)`. Null
 * where nobody says so.
 */
export function batchAxisOf(given: Value | undefined, input: TensorValue): number | null {
  const read = statesOf(given)
    .map(({ axes }) => (axes?.length === 3 ? readOfSize(axes[1]) : null))
    .find((found) => found !== null);
  return read && isSameFront(input, read.tensor) && read.index >= 0 && read.index <= 1 ? read.index : null;
}

function statesOf(given: Value | undefined): TensorValue[] {
  const isPair = given?.kind === 'tuple' || given?.kind === 'list';
  return (isPair ? (given.items ?? []) : [given]).filter(isTensor);
}

/** A single tensor given to an LSTM is taken apart along its first axis, which then fails for its rank. */
function checkSingle({ call, layer }: Applied, { input }: Expected, given: TensorValue): void {
  const rank = given.axes?.length ?? null;
  if (rank === null || given.isAssumed) return;
  const first = given.axes?.[0]?.size ?? null;
  const raises =
    rank > 1 && first === 1
      ? 'index 1 is out of bounds for dimension 0 with size 1'
      : input && rank - 1 !== input.axes?.length && typeof first === 'number'
        ? rankWords('LSTM', input, [rank - 1, rank - 1])
        : null;
  reportRule(call, { code: 'initial-state-pair', raises, facts: { layer: 'LSTM' } }, { tensors: [given], layer });
}

/** True where it reported something. */
function checkState(
  { call, layer }: Applied,
  { kind, input }: Expected,
  given: TensorValue,
  expected: readonly Size[],
  index: 0 | 1 | null,
  other: TensorValue | null,
): boolean {
  const { axes } = given;
  if (!axes || (given.isAssumed && !differsInLayers(axes, expected))) return false;
  const wanted = expected.map(sizeText);
  const found = axes.map(({ size }) => sizeText(size));
  const facts = { name: index === null ? 'h0' : index === 0 ? 'h0' : 'c0', expected: wanted, found };
  // Whatever goes in, it has two axes or three, and so must the state.
  if (axes.length !== expected.length && (input || axes.length < 2 || axes.length > 3)) {
    const others = index === null || !other?.axes ? [axes.length] : [axes.length, other.axes.length];
    const ranks = index === 1 ? others.toReversed() : others;
    const isTold = index === null || ranks.length === 2;
    reportRule(
      call,
      { code: 'initial-state-shape', raises: isTold && input ? rankWords(kind, input, ranks) : null, facts },
      { tensors: [given], layer },
    );
    return true;
  }
  if (axes.length !== expected.length) return false;
  if (!expected.some((size, position) => sameSize(size, axes[position]!.size) === false)) return false;
  // Without a batch PyTorch speaks of both as if there were a batch of one.
  const whole = (sizes: readonly (number | string | null)[]) =>
    sizes.length === 2 ? [sizes[0]!, 1, sizes[1]!] : sizes;
  const name = index === null ? 'hidden' : `hidden[${index}]`;
  const raises = `Expected ${name} size ${sizesText(whole(wanted))}, got ${listText(whole(found))}`;
  reportRule(call, { code: 'initial-state-shape', raises, facts }, { tensors: [given], layer });
  return true;
}

/**
 * Whether states of which nobody knows whether they have a batch are of another number of layers: with a batch or without,
 * the layers are the first axis.
 */
function differsInLayers([layers, ...others]: readonly Axis[], [wanted]: readonly Size[]): boolean {
  return layers?.role === 'layers' && others.length === 2 && sameSize(layers.size, wanted ?? null) === false;
}

function rankWords(kind: string, input: TensorValue, ranks: readonly number[]): string {
  const rank = input.axes?.length === 2 ? 2 : 3;
  const words = `For ${rank === 2 ? 'unbatched 2-D' : 'batched 3-D'} input, `;
  if (kind !== 'LSTM') return `${words}hx should also be ${rank}-D but got ${ranks[0] ?? '?'}-D tensor`;
  return `${words}hx and cx should also be ${rank}-D but got (${ranks.map((item) => `${item}-D`).join(', ')}) tensors`;
}

function reportPair({ call, layer }: Applied, { hidden }: Expected, name: string): void {
  reportRule(
    call,
    {
      code: 'initial-state-shape',
      raises: "'tuple' object has no attribute 'dim'",
      facts: { name, expected: hidden.map(sizeText), found: 'a tuple' },
    },
    { layer },
  );
}
