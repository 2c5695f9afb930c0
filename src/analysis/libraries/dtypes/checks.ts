import { booleanOf, type ElementType, type TensorValue, type Value } from '../../domain/values.js';
import type { Span } from '../../model.js';
import type { Argument, Call, Evaluation } from '../library.js';
import { packedFrom } from '../pytorch/packed.js';
import { alike } from '../tensorFunctions.js';
import { isFloating, isOther, isWhole, languageName, pythonName, torchName } from './elementTypes.js';
import { lossChecks } from './lossChecks.js';
import { weightsType } from './moduleTypes.js';
import { argumentOf, elementTypeOf, reportType, softmaxWords } from './reports.js';

/**
 * What PyTorch's layers and operations refuse for the type of its numbers. Nothing is cast on the way in, save by
 * autocast; a program that uses it has no types of weights.
 */

type Check = (call: Call) => void;

const operations: ReadonlyMap<string, Check> = new Map(
  Object.entries<Check>({
    ...alike('softmax log_softmax', (call) => {
      checkFloats(call, (found, name) => softmaxWords(name, found));
    }),
    ...alike('mean nanmean', (call) => {
      checkFloats(
        call,
        (found) =>
          `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${torchName(found)}`,
      );
    }),
    ...alike('std var', (call) => {
      checkFloats(call, () => 'std and var only support floating point and complex dtypes');
    }),
    ...alike('mm matmul', (call) => {
      checkProduct(call, productWords);
    }),
    bmm: (call) => {
      checkProduct(call, scalarWords);
    },
    ...alike('gather scatter scatter_ scatter_add scatter_add_', checkPlaces),
    requires_grad_: checkGradient,
  }),
);

const paths = new Map<string, Check>([
  ['torch.nn.functional.softmax', operations.get('softmax')!],
  ['torch.nn.functional.log_softmax', operations.get('log_softmax')!],
  ['torch.nn.functional.one_hot', checkOneHot],
  [
    'torch.nn.functional.embedding',
    (call) => {
      checkIndices(call, 'embedding');
    },
  ],
  ['torch.nn.Parameter', checkParameter],
  ...lossChecks,
]);

const layer =
  /^torch\.nn\.(Linear|Conv[123]d|RNN|LSTM|GRU|RNNCell|LSTMCell|GRUCell|Embedding|EmbeddingBag|Softmax|LogSoftmax)\.(?:__call__|forward)$/;

/** What looks at the types that a call is given; undefined for nothing. */
export function checkOf(path: string): Check | undefined {
  const own = paths.get(path);
  if (own) return own;
  const operation = /^torch\.(?:Tensor\.)?(\w+)$/.exec(path)?.[1];
  if (operation !== undefined) return operations.get(operation);
  const kind = layer.exec(path)?.[1];
  if (kind === undefined) return undefined;
  if (kind.startsWith('Embedding'))
    return (call) => {
      checkIndices(call, kind);
    };
  if (kind.endsWith('Softmax'))
    return (call) => {
      checkSoftmaxLayer(call, kind);
    };
  return (call) => {
    checkWeighted(call, kind);
  };
}

/** The numbers of a layer's weights and of its input must be of one type, and those of its state. */
function checkWeighted(call: Call, kind: string): void {
  const input = argumentOf(call, 0, 'input');
  const weights = weightsType(call.receiver);
  const isLong = /^(RNN|LSTM|GRU)$/.test(kind);
  const packed = packedFrom(input?.value)?.padded;
  const found = elementTypeOf(packed ?? input?.value);
  const words = isLong && !packed ? sequenceWords : kind.startsWith('Conv') ? convolutionWords : linearWords;
  if (clashes(found, weights)) {
    const expected = weights ?? 'float32';
    const cause = 'weights';
    const hasBias =
      booleanOf(call.receiver?.kind === 'object' ? call.receiver.fields.get('bias') : undefined) !== false;
    const raises = (hasBias ? words : withoutBias(kind))(found, expected);
    reportType(call, {
      operation: kind,
      name: 'input',
      expected,
      found,
      raises,
      cause,
      argument: packed ? undefined : input,
    });
    return;
  }
  if (!/^(RNN|LSTM|GRU)/.test(kind)) return;
  const state = argumentOf(call, 1, 'hx');
  for (const { argument, name } of statesOf(state, kind)) {
    const type = elementTypeOf(argument.value);
    if (!clashes(type, weights)) continue;
    const expected = weights ?? 'float32';
    const raises = isLong ? stateWords(type, expected) : linearWords(type, expected);
    reportType(call, { operation: kind, name, expected, found: type, raises, cause: 'weights', argument });
    return;
  }
}

