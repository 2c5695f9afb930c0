import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  itemsOf,
  none,
  sizeOf,
  tensorOf,
  tupleOf,
  unknown,
  type Axis,
  type TensorValue,
  type TupleValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Call, type Entry } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { operationOf } from '../shapeReports.js';
import { isBatchMajor } from './majorAxes.js';
import { asRagged, mayBePacked, packedFrom, packedObject, packedType, type Beyond } from './packed.js';
import { reportRule, type Circumstances } from './reports.js';
import { checkFunction } from './signatures.js';
import { isTensor, result, torchTensor } from './tensors.js';
import { reportTuple } from './tuples.js';

/** https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html (and its neighbours) */
export const sequenceEntries: [string, Entry][] = [
  ...Object.entries({
    pad_sequence: padSequence,
    pack_sequence: packSequence,
    pack_padded_sequence: packPadded,
    pad_packed_sequence: padPacked,
  }).map(([name, run]): [string, Entry] => [
    `torch.nn.utils.rnn.${name}`,
    (call) => {
      checkFunction(call, name);
      return run(call);
    },
  ]),
  [packedType, (call) => packedAgain(call, call.args[0]?.value ?? call.keywords.get('data')?.value)],
  [`${packedType}._replace`, (call) => packedAgain(call, call.keywords.get('data')?.value ?? dataOf(call.receiver))],
  [`${packedType}.data:get`, ({ receiver }) => dataOf(receiver)],
  [`${packedType}.batch_sizes:get`, batchSizes],
  // A named tuple of four: https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html
  [`${packedType}.__iter__`, ({ receiver }) => tupleOf([dataOf(receiver), batchSizes(), unknown, unknown])],
  ...['to', 'cuda', 'cpu', 'float', 'double', 'pin_memory'].map((name): [string, Entry] => [
    `${packedType}.${name}`,
    ({ receiver }) => receiver ?? unknown,
  ]),
];

const falseValue = booleanValue(false);
const trueValue = booleanValue(true);

function batchSizes(): Value {
  return tensorOf('torch', [null], { dtype: 'int' });
}

function padSequence(call: Call): Value {
  const bound = bind(call, ['sequences', 'batch_first', 'padding_value']);
  const isBatchFirst = booleanOf(bound.value('batch_first', falseValue));
  const sequences = bound.get('sequences')?.value;
  return paddedOf(call, sequences, isBatchFirst) ?? result(call, null);
}

/** The longest of the sequences decides, and all else is padded. */
function paddedOf(call: Call, sequences: Value | undefined, isBatchFirst: boolean | null): TensorValue | null {
  if (sequences?.kind !== 'list' && sequences?.kind !== 'tuple') return null;
  const items = sequences.items ?? (sequences.kind === 'list' ? [sequences.element] : []);
  const tensors = items.map(torchTensor);
  const known = tensors.find(({ axes }) => axes !== null && axes.length > 0);
  if (!known?.axes || tensors.some(({ isAssumed }) => isAssumed)) return null;
  const lengths = sequences.items ? tensors.map(({ axes }) => axes?.[0]?.size ?? null) : [];
  const isKnown = lengths.length > 0 && lengths.every((size) => typeof size === 'number');
  const steps = axis(isKnown ? Math.max(...lengths) : call.evaluation.symbol('steps'), 'time');
  const batch = axis(sequences.kind === 'list' ? sequences.length : sequences.items.length, 'batch');
  const rest = known.axes.slice(1);
  if (isBatchFirst === null) return result(call, [axis(null), axis(null), ...rest], tensors);
  return result(call, [...(isBatchFirst ? [batch, steps] : [steps, batch]), ...rest], tensors);
}

function packSequence(call: Call): Value {
  const padded = paddedOf(call, bind(call, ['sequences', 'enforce_sorted']).get('sequences')?.value, true);
  return packedObject(padded ?? result(call, null), true);
}

/** Packed data that a layer or a function has gone over: as many rows, perhaps of other features. */
function packedAgain(call: Call, data: Value | undefined): Value {
  const rows = torchTensor(data);
  return packedObject({ ...result(call, null, [rows]), ...(rows.axes?.length === 2 && lastOf(rows)) }, null);
}

