import { multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import { product } from '../axes/reshape.js';
import { turnsMatrix } from '../axes/swapped.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { shapeFrom } from '../shapeReports.js';
import { roleOf } from './majorAxes.js';
import { reportRule } from './reports.js';

/** Rules that no error of PyTorch stands behind: the program runs, and learns something else than was meant. */

/** `outputs[-1]` of a batch-major output takes the last sample. `call` has the place of the subscript. */
export function checkSubscript(tensor: TensorValue, index: Value, call: Pick<Call, 'evaluation' | 'span'>): void {
  const { axes } = tensor;
  if (tensor.isSequence !== true || axes?.length !== 3) return;
  // The only sample, all of whose steps are taken, or the only step.
  if (axes[0]!.size === 1 || axes[1]!.size === 1) return;
  const items = index.kind === 'tuple' ? index.items : [index];
  const at = items.findIndex((item) => !isEverything(item));
  const last = items[at];
  if (last?.kind !== 'size' || last.size !== -1 || !items.slice(at + 1).every(isEverything)) return;
  const [first, second] = axes.map(({ role }) => role);
  if (at === 0 && first === 'batch' && second === 'time') reportLast(tensor, axes, call);
  if (at === 1 && first === 'time' && second === 'batch') reportLastOfTimeMajor(tensor, axes, call);
}

function reportLast(tensor: TensorValue, axes: readonly Axis[], call: Pick<Call, 'evaluation' | 'span'>): void {
  const place = call.evaluation.textOf(call.span);
  const bracket = place.lastIndexOf('[');
  const isPlain = /\[\s*-1\s*(,\s*:\s*)*\]$/.test(place) && bracket >= 0;
  const span = { start: call.span.start + bracket, end: call.span.end };
  call.evaluation.report({
    code: 'last-step-of-batch-major',
    raises: null,
    severity: 'warning',
    span: call.span,
    facts: { shape: shapeOf(axes), axis: 0 },
    fixes: isPlain ? [{ action: { kind: 'write', text: '[:, -1]' }, edits: [{ span, text: '[:, -1]' }] }] : [],
    related: shapeFrom(tensor),
  });
}

/** `outputs[:, -1]` where the layer took the first axis for time: one of the two takes the batch for the time. */
function reportLastOfTimeMajor(
  tensor: TensorValue,
  axes: readonly Axis[],
  call: Pick<Call, 'evaluation' | 'span'>,
): void {
  // In TensorFlow there is no `batch_first` to set; a rank that is only usual proves no place of an axis; and of a
  // batch of nobody knows how many, there may be one sample alone.
  if (tensor.library !== 'torch' || tensor.isAssumed || axes[1]!.size === null) return;
  call.evaluation.report({
    code: 'batch-first',
    raises: null,
    severity: 'warning',
    span: call.span,
    facts: { shape: shapeOf(axes), cause: 'last-sample' },
    fixes: [],
    related: shapeFrom(tensor),
  });
}

/** `:` or `...` */
export function isEverything(index: Value): boolean {
  return (
    index.kind === 'ellipsis' || (index.kind === 'slice' && index.lower.kind === 'none' && index.upper.kind === 'none')
  );
}

/** A view that swaps batch and time, or makes axes of parts of both. */
export function checkReshape(call: Call, x: TensorValue, wanted: readonly Size[], names: readonly string[] = []): void {
  const axes = apart(x);
  if (!x.isAssumed && tearsImage(x.axes ?? [], wanted, names)) {
    reportMixed(call, x, wanted);
    return;
  }
  if (!x.isAssumed && (swapsMerged(x.axes ?? [], wanted) || turnsMatrix(x.axes ?? [], wanted))) {
    reportMixed(call, x, wanted);
    return;
  }
  if (!axes || axes.length < 3 || wanted.length < 2) return;
  const [first, second] = axes;
  const roles = [roleOf(first!), roleOf(second!)];
  if (swapsLast(axes, wanted)) {
    reportMixed(call, x, wanted);
    return;
  }
  const isState = roles[0] === 'layers' && roles[1] === 'batch' && typeof first!.size === 'number';
  if (first!.size === 1 || second!.size === 1 || sameSize(first!.size, second!.size) === true) return;
  const isPair = isState || (roles.includes('batch') && roles.includes('time'));
  const isMixed = isPair
    ? swaps(axes, wanted) ||
      spreads(axes, wanted, x.isAssumed) ||
      (wanted[0] === -1 && !x.isAssumed && swapsOnly(axes, [second!.size, ...wanted.slice(1)]))
    : (roles.includes('batch') || roles.includes('time') || isNamedByItself(call) || areSymbols(first!, second!)) &&
      swapsOnly(axes, wanted);
  if (isMixed) reportMixed(call, x, wanted);
}

/**
 * Of (batch, channels, height, width) one of the last two as the steps, by its own name, and what else there is merged:
 * `view(batch, -1, height)`, where it must be moved first.
 */
function tearsImage(axes: readonly Axis[], wanted: readonly Size[], names: readonly string[]): boolean {
  const [batch, channels, height, width] = axes;
  if (axes.length !== 4 || channels!.role !== 'channels' || names.length !== wanted.length) return false;
  const [first, , third, ...ones] = wanted;
  if (third === undefined || ones.some((size) => size !== 1) || sameSize(first ?? null, batch!.size) !== true)
    return false;
  // An axis of 1 may be anywhere.
  const passes = (at: 1 | 2, moved: Axis, by: Axis) =>
    imageName.test(names[at] ?? '') &&
    sameSize(wanted[at]!, moved.size) === true &&
    sameSize(moved.size, by.size) === false &&
    moved.size !== 1 &&
    by.size !== 1;
  const isLeft = (at: 1 | 2, ...[one, other]: readonly [Axis, Axis]) =>
    wanted[at] === -1 || sameSize(wanted[at]!, multiplySizes(one.size, other.size)) === true;
  return (
    (passes(2, height!, width!) && isLeft(1, channels!, width!)) ||
    (passes(1, width!, channels!) && isLeft(2, channels!, height!)) ||
    (passes(1, height!, channels!) && isLeft(2, channels!, width!))
  );
}

const imageName = /^(h|w|t|height|width|seq_?len(gth)?|((n|num)_?)?(time_?)?(steps|frames)|time)$/i;

/** Takes an axis apart that was made of two, in the order in which they were not: `view(batch, steps, -1)` of steps by batch. */
function swapsMerged([first, ...rest]: readonly Axis[], wanted: readonly Size[]): boolean {
  const [outer, inner, ...others] = first?.merged ?? [];
  if (!first || !outer || !inner || others.length > 0 || outer.size === 1 || inner.size === 1) return false;
  const roles = [roleOf(outer), roleOf(inner)];
  const isTold = (roles.includes('batch') && roles.includes('time')) || areSymbols(outer, inner);
  if (!isTold || sameSize(outer.size, inner.size) === true) return false;
  if (sameSize(first.size, multiplySizes(outer.size, inner.size)) !== true) return false;
  const isOpen = typeof outer.size === 'number' && typeof inner.size === 'number';
  const [one, other, ...last] = wanted;
  if (one === undefined || other === undefined) return false;
  const both = [one === -1 && isOpen ? inner.size : one, other === -1 && isOpen ? outer.size : other];
  const longer = [rest.filter(({ size }) => size !== 1), last.filter((size) => size !== 1)] as const;
  return swapsOnly([outer, inner, ...longer[0]], [...both, ...longer[1]]);
}

/** With batches that were joined one below the other as an axis of their own, as the states of layers are. */
function apart({ axes, batches }: TensorValue): readonly Axis[] | null {
  if (!axes || !batches) return axes;
  const isWhole = sameSize(axes[0]?.size ?? null, multiplySizes(batches.count, batches.each.size)) === true;
  return isWhole ? [axis(batches.count, 'layers'), batches.each, ...axes.slice(1)] : axes;
}

/** `x.view(x.size(1), x.size(0), …)` means to swap two axes, whatever they stand for. */
function isNamedByItself({ evaluation, span }: Call): boolean {
  return /^([\w.]+?)(?:\.contiguous\(\))?\.(?:view|reshape)\(\s*\1\.(?:size\(1\)|shape\[1\])\s*,\s*\1\.(?:size\(0\)|shape\[0\])/.test(
    evaluation.textOf(span),
  );
}

/** Sizes that are known by their names only are no chance. */
function areSymbols(...axes: readonly Axis[]): boolean {
  return axes.every(({ size }) => typeof size === 'object' && size !== null);
}

function reportMixed(call: Call, x: TensorValue, wanted: readonly Size[]): void {
  const facts = { found: shapeOf(x.axes ?? []), wanted: wanted.map(sizeText) };
  reportRule(call, { code: 'reshape-mixes-axes', raises: null, facts }, { severity: 'warning', tensors: [x] });
}

/** (batch, channels, steps) read as (batch, steps, channels), or the other way round. */
function swapsLast(axes: readonly Axis[], wanted: readonly Size[]): boolean {
  const [first, second, third] = axes;
  if (axes.length !== 3 || wanted.length !== 3 || sameSize(second!.size, third!.size) !== false) return false;
  const isKnown =
    second!.role === 'channels' || (second!.role === 'time' && (third!.role === 'units' || third!.role === 'features'));
  const keepsFirst = sameSize(wanted[0] ?? null, first!.size) === true || wanted[0] === -1;
  return (
    isKnown &&
    keepsFirst &&
    sameSize(wanted[1] ?? null, third!.size) === true &&
    (wanted[2] === -1 || sameSize(wanted[2] ?? null, second!.size) === true)
  );
}

/** The second axis' size first and the first one's second, as a transposition has them. */
function swaps([first, second]: readonly Axis[], wanted: readonly Size[]): boolean {
  const [one, other] = wanted;
  const isSecond = sameSize(one ?? null, second!.size) === true;
  return isSecond && (sameSize(other ?? null, first!.size) === true || (other === -1 && wanted.length > 2));
}

/** The first two axes change places, and all others stay: whatever the other one of the two stands for. */
function swapsOnly([first, second, ...rest]: readonly Axis[], wanted: readonly Size[]): boolean {
  if (wanted.length !== rest.length + 2) return false;
  const swapped = [second!, first!, ...rest].map(({ size }) => size);
  const isLeft = (size: Size, index: number) => size === -1 && index > 1;
  return wanted.every((size, index) => isLeft(size, index) || sameSize(size, swapped[index] ?? null) === true);
}

/**
 * Keeps the second axis in front and merges the first one with what stands behind it: `view(steps, -1)`, and of a state
 * `view(-1, layers * units)`.
 */
function spreads([first, second, ...rest]: readonly Axis[], wanted: readonly Size[], isAssumed: boolean): boolean {
  const [front, back, ...others] = wanted.filter((size) => size !== 1);
  if (front === undefined || back === undefined || others.length > 0) return false;
  const isMerged = sameSize(back, product([first!, ...rest].map(({ size }) => size))) === true;
  // Nobody says how many samples there are where the batch is only what is usual: with one alone all is well.
  if (front === -1) return isMerged && !isAssumed;
  return sameSize(front, second!.size) === true && (back === -1 || isMerged);
}