/** Weights are floats, of whichever type; a type that is not known goes with all floats. */
function clashes(found: ElementType | undefined, weights: ElementType | undefined): found is ElementType {
  if (!found) return false;
  return isWhole(found) || (weights !== undefined && isOther(found, weights));
}

function statesOf(state: Argument | undefined, kind: string): { argument: Argument; name: string }[] {
  if (!state) return [];
  if (state.value.kind !== 'tuple') return [{ argument: state, name: 'hidden state' }];
  if (!kind.startsWith('LSTM')) return [];
  return state.value.items.slice(0, 2).map((value, index) => ({
    argument: { value, span: null, valueSpan: null },
    name: index === 0 ? 'hidden state' : 'cell state',
  }));
}

function linearWords(found: ElementType, weights: ElementType): string {
  return `mat1 and mat2 must have the same dtype, but got ${torchName(found)} and ${torchName(weights)}`;
}

function sequenceWords(found: ElementType, weights: ElementType): string {
  const [own, other] = [pythonName(weights), pythonName(found)];
  return `RNN input dtype (${other}) does not match weight dtype (${own}). Convert input: input.to(${own}), or convert model: model.to(${other})`;
}

function stateWords(found: ElementType, weights: ElementType): string {
  return `Input and hidden tensors are not the same dtype, found input tensor with ${torchName(weights)} and hidden tensor with ${torchName(found)}`;
}

function convolutionWords(found: ElementType, weights: ElementType): string {
  return `Input type (${languageName(found)}) and bias type (${languageName(weights)}) should be the same`;
}

function withoutBias(kind: string): typeof productWords {
  if (kind.startsWith('Conv')) return scalarWords;
  return kind === 'Linear' ? productWords : kind.endsWith('Cell') ? linearWords : sequenceWords;
}

function scalarWords(left: ElementType, right: ElementType): string {
  return `expected scalar type ${torchName(left)} but found ${torchName(right)}`;
}

function productWords(left: ElementType, right: ElementType): string {
  return `expected m1 and m2 to have the same dtype, but got: ${languageName(left)} != ${languageName(right)}`;
}

/** https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html */
function checkIndices(call: Call, operation: string): void {
  const argument = argumentOf(call, 0, 'input');
  const found = elementTypeOf(argument?.value);
  if (!found || !isOther(found, 'int64') || found === 'int32') return;
  const raises = `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${torchName(found)}Tensor instead (while checking arguments for embedding)`;
  reportType(call, { operation, name: 'input', expected: 'int64', found, raises, cause: 'indices', argument });
}

function checkOneHot(call: Call): void {
  const argument = argumentOf(call, 0, 'input') ?? call.keywords.get('tensor');
  const found = elementTypeOf(argument?.value);
  if (!found || !isOther(found, 'int64')) return;
  const raises = 'one_hot is only applicable to index tensor of type LongTensor.';
  reportType(call, {
    operation: 'one_hot',
    name: 'input',
    expected: 'int64',
    found,
    raises,
    cause: 'indices',
    argument,
  });
}

/** `x.gather(dim, index)`, `x.scatter_(dim, index, …)` */
function checkPlaces(call: Call): void {
  const index = call.keywords.get('index') ?? call.args[call.receiver ? 1 : 2];
  const found = elementTypeOf(index?.value);
  if (!isFloating(found)) return;
  const operation = call.path.slice(call.path.lastIndexOf('.') + 1);
  const raises = `${operation.replace(/_$/, '')}(): Expected dtype int32/int64 for index`;
  reportType(call, { operation, name: 'index', expected: 'int64', found, raises, cause: 'indices', argument: index });
}

/** Averages and probabilities of whole numbers are none; with `dtype=` they are cast first. */
function checkFloats(call: Call, words: (found: ElementType, name: string) => string): void {
  if (call.isOpen || call.keywords.has('dtype')) return;
  const argument = call.receiver ? written(call.receiver) : argumentOf(call, 0, 'input');
  const found = elementTypeOf(argument?.value);
  if (!isWhole(found)) return;
  const operation = call.path.slice(call.path.lastIndexOf('.') + 1);
  const raises = words(found, operation);
  reportType(call, { operation, name: 'input', expected: 'float32', found, raises, cause: 'floats', argument });
}