function packPadded(call: Call): Value {
  const bound = bind(call, ['input', 'lengths', 'batch_first', 'enforce_sorted']);
  const isBatchFirst = booleanOf(bound.value('batch_first', falseValue));
  const input = torchTensor(bound.get('input')?.value);
  const lengths = bound.get('lengths')?.value;
  checkLengths(call, lengths);
  checkOrder(call, numbersOf(lengths), booleanOf(bound.value('enforce_sorted', trueValue)));
  if (isBatchFirst === null) return packedObject(input, null);
  // To sort them it takes the samples by the places of the lengths, and those beyond them are left out.
  const mayDrop = booleanOf(bound.value('enforce_sorted', trueValue)) !== true;
  checkPacking(call, input, { lengths, mayDrop }, isBatchFirst);
  const varies = lengths !== undefined && mayVary(call, lengths);
  return packedObject(input, isBatchFirst, { beyond: beyondOf(input, lengths, isBatchFirst), varies });
}

/** Lengths that are given from elsewhere, that are counted, or that differ; else they may all be made of one number. */
function mayVary(call: Call, lengths: Value): boolean {
  const known = itemsOf(lengths);
  if (known) return new Set(known.map(sizeOf).map(sizeText)).size > 1;
  if (lengths.kind === 'unknown') return true;
  if (!isTensor(lengths)) return false;
  if (lengths.numbers) return new Set(lengths.numbers).size > 1;
  return lengths.origin !== null && counted.test(call.evaluation.textOf(lengths.origin));
}

