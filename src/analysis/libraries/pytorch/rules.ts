import { addSizes, multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import { product } from '../axes/reshape.js';
import type { AxisRead } from '../axisReads.js';
import { turnsMatrix } from '../axes/swapped.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { shapeFrom } from '../shapeReports.js';
import { isNamedBatch, roleOf } from './majorAxes.js';
import { isRagged } from './packed.js';
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
  if (axes[at]!.role === 'time' && isRagged(tensor)) reportLastOfPadded(tensor, axes, call);
  if (at === 0 && first === 'batch' && second === 'time') reportLast(tensor, axes, call);
  if (at === 1 && first === 'time' && second === 'batch') reportLastOfTimeMajor(tensor, axes, call);
}

/** `tf.gather(outputs, steps - 1)` of a batch-major output takes a sample by the number of the last step. */
export function checkGathered(tensor: TensorValue, index: Size, call: Pick<Call, 'evaluation' | 'span'>): void {
  const [batch, steps] = tensor.axes ?? [];
  if (tensor.isSequence !== true || batch?.role !== 'batch' || steps?.role !== 'time' || steps.size === 1) return;
  const isLastStep = sameSize(addSizes(index, 1), steps.size) === true;
  if (isLastStep && sameSize(steps.size, batch.size) !== true) reportLast(tensor, tensor.axes ?? [], call);
}