function checkSoftmaxLayer(call: Call, operation: string): void {
  const argument = argumentOf(call, 0, 'input');
  const found = elementTypeOf(argument?.value);
  if (!isWhole(found)) return;
  const name = operation === 'Softmax' ? 'softmax' : 'log_softmax';
  const raises = softmaxWords(name, found);
  reportType(call, { operation, name: 'input', expected: 'float32', found, raises, cause: 'floats', argument });
}

function checkProduct(call: Call, words: (left: ElementType, right: ElementType) => string): void {
  const operation = call.path.slice(call.path.lastIndexOf('.') + 1);
  const [left, right] = call.receiver ? [call.receiver, call.args[0]?.value] : call.args.map(({ value }) => value);
  checkFactors(call, operation, left, right, words);
}

/** A product of matrices, by function or by `@`. */
export function checkFactors(
  call: Call,
  operation: string,
  left: Value | undefined,
  right: Value | undefined,
  words = productWords,
): void {
  const [found, other] = [elementTypeOf(left), elementTypeOf(right)];
  if (!found || !other || !isOther(found, other) || left?.kind !== 'tensor' || right?.kind !== 'tensor') return;
  const [isFirst, isSecond] = [left, right].map(({ axes }) => (axes?.length ?? 0) > 1);
  const raises =
    isFirst && isSecond
      ? words(found, other)
      : `expected both to have same dtype, but found ${torchName(found)} and ${torchName(other)}`;
  const expected = isFloating(found) && !isFloating(other) ? found : other;
  const wrong = expected === found ? other : found;
  const name = expected === found ? 'right factor' : 'left factor';
  reportType(call, { operation, name, expected, found: wrong, raises, cause: 'same' });
}

const gradientWords = 'Only Tensors of floating point and complex dtype can require gradients';

function checkGradient(call: Call): void {
  if (call.args.some(({ value }) => booleanOf(value) !== true) || call.keywords.size > 0) return;
  const found = elementTypeOf(call.receiver);
  if (isWhole(found)) reportGradient(call, 'requires_grad_', found);
}

function checkParameter(call: Call): void {
  const found = elementTypeOf(argumentOf(call, 0, 'data')?.value);
  const wants = call.keywords.get('requires_grad') ?? call.args[1];
  if (isWhole(found) && (!wants || booleanOf(wants.value) === true)) reportGradient(call, 'Parameter', found);
}

/** `torch.tensor([1, 2], requires_grad=True)`: looks at what was made. */
export function checkCreated(call: Call, type: ElementType | undefined): void {
  const wants = call.keywords.get('requires_grad');
  if (wants && isWhole(type) && booleanOf(wants.value) === true) {
    reportGradient(call, call.path.slice(call.path.lastIndexOf('.') + 1), type);
  }
}

function reportGradient(call: Call, operation: string, found: ElementType): void {
  const raises = gradientWords;
  reportType(call, { operation, name: 'tensor', expected: 'float32', found, raises, cause: 'gradients' });
}

/** A receiver, of which nobody knows where it is written. */
function written(value: Value): Argument {
  return { value, span: null, valueSpan: null };
}

/** `counts /= 2`, `counts += 0.5`: whole numbers have no room for the floats that come of it. */
export function checkStoredType(call: Call, operator: string, tensor: TensorValue, made: ElementType): void {
  const { elementType: own, library, axes } = tensor;
  if (!isWhole(own) || !isFloating(made)) return;
  const operation = `${operator}=`;
  if (library === 'torch') {
    const raises = `result type ${torchName(made)} can't be cast to the desired output type ${torchName(own)}`;
    reportType(call, { operation, name: 'tensor', expected: made, found: own, raises, cause: 'in-place' });
  } else if (library === 'numpy' && axes && axes.length > 0 && operator in functions) {
    const raises = `Cannot cast ufunc '${functions[operator]!}' output from dtype('${made}') to dtype('${own}') with casting rule 'same_kind'`;
    reportType(call, { operation, name: 'array', expected: made, found: own, raises, cause: 'in-place' });
  }
}

const functions: Readonly<Record<string, string>> = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide' };

/** Only whole numbers and truths name places. */
export function checkIndexType(evaluation: Evaluation, tensor: TensorValue, index: Value, span: Span): void {
  if (tensor.library !== 'torch' || index.kind !== 'tensor' || !isFloating(index.elementType)) return;
  evaluation.report({
    code: 'wrong-dtype',
    severity: 'error',
    span,
    raises: 'tensors used as indices must be long, int, byte or bool tensors',
    facts: {
      operation: 'index',
      name: 'index',
      expected: 'int64',
      found: index.elementType,
      cast: '.long()',
      cause: 'indices',
    },
    fixes: [],
    related: [],
  });
}