/** `(x != 0).sum(1)`, and the length of each item: `[len(item) for item in batch]`. */
const counted = /\.sum\(|\blen\((\w+)\) for \1 in|(\w+)\.(?:size\(0\)|shape\[0\]) for \2 in/;

function checkPacking(
  call: Call,
  input: TensorValue,
  { lengths, mayDrop }: { readonly lengths: Value | undefined; readonly mayDrop: boolean },
  isBatchFirst: boolean,
): void {
  const { axes } = input;
  if (!axes || axes.length < 2 || input.isAssumed) return;
  const isMajor = isBatchMajor(input);
  const facts = { name: 'pack_padded_sequence', layer: 'the padded tensor', shape: shapeOf(axes) };
  const batch = axes[isBatchFirst ? 0 : 1]!.size;
  const count = lengthOf(lengths);
  if (sameSize(count, batch) === false) {
    const isSwapped = sameSize(count, axes[isBatchFirst ? 1 : 0]!.size) === true;
    const [given, samples] = [String(sizeText(count)), String(sizeText(batch))];
    const refused = `Expected \`len(lengths)\` to be equal to batch_size, but got ${given} (batch_size=${samples})`;
    const found = `${given} ${given === '1' ? 'length' : 'lengths'} for a batch of ${samples}`;
    // More lengths than samples are refused all the same, in other words.
    const isMore = typeof count === 'number' && typeof batch === 'number' && count > batch;
    const severity = mayDrop && !isMore ? 'warning' : 'error';
    const raises = mayDrop ? null : refused;
    if (isSwapped) reportRule(call, { code: 'batch-first-mismatch', raises, facts }, { severity, tensors: [input] });
    else reportLengths(call, raises, found, { severity, tensors: [input] });
    return;
  }
  if (isMajor === null || isMajor === isBatchFirst || axes[0]!.size === 1 || axes[1]!.size === 1) return;
  reportRule(call, { code: 'batch-first-mismatch', raises: null, facts }, { severity: 'warning', tensors: [input] });
}

/** No vector: a mask is given in their place, or a `squeeze()` took the only axis of those of a batch of one. */
function checkLengths(call: Call, lengths: Value | undefined): void {
  if (!isTensor(lengths) || lengths.isAssumed || !lengths.axes || lengths.axes.length === 1) return;
  const found = `a tensor of ${lengths.axes.length} dimensions`;
  const raises = `'lengths' argument should be a 1D CPU int64 tensor, but got ${lengths.axes.length}D cpu Long tensor`;
  reportLengths(call, raises, found, { tensors: [lengths] });
}

/** They fall, unless packing is asked to sort them itself. */
function checkOrder(call: Call, lengths: readonly number[] | null, isSorted: boolean | null): void {
  if (!lengths) return;
  if (lengths.some((length) => length <= 0)) {
    const raises = "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0";
    reportLengths(call, raises, 'a length of 0 or less', {});
  } else if (isSorted === true && lengths.some((length, index) => index > 0 && length > lengths[index - 1]!)) {
    const raises =
      '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.';
    reportLengths(call, raises, 'unsorted without `enforce_sorted=False`', {});
  }
}

function reportLengths(call: Call, raises: string | null, found: string, circumstances: Circumstances): void {
  const facts = { layer: operationOf(call), parameter: 'lengths', found };
  reportRule(call, { code: 'invalid-argument', raises, facts }, circumstances);
}

/** The lengths where all of them are known. */
function numbersOf(lengths: Value | undefined): readonly number[] | null {
  if (isTensor(lengths)) return lengths.axes?.length === 1 ? (lengths.numbers ?? null) : null;
  const known = itemsOf(lengths)?.map(sizeOf) ?? [];
  return known.length > 0 && known.every((size) => typeof size === 'number') ? known : null;
}

/** What the lengths promise beyond the steps that are there: packing takes no notice, a layer does. */
function beyondOf({ axes, isAssumed }: TensorValue, lengths: Value | undefined, isBatchFirst: boolean): Beyond | null {
  const steps = axes && axes.length > 1 && !isAssumed ? axes[isBatchFirst ? 1 : 0]!.size : null;
  const known = (itemsOf(lengths ?? unknown) ?? []).map(sizeOf);
  if (typeof steps !== 'number' || !known.every((size) => typeof size === 'number')) return null;
  const count = known.filter((size) => size > steps).length;
  if (count === 0) return null;
  return {
    longest: Math.max(...known),
    steps,
    count,
    rows: known.reduce((sum, size) => sum + Math.min(size, steps), 0),
  };
}

function lengthOf(lengths: Value | undefined): Size {
  if (lengths?.kind === 'list') return lengths.length;
  if (lengths?.kind === 'tuple') return lengths.items.length;
  return isTensor(lengths) && lengths.axes?.length === 1 ? lengths.axes[0]!.size : null;
}

function padPacked(call: Call): Value {
  const bound = bind(call, ['sequence', 'batch_first', 'padding_value', 'total_length']);
  const isBatchFirst = booleanOf(bound.value('batch_first', falseValue));
  const total = bound.value('total_length', none);
  const sequence = bound.get('sequence')?.value;
  const packed = packedFrom(sequence);
  if (!packed) {
    if (isTensor(sequence)) checkUnpacked(call, sequence);
    else if (sequence?.kind === 'tuple') checkResult(call, sequence);
    return tupleOf([result(call, null), result(call, null)]);
  }
  const { padded } = packed;
  const front = padded.axes && packed.isBatchFirst !== null && isBatchFirst !== null ? padded.axes : null;
  if (!front || front.length < 2)
    return tupleOf([{ ...result(call, null, [padded]), ...lastOf(padded) }, result(call, [null])]);
  const batch = front[packed.isBatchFirst ? 0 : 1]!;
  // The longest sequence decides, which may be shorter than what was packed.
  const steps = axis(total.kind === 'none' ? call.evaluation.symbol('steps') : sizeOf(total), 'time');
  const first = axis(batch.size, 'batch');
  const axes: readonly Axis[] = [...(isBatchFirst === true ? [first, steps] : [steps, first]), ...front.slice(2)];
  const output: TensorValue = { ...result(call, axes, [padded], 'float'), isSequence: padded.isSequence ?? false };
  if (packed.varies) asRagged(output);
  return tupleOf([output, result(call, [first], [padded], 'int')]);
}

/** All that a recurrent layer gives for a packed sequence, in the place of the first part of it. */
function checkResult(call: Call, tuple: TupleValue): void {
  const [output, state, ...others] = tuple.items;
  if (!packedFrom(output) || !state || others.length > 0) return;
  const raises = "'tuple' object has no attribute 'batch_sizes'";
  reportTuple(call.evaluation, tuple, { span: call.span, use: '`pad_packed_sequence`', raises });
}

/** A tensor that was never packed, or that a layer gave for one. */
function checkUnpacked(call: Call, tensor: TensorValue): void {
  if (!tensor.axes || tensor.isAssumed || tensor.library !== 'torch' || mayBePacked(tensor)) return;
  const raises = "'Tensor' object has no attribute 'batch_sizes'";
  const facts = { layer: 'pad_packed_sequence', parameter: 'sequence', found: 'a tensor that is not packed' };
  reportRule(call, { code: 'invalid-argument', raises, facts }, { tensors: [tensor] });
}

function lastOf({ axes }: TensorValue): Pick<TensorValue, 'last'> {
  const last = axes?.at(-1);
  return last ? { last } : {};
}

/** All steps of all sequences below one another. */
function dataOf(receiver: Value | null): Value {
  const padded = packedFrom(receiver ?? undefined)?.padded;
  return padded?.axes ? tensorOf('torch', [axis(null), ...padded.axes.slice(2)], { dtype: padded.dtype }) : unknown;
}
