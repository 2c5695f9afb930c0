import type { ElementType, TensorValue, Value } from '../../domain/values.js';
import type { Severity } from '../../model.js';
import type { Argument, Call } from '../library.js';
import { isFloating, isOther, isWhole, torchName } from './elementTypes.js';
import { argumentOf, elementTypeOf, reportType, softmaxWords } from './reports.js';

/** The types that the losses of PyTorch take. https://pytorch.org/docs/stable/nn.html#loss-functions */

type LossCheck = (given: Given) => void;

interface Given {
  readonly call: Call;
  readonly operation: string;
  readonly output: Argument | undefined;
  readonly target: Argument | undefined;
}

const losses: readonly (readonly [module: string, name: string, check: LossCheck])[] = [
  ['CrossEntropyLoss', 'cross_entropy', checkClasses],
  ['NLLLoss', 'nll_loss', checkClasses],
  ['BCELoss', 'binary_cross_entropy', checkBinary],
  ['BCEWithLogitsLoss', 'binary_cross_entropy_with_logits', checkLogits],
  ['MSELoss', 'mse_loss', checkDistance],
  ['L1Loss', 'l1_loss', checkDistance],
  ['SmoothL1Loss', 'smooth_l1_loss', checkDistance],
  ['HuberLoss', 'huber_loss', checkDistance],
];

export const lossChecks: [string, (call: Call) => void][] = losses.flatMap(([module, name, check]) =>
  [`torch.nn.${module}.__call__`, `torch.nn.${module}.forward`, `torch.nn.functional.${name}`].map(
    (path): [string, (call: Call) => void] => [
      path,
      (call) => {
        const operation = path.startsWith('torch.nn.functional') ? name : module;
        check({ call, operation, output: argumentOf(call, 0, 'input'), target: argumentOf(call, 1, 'target') });
      },
    ],
  ),
);

/** Classes are named by int64; a target with as many axes as the scores holds probabilities. */
function checkClasses({ call, operation, output, target }: Given): void {
  const scores = elementTypeOf(output?.value);
  if (isWhole(scores) && /cross/i.test(operation)) {
    const raises = softmaxWords('log_softmax', scores);
    reportType(call, {
      operation,
      name: 'input',
      expected: 'float32',
      found: scores,
      raises,
      cause: 'floats',
      argument: output,
    });
    return;
  }
  const found = elementTypeOf(target?.value);
  if (!found || !isOther(found, 'int64') || found === 'uint8') return;
  const isOfClasses = /nll/i.test(operation) || hasFewerAxes(target?.value, output?.value);
  if (!isOfClasses) return;
  const raises = `expected target dtype to be Long or Byte, but got ${torchName(found)}`;
  reportType(call, { operation, name: 'target', expected: 'int64', found, raises, cause: 'classes', argument: target });
}

function hasFewerAxes(target: Value | undefined, output: Value | undefined): boolean {
  const [few, many] = [rankOf(target), rankOf(output)];
  return few !== null && many !== null && few < many && few === Math.max(many - 1, 0);
}

function rankOf(value: Value | undefined): number | null {
  const tensor: TensorValue | null = value?.kind === 'tensor' ? value : null;
  return tensor?.axes && !tensor.isAssumed ? tensor.axes.length : null;
}

/** Both of one type, from the start. */
function checkBinary({ call, operation, output, target }: Given): void {
  const [scores, found] = [elementTypeOf(output?.value), elementTypeOf(target?.value)];
  if (!found || !scores || !isOther(found, scores)) return;
  report(call, operation, target, { found, expected: scores });
}

function checkLogits({ call, operation, output, target }: Given): void {
  const [scores, found] = [elementTypeOf(output?.value), elementTypeOf(target?.value)];
  if (!isFloating(scores) || !isWhole(found)) return;
  const raises =
    found === 'bool'
      ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
      : `result type Float can't be cast to the desired output type ${torchName(found)}`;
  reportType(call, { operation, name: 'target', expected: scores, found, raises, cause: 'targets', argument: target });
}

/** They come to a common type; going back, older versions stumble over it, and the Huber loss in all of them. */
function checkDistance({ call, operation, output, target }: Given): void {
  const [scores, found] = [elementTypeOf(output?.value), elementTypeOf(target?.value)];
  if (!isFloating(scores) || !found || !isOther(found, scores)) return;
  report(call, operation, target, { found, expected: scores }, /huber/i.test(operation) ? 'warning' : 'info');
}

function report(
  call: Call,
  operation: string,
  target: Argument | undefined,
  { found, expected }: { readonly found: ElementType; readonly expected: ElementType },
  severity: Severity = 'error',
): void {
  reportType(call, {
    operation,
    name: 'target',
    expected,
    found,
    raises: `Found dtype ${torchName(found)} but expected ${torchName(expected)}`,
    cause: severity === 'error' ? 'targets' : 'backward',
    severity,
    argument: target,
  });
}
