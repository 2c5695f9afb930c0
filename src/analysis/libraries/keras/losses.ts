import { sameSize, type Size } from '../../domain/sizes.js';
import type { RuleCode } from '../../domain/rules.js';
import { axis, stringOf, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import { broadcastAxes } from '../axes/broadcast.js';
import type { Argument, Call } from '../library.js';
import { isOpenAxis } from '../openSizes.js';
import { reportAt } from './layerChecks.js';
import { dataWords } from './scriptWords.js';
import { fieldOf, shapeOf, shapeWords } from './layer.js';

/** https://keras.io/api/losses/; checked against what Keras 3 raises for each combination of shapes. */
export type LossFamily = 'categorical' | 'sparse' | 'binary' | 'difference';

const families: readonly (readonly [RegExp, LossFamily])[] = [
  [/^sparse_?categorical_?crossentropy$/i, 'sparse'],
  [/^categorical_?crossentropy$/i, 'categorical'],
  [/^binary_?crossentropy$/i, 'binary'],
  [
    /^(mse|mae|mape|msle|mean_?squared_?(logarithmic_?)?error|mean_?absolute_?(percentage_?)?error|huber|huber_?loss|log_?cosh)$/i,
    'difference',
  ],
];

export interface Loss {
  readonly name: string;
  readonly family: LossFamily;
}

/** The loss that compile was given: by its name, as a function of Keras, or as an object of it. */
export function lossOf(value: Value | undefined): Loss | null {
  const text = value?.kind === 'path' ? value.path : value?.kind === 'object' ? value.type : stringOf(value);
  const name = text?.slice(text.lastIndexOf('.') + 1) ?? null;
  if (name === null) return null;
  const family = families.find(([pattern]) => pattern.test(name))?.[1];
  return family ? { name, family } : null;
}

/**
 * Looks whether a target can be compared with the output of a model; false where it cannot, or ought not. The batch is
 * left out: it is cut the same way.
 */
export function checkTarget(
  loss: Loss,
  output: TensorValue,
  target: TensorValue,
  call: Call,
  argument?: Argument,
): boolean {
  if (!output.axes || !target.axes || output.isAssumed || target.isAssumed) return true;
  const isScript = call.evaluation.language === 'javascript';
  const wanted = target.axes.slice(1);
  // What tf.js does not know of the output it does not compare.
  const out = output.axes
    .slice(1)
    .map((item) => (isScript && isOpenAxis(item, call.evaluation) ? { ...item, size: null } : item));
  if (output.axes.length < 2 || target.axes.length === 0) return true;
  // tf.js compares the shapes before it computes anything, and a vector as a column.
  const refused = loss.family === 'sparse' ? [...out.slice(0, -1), axis(1)] : out;
  const isOtherRank = Math.max(target.axes.length, 2) !== output.axes.length;
  const column = wanted.length === 0 ? [axis(1)] : wanted;
  const isRefused = isScript && (isOtherRank || sizesDiffer(refused, column));
  const finding = judge[loss.family](out, wanted) ?? (isRefused ? error('target-shape', () => null) : null);
  if (!finding) return true;
  const { code, severity, raises } = finding;
  const shapes = [output.axes, target.axes].map((axes) =>
    axes.map((item, index) => (index === 0 ? { ...item, size: null } : item)),
  );
  const [outputWords = '', targetWords = ''] = shapes.map((axes) => shapeWords(axes, call.evaluation));
  const facts =
    code === 'class-count'
      ? { loss: loss.name, classes: lastNumber(wanted), found: lastNumber(out) }
      : { loss: loss.name, output: shapeOf(output.axes), target: shapeOf(target.axes) };
  const isError = severity === 'error' || isRefused;
  const scriptWords = isError ? dataWords('target', 'fit', output.axes, target.axes) : null;
  reportAt(
    call,
    { code, raises: isScript ? scriptWords : raises(outputWords, targetWords), facts },
    { severity: isError ? 'error' : severity, span: argument?.valueSpan ?? call.span, tensors: [target] },
  );
  return false;
}

/** Looks whether a loss over classes has more than one to choose from; false where it has not. */
export function checkClasses(loss: Loss, output: TensorValue, call: Call, argument: Argument | undefined): boolean {
  if (loss.family !== 'categorical' && loss.family !== 'sparse') return true;
  if (!output.axes || output.isAssumed || output.axes.at(-1)?.size !== 1 || output.axes.length < 2) return true;
  const facts = { loss: loss.name, classes: 'two or more', found: 1 };
  reportAt(
    call,
    { code: 'class-count', raises: null, facts },
    { severity: 'warning', span: argument?.span ?? call.span },
  );
  return false;
}

interface Finding {
  readonly code: RuleCode;
  readonly severity: 'error' | 'warning';
  readonly raises: (output: string, target: string) => string | null;
}

type Axes = readonly Axis[];

const judge: Readonly<Record<LossFamily, (output: Axes, target: Axes) => Finding | null>> = {
  categorical: (output, target) => {
    const incompatible = (out: string, wanted: string) => `Shapes ${columnWords(wanted)} and ${out} are incompatible`;
    const classes = output.at(-1)?.size ?? null;
    // Integer labels where each sample has K numbers.
    const last =
      target.length === output.length ? (target.at(-1)?.size ?? null) : target.length < output.length ? 1 : null;
    if (target.length === output.length && sameSize(classes, last) === false && classes !== 1) {
      return error(last === 1 ? 'target-shape' : 'class-count', incompatible);
    }
    if (target.length < output.length && isMoreThanOne(classes)) return error('target-shape', incompatible);
    if (target.length === output.length && frontDiffers(output, target)) return error('target-shape', incompatible);
    return target.length > output.length && !mayLoseLast(output, target) ? error('target-shape', incompatible) : null;
  },
  sparse: (output, target) => {
    const shape = target.at(-1)?.size === 1 && target.length === output.length ? target.slice(0, -1) : target;
    const rankWords = (out: string, wanted: string) =>
      `Argument \`output\` must have rank (ndim) \`target.ndim - 1\`. Received: target.shape=${wanted}, output.shape=${out}`;
    const last = target.at(-1)?.size ?? null;
    // One-hot targets: as many axes as the output, and the last is not 1.
    if (shape.length === output.length && isMoreThanOne(last)) return error('target-shape', rankWords);
    if (shape.length === output.length - 1 && frontDiffers(output, [...shape, output.at(-1)!]))
      return error('target-shape', rankWords);
    if (shape.length < output.length - 1 && isMoreThanOne(output[0]?.size ?? null))
      return error('target-shape', rankWords);
    return null;
  },
  binary: (output, target) => {
    const same = (out: string, wanted: string) =>
      `Arguments \`target\` and \`output\` must have the same shape. Received: target.shape=${columnWords(wanted)}, output.shape=${out}`;
    const column = target.length === 0 ? 1 : (target.at(-1)?.size ?? null);
    const units = output.at(-1)?.size ?? null;
    if (target.length <= 1 && output.length === 1 && sameSize(column, units) === false) {
      return column === 1 || units === 1 ? warning('target-shape', same) : error('class-count', same);
    }
    if (target.length === output.length && output.length > 1) return sameForEach(output, target, same, same);
    return stepsAgainstSequence(output, target, same);
  },
  difference: (output, target) => {
    const words = (out: string, wanted: string) => `Dimensions must be equal: target ${wanted}, output ${out}`;
    const silent = () => null;
    if (target.length === output.length) return sameForEach(output, target, words, silent);
    if (target.length === 0 && output.length === 1)
      return isMoreThanOne(output[0]?.size ?? null) ? warning('target-shape', silent) : null;
    // A last axis of 1 is dropped; any other is compared with an axis that it does not go with.
    const longer = output.length > target.length ? output : target;
    return stepsAgainstSequence(output, target, isMoreThanOne(longer.at(-1)?.size ?? null) ? words : silent);
  },
};

/** As many axes in both: an axis of 1 is widened silently, in some versions, and what differs otherwise is refused. */
function sameForEach(output: Axes, target: Axes, words: Finding['raises'], widened: Finding['raises']): Finding | null {
  if (broadcastAxes(output, target) === null) return error('target-shape', words);
  const widens = output.some(({ size }, index) => {
    const other = target[index]?.size ?? null;
    return (size === 1 && isMoreThanOne(other)) || (other === 1 && isMoreThanOne(size));
  });
  return widens ? warning('target-shape', widened) : null;
}

/** One of the two has a value for each step, and the other one for the whole sequence. */
function stepsAgainstSequence(output: Axes, target: Axes, words: Finding['raises']): Finding | null {
  const [longer, shorter] = output.length > target.length ? [output, target] : [target, output];
  const [steps, features] = longer;
  if (longer.length !== 2 || shorter.length > 1 || !steps || !features) return null;
  const given = shorter.length === 0 ? 1 : (shorter[0]?.size ?? null);
  // The last axes are compared, whatever the steps are.
  const isRefused = longer === target && isMoreThanOne(given) && isMoreThanOne(features.size);
  if (isRefused && sameSize(given, features.size) === false) return error('target-shape', words);
  // One number for each step, where the output has several.
  const isOnePerStep = longer === output && shorter.length === 1 && isMoreThanOne(features.size);
  if (sameSize(steps.size, given) !== false) return isOnePerStep ? warning('target-shape', words) : null;
  // Of one target in one step and one feature, one number is left, and the output has several.
  const isOne = longer === target && steps.size === 1 && features.size === 1 && isMoreThanOne(given);
  // Of a target for each step, an unknown last axis may yet be what is left out.
  return longer === target && !isOne && (features.size === null || !isMoreThanOne(steps.size))
    ? null
    : warning('target-shape', words);
}

/** Keras drops a last axis of 1 that the target has more than the output: one class for each of its places is left. */
function mayLoseLast(output: Axes, target: Axes): boolean {
  const [classes, places, last] = [output.at(-1), target.at(-2), target.at(-1)].map((item) => item?.size ?? null);
  if (target.length !== output.length + 1 || isMoreThanOne(last ?? null)) return false;
  return classes === 1 || places === 1 || sameSize(classes ?? null, places ?? null) !== false;
}

/** The axes between batch and classes. */
function frontDiffers(output: Axes, target: Axes): boolean {
  return sizesDiffer(output.slice(0, -1), target);
}

function sizesDiffer(one: Axes, other: Axes): boolean {
  return one.some(({ size }, index) => sameSize(size, other[index]?.size ?? null) === false);
}

function error(code: RuleCode, raises: Finding['raises']): Finding {
  return { code, severity: 'error', raises };
}

function warning(code: RuleCode, raises: Finding['raises']): Finding {
  return { code, severity: 'warning', raises };
}

function isMoreThanOne(size: Size): boolean {
  return typeof size === 'number' && size > 1;
}

function lastNumber(axes: Axes): number | null {
  const size = axes.at(-1)?.size;
  return typeof size === 'number' ? size : null;
}

/** Keras makes a column of a vector before it compares. */
function columnWords(shape: string): string {
  return shape === '(None,)' ? '(None, 1)' : shape;
}

/** The loss that a model was compiled with. */
export function compiledLoss(model: Value): Value | undefined {
  return fieldOf(model, '#loss');
}
