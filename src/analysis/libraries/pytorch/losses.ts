import { multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { stringOf, tensorOf, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import type { Shape } from '../../model.js';
import { broadcastAxes } from '../axes/broadcast.js';
import { product } from '../axes/reshape.js';
import { broadcastWords } from '../errorWords.js';
import { bind, type Call, type Entry } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import type { ModuleKind } from './modules.js';
import { checkRowOrder } from './rowOrder.js';
import { checkProbabilities } from '../probabilities.js';
import { typeName } from '../wrongTypes.js';
import { listText, reportRule } from './reports.js';
import { isTensor, result, torchTensor } from './tensors.js';
import { checkPlainInput, findTensor, reportTuple } from './tuples.js';

/** How a loss compares its two tensors. */
type Comparison = 'classes' | 'probabilities' | 'broadcast' | 'same' | 'none';

interface Loss {
  readonly module: string;
  readonly function: string | null;
  readonly compares: Comparison;
  /** The words when the shapes differ, where they must be the same. */
  readonly words?: (output: string, target: string) => string;
}

/** https://pytorch.org/docs/stable/nn.html#loss-functions */
const losses: readonly Loss[] = [
  { module: 'CrossEntropyLoss', function: 'cross_entropy', compares: 'probabilities' },
  { module: 'NLLLoss', function: 'nll_loss', compares: 'classes' },
  { module: 'MSELoss', function: 'mse_loss', compares: 'broadcast' },
  { module: 'L1Loss', function: 'l1_loss', compares: 'broadcast' },
  { module: 'SmoothL1Loss', function: 'smooth_l1_loss', compares: 'broadcast' },
  { module: 'HuberLoss', function: 'huber_loss', compares: 'broadcast' },
  { module: 'BCELoss', function: 'binary_cross_entropy', compares: 'same', words: binaryWords },
  { module: 'BCEWithLogitsLoss', function: 'binary_cross_entropy_with_logits', compares: 'same', words: logitsWords },
  { module: 'KLDivLoss', function: 'kl_div', compares: 'none' },
  { module: 'PoissonNLLLoss', function: 'poisson_nll_loss', compares: 'none' },
  { module: 'GaussianNLLLoss', function: 'gaussian_nll_loss', compares: 'none' },
  { module: 'CTCLoss', function: 'ctc_loss', compares: 'none' },
  { module: 'CosineEmbeddingLoss', function: 'cosine_embedding_loss', compares: 'none' },
  { module: 'TripletMarginLoss', function: 'triplet_margin_loss', compares: 'none' },
  { module: 'MarginRankingLoss', function: 'margin_ranking_loss', compares: 'none' },
  { module: 'HingeEmbeddingLoss', function: 'hinge_embedding_loss', compares: 'none' },
  { module: 'MultiLabelSoftMarginLoss', function: 'multilabel_soft_margin_loss', compares: 'none' },
  { module: 'MultiMarginLoss', function: 'multi_margin_loss', compares: 'none' },
  { module: 'SoftMarginLoss', function: 'soft_margin_loss', compares: 'none' },
];

export const lossKinds: Readonly<Record<string, ModuleKind>> = Object.fromEntries(
  losses.map((loss) => [
    loss.module,
    {
      parameters: ['weight', 'size_average', 'ignore_index', 'reduce', 'reduction'],
      isLayer: false,
      inputs: ['input', 'target'],
      forward({ call, input, get, options }) {
        checkTypes(call, loss, get('input'), get('target'));
        return compare(call, loss, input, get('target'), options.value('reduction'));
      },
    } satisfies ModuleKind,
  ]),
);

export const lossFunctions: [string, Entry][] = losses.flatMap((loss): [string, Entry][] =>
  loss.function === null
    ? []
    : [
        [
          `torch.nn.functional.${loss.function}`,
          (call) => {
            const bound = bind(call, ['input', 'target']);
            const output = torchTensor(bound.get('input')?.value);
            checkTypes(call, loss, bound.get('input')?.value, bound.get('target')?.value);
            return compare(call, loss, output, bound.get('target')?.value, bound.value('reduction', { kind: 'none' }));
          },
        ],
      ],
);

/** The output as a layer gives it, with its state, or arrays of NumPy in place of tensors. */
function checkTypes(call: Call, loss: Loss, output: Value | undefined, target: Value | undefined): void {
  const names = { input: output, target };
  const words = loss.function === null ? undefined : refusing[loss.function];
  for (const [index, [parameter, value]] of Object.entries(names).entries()) {
    const type = value && typeName(value);
    if (!value || !type || words === undefined) continue;
    const raises =
      words === 'size'
        ? `'${type}' object has no attribute 'size'`
        : `${words}(): argument '${parameter}' (position ${index + 1}) must be Tensor, not ${type}`;
    const use = { span: call.span, use: `\`${loss.module}\``, raises };
    if (value.kind === 'tuple' && findTensor(value)) reportTuple(call.evaluation, value, use);
    else checkPlainInput(call, value, use);
  }
}

/** The function that refuses what is no tensor, or the method that is asked for first. */
const refusing: Readonly<Record<string, string>> = {
  cross_entropy: 'cross_entropy_loss',
  nll_loss: 'nll_loss_nd',
  mse_loss: 'size',
  l1_loss: 'size',
  smooth_l1_loss: 'size',
  binary_cross_entropy: 'size',
  binary_cross_entropy_with_logits: 'size',
};

/** A scalar, unless `reduction='none'` keeps one number for each. */
function compare(call: Call, loss: Loss, output: TensorValue, target: Value | undefined, reduction: Value): Value {
  const name = call.path.startsWith('torch.nn.functional') ? (loss.function ?? loss.module) : loss.module;
  if (isTensor(target)) checkRowOrder(call, name, output, torchTensor(target));
  if (isTensor(target)) check(call, { ...loss, module: name }, output, torchTensor(target));
  if (/logits/i.test(name)) checkProbabilities(call, name, output, 'sigmoid');
  else if (/^(classes|probabilities)$/.test(loss.compares)) checkProbabilities(call, name, output, 'softmax');
  const kept = stringOf(reduction);
  if (reduction.kind === 'none' || kept === 'mean' || kept === 'sum') return tensorOf('torch', [], { dtype: 'float' });
  if (loss.compares === 'same') return result(call, output.axes, [output], 'float');
  return result(call, null);
}

function check(call: Call, loss: Loss, output: TensorValue, target: TensorValue): void {
  if (!output.axes || !target.axes || output.isAssumed || target.isAssumed) return;
  const pair: Pair = { call, loss, output, target, given: output.axes, wanted: target.axes };
  switch (loss.compares) {
    case 'classes':
    case 'probabilities':
      checkClasses(pair);
      return;
    case 'broadcast':
      checkBroadcast(pair);
      return;
    case 'same':
      if (isOther(pair.given, pair.wanted)) {
        report(pair, loss.words?.(sizeWords(shapeOf(pair.given)), sizeWords(shapeOf(pair.wanted))) ?? null);
      }
      return;
    case 'none':
  }
}

interface Pair {
  readonly call: Call;
  readonly loss: Loss;
  readonly output: TensorValue;
  readonly target: TensorValue;
  readonly given: readonly Axis[];
  readonly wanted: readonly Axis[];
}

/** (N, C, …) against (N, …), or for probabilities against the same shape. */
function checkClasses(pair: Pair): void {
  const { loss, target, given, wanted } = pair;
  if (given.length < 2) {
    // The classes of one sample alone: its target has no axis, or it gives a probability for each class.
    if (given.length === 1 && wanted.length > 1) {
      report(pair, '0D or 1D target tensor expected, multi-target not supported');
    } else if (given.length === 1 && wanted.length === 1 && isOther(given, wanted)) {
      const [input, other] = [given, wanted].map((axes) => listText(shapeOf(axes)));
      report(pair, `size mismatch (got input: ${input!}, target: ${other!})`);
    }
    return;
  }
  if (loss.compares === 'probabilities' && wanted.length === given.length) {
    if (!isOther(given, wanted)) {
      if (target.dtype === 'int' && isEqual(given, wanted)) {
        report(pair, 'Expected floating point type for target with class probabilities, got Long');
      }
      return;
    }
  }
  const [batch, other] = [given[0]!.size, wanted[0]?.size ?? 0];
  const isTimes = isMultiple(batch, other);
  if (sameSize(batch, other) === false || isTimes) {
    const texts = [batch, other].map((size) => String(sizeText(size)));
    const words = `Expected input batch_size (${texts[0]!}) to match target batch_size (${texts[1]!}).`;
    report(pair, words, isTimes ? 'warning' : 'error');
    return;
  }
  const expected = [given[0]!, ...given.slice(2)];
  if (given.length === 2) {
    if (wanted.length > 1) report(pair, '0D or 1D target tensor expected, multi-target not supported');
    return;
  }
  if (!isOther(expected, wanted)) return;
  report(pair, `Expected target size ${listText(shapeOf(expected))}, got ${listText(shapeOf(wanted))}`);
}

/** PyTorch warns, and goes on with what they broadcast to. */
function checkBroadcast(pair: Pair): void {
  const { call, loss, output, target, given, wanted } = pair;
  const other = given.findIndex(({ size }, index) => isMultiple(size, wanted[index]?.size ?? null));
  if (given.length === wanted.length && other >= 0) {
    const [left, right] = [given, wanted].map((axes) => String(sizeText(axes[other]!.size)));
    const words = `The size of tensor a (${left!}) must match the size of tensor b (${right!}) at non-singleton dimension ${other}`;
    report(pair, words, 'warning');
    return;
  }
  if (!isOther(given, wanted)) return;
  const together = broadcastAxes(given, wanted);
  if (!together) {
    report(pair, broadcastWords('torch', given, wanted));
    return;
  }
  const isNumber = given.length === 0 || wanted.length === 0;
  if (isNumber || !isWidened(countOf(given), countOf(wanted), countOf(together))) return;
  const [left, right] = [sizeWords(shapeOf(given)), sizeWords(shapeOf(wanted))];
  reportRule(
    call,
    {
      code: 'loss-broadcast',
      raises: `Using a target size (${right}) that is different to the input size (${left}). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.`,
      facts: { loss: loss.module, output: shapeOf(given), target: shapeOf(wanted), result: shapeOf(together) },
    },
    { severity: 'warning', tensors: [output, target] },
  );
}

/** `2*n` for `n`, the states of two layers read as rows: nobody knows how many these are, and they are never as many. */
function isMultiple(a: Size, b: Size): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return [2, 3, 4, 6, 8].some((times) => sameSize(a, multiplySizes(b, times)) === true);
}

/** A single number is meant for all, and axes of 1 in front change nothing. */
function isWidened(given: Size, wanted: Size, together: Size): boolean {
  if (given === null || wanted === null || together === null) return false;
  if (typeof given === 'number' && typeof wanted === 'number') {
    return given !== together || wanted !== together;
  }
  return sameSize(given, together) !== true && sameSize(wanted, together) !== true;
}

function countOf(axes: readonly Axis[]): Size {
  return axes.some(({ size }) => size === null) ? null : multiplySizes(product(axes.map(({ size }) => size)), 1);
}

/** Certainly of another shape. */
function isOther(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a.length !== b.length || a.some(({ size }, index) => sameSize(size, b[index]!.size) === false);
}

function isEqual(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a.length === b.length && a.every(({ size }, index) => sameSize(size, b[index]!.size) === true);
}

function report(
  { call, loss, output, target, given, wanted }: Pair,
  raises: string | null,
  severity: 'error' | 'warning' = 'error',
): void {
  reportRule(
    call,
    {
      code: 'target-shape',
      raises,
      facts: { loss: loss.module, output: shapeOf(given), target: shapeOf(wanted) },
    },
    { severity, tensors: [output, target] },
  );
}

function sizeWords(shape: Shape): string {
  return `torch.Size(${listText(shape)})`;
}

function binaryWords(output: string, target: string): string {
  return `Using a target size (${target}) that is different to the input size (${output}) is deprecated. Please ensure they have the same size.`;
}

function logitsWords(output: string, target: string): string {
  return `Target size (${target}) must be the same as input size (${output})`;
}