/** The last step of sequences of which the shorter ones have ended by then. */
function reportLastOfPadded(tensor: TensorValue, axes: readonly Axis[], call: Pick<Call, 'evaluation' | 'span'>): void {
  call.evaluation.report({
    code: 'last-step-of-padded',
    raises: null,
    severity: 'warning',
    span: call.span,
    facts: { shape: shapeOf(axes) },
    fixes: [],
    related: shapeFrom(tensor),
  });
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
  // In TensorFlow there is no `batch_first` to set; and of a batch of nobody knows how many, there may be one sample.
  if (tensor.library !== 'torch' || axes[1]!.size === null) return;
  // Of one sequence without a batch this is the last unit of each step, which may be meant where there is but one; and
  // where the first axis is called a batch, the call of the layer has been reported.
  if (tensor.isAssumed && (axes[2]!.size === 1 || isNamedBatch(axes[0]!))) return;
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
export function checkReshape(
  call: Call,
  x: TensorValue,
  given: readonly Size[],
  { names = [], reads = [] }: Written = {},
): void {
  const axes = asRows(apart(x), given);
  const wanted = withReadBatch(axes, given, reads);
  if (!axes && swapsRead(x, wanted, reads)) {
    reportMixed(call, x, wanted);
    return;
  }
  if (!x.isAssumed && tearsImage(x.axes ?? [], wanted, names)) {
    reportMixed(call, x, wanted);
    return;
  }
  if (!x.isAssumed && (swapsTail(x.axes ?? [], wanted, names) || skipsAxis(x.axes ?? [], wanted))) {
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
      (isState && !x.isAssumed && joinsSamples(axes, wanted)) ||
      (wanted[0] === -1 && !x.isAssumed && swapsOnly(axes, [second!.size, ...wanted.slice(1)]))
    : (roles.includes('batch') || roles.includes('time') || isNamedByItself(call) || areSymbols(first!, second!)) &&
      swapsOnly(axes, wanted);
  if (isMixed) reportMixed(call, x, wanted);
}

/** Images of one channel, (batch, 1, height, width), of which three sizes make rows as the steps. */
function asRows(axes: readonly Axis[] | null, wanted: readonly Size[]): readonly Axis[] | null {
  const [batch, channels, ...rows] = axes ?? [];
  return axes?.length === 4 && wanted.length === 3 && channels!.size === 1 ? [batch!, ...rows] : axes;
}

/** The last two of four axes the other way round, by their names, behind what is left: `reshape(-1, L, C)` of (B, F, C, L). */
function swapsTail(axes: readonly Axis[], wanted: readonly Size[], names: readonly string[]): boolean {
  const [one, other] = [axes[2], axes[3]];
  if (axes.length !== 4 || wanted.length !== 3 || wanted[0] !== -1 || !one || !other) return false;
  if (one.size === 1 || other.size === 1 || names.slice(1).some((name) => !/^[A-Za-z]\w*$/.test(name))) return false;
  const isOther = sameSize(one.size, other.size) === false || areSymbols(one, other);
  return isOther && sameSize(wanted[1] ?? null, other.size) === true && sameSize(wanted[2] ?? null, one.size) === true;
}

/** The heads of attention merged with what they give across the steps: `reshape(B, S, H * D)` of (B, H, S, D). */
function skipsAxis(axes: readonly Axis[], [batch, steps, rest, ...others]: readonly Size[]): boolean {
  const [first, second, third, fourth] = axes;
  if (axes.length !== 4 || rest === undefined || others.length > 0 || second!.size === 1 || third!.size === 1)
    return false;
  const isOther = sameSize(second!.size, third!.size) === false || areSymbols(second!, third!);
  const isFirst = sameSize(batch ?? null, first!.size) === true && sameSize(steps ?? null, third!.size) === true;
  return isOther && isFirst && sameSize(rest, multiplySizes(second!.size, fourth!.size)) === true;
}

/** How the sizes were written: the names of all, and which of them are read from a tensor of unknown rank. */
interface Written {
  readonly names?: readonly string[];
  readonly reads?: readonly (AxisRead | null)[];
}

/** `h.view(x.size(0), -1)` of a state: whatever `x` is, the first size that is read from it is meant for the batch. */
function withReadBatch(
  axes: readonly Axis[] | null,
  wanted: readonly Size[],
  [read]: readonly (AxisRead | null)[],
): readonly Size[] {
  const isState = axes?.length === 3 && axes[0]!.role === 'layers' && axes[1]!.role === 'batch';
  if (!isState || wanted.length < 2 || wanted[0] !== null || !read || read.index > 1) return wanted;
  return [axes[1]!.size, ...wanted.slice(1)];
}

/** `x.view(sizes[1], sizes[0], sizes[2])`, where the sizes are those of `x` itself, whatever they stand for. */
function swapsRead(x: TensorValue, wanted: readonly Size[], reads: readonly (AxisRead | null)[]): boolean {
  const [one, other] = reads;
  const isOwn = one && one.tensor === x && other?.tensor === x && one.index === 1 && other.index === 0;
  const [first, second] = x.first ?? [];
  const isNamed =
    first && second && sameSize(wanted[0] ?? null, second.size) && sameSize(wanted[1] ?? null, first.size);
  return wanted.length > 2 && (isOwn === true || isNamed === true);
}

/**
 * Of (batch, channels, height, width) one of the last two as the steps, by its own name, and what else there is merged:
 * `view(batch, -1, height)`, where it must be moved first; so must the channels be in `view(batch, -1, channels)`.
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
  // (batch, channels, height, width) read as (batch, height * width, channels).
  const places = multiplySizes(height!.size, width!.size);
  const isTurned =
    ones.length === 0 &&
    typeof channels!.size === 'number' &&
    sameSize(third, channels!.size) === true &&
    [1, channels!.size].every((size) => sameSize(places, size) === false);
  return (
    (isTurned && isLeft(1, height!, width!)) ||
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
  const isKnown = wanted.some((size) => size !== null && size !== -1);
  const facts = { found: x.axes && shapeOf(x.axes), wanted: isKnown ? wanted.map(sizeText) : null };
  reportRule(call, { code: 'reshape-mixes-axes', raises: null, facts }, { severity: 'warning', tensors: [x] });
}

/** (batch, channels, steps) read as (batch, steps, channels), or the other way round. */
function swapsLast(axes: readonly Axis[], wanted: readonly Size[]): boolean {
  const [first, second, third] = axes;
  const isOther = sameSize(second!.size, third!.size) === false || areSymbols(second!, third!);
  // An axis of 1 is only moved: `attention.view(batch, 1, steps)`.
  if (axes.length !== 3 || wanted.length !== 3 || !isOther || second!.size === 1 || third!.size === 1) return false;
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
  const isLeft = (size: Size, index: number) => size === -1 && (index > 1 || (index === 1 && rest.length > 0));
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

/**
 * The states of several samples in one line: `view(-1, layers * units)` of both directions of as many layers, where a line
 * holds those of as many samples as there are layers.
 */
function joinsSamples([layers, batch, units]: readonly Axis[], wanted: readonly Size[]): boolean {
  const [, back, ...others] = wanted;
  if (back === undefined || others.length > 0 || batch!.size === null || typeof layers!.size !== 'number') return false;
  const counts = Array.from({ length: Math.max(0, layers!.size - 2) }, (_, index) => index + 2);
  return counts.some((count) => sameSize(back, multiplySizes(units!.size, count)) === true);
}
