import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  dictOf,
  itemsOf,
  none,
  objectOf,
  tensorOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Argument, type Bound, type Call, type LibraryFunction } from '../library.js';
import { fieldOf } from './layer.js';
import { reportAt } from './layerChecks.js';
import { batchesOf } from './batches.js';
import { checkGiven, checkIsPair, checkWeights } from './fitArguments.js';
import { withFitKeywords } from './keywords.js';
import { checkClasses, lossOf } from './losses.js';
import { checkBatches, checkDataShape } from './modelData.js';
import { arraysIn, mapTensors, modelInput, modelOutput, outputFor, tensorsOf } from './modelParts.js';
import { checkOneStep } from './oneStep.js';
import { checkOutputActivation } from './outputActivation.js';
import { buildOnData } from './sequential.js';
import { checkShuffled } from './shuffled.js';
import { checkTargets, outputOn } from './targets.js';
import { checkUsed } from './unusedInput.js';

/** https://keras.io/api/models/model_training_apis/ */
export const trainingMethods: Readonly<Record<string, LibraryFunction>> = {
  compile: (call) => {
    const loss = bind(call, ['optimizer', 'loss', 'metrics']).get('loss');
    const model = call.receiver ?? unknown;
    call.evaluation.setField(model, '#loss', loss?.value ?? none);
    const known = lossOf(loss?.value);
    const output = modelOutput(model);
    if (known && output.kind === 'tensor' && checkClasses(known, output, call, loss)) {
      checkOutputActivation(known, output, call, loss);
    }
    if (known) checkUsed(model, call);
    return none;
  },
  add_loss: (call) => {
    call.evaluation.setField(call.receiver ?? unknown, '#added', none);
    return none;
  },
  fit: (given) => {
    const call = withFitKeywords(given);
    train(call, ['x', 'y', 'batch_size', 'epochs']);
    checkShuffled(call, dataOf(call, bind(call, ['x'])));
    checkOneStep(call.receiver ?? unknown, call.args[0]?.value ?? unknown, call);
    return history();
  },
  fit_generator: (call) => {
    train(call, ['generator']);
    return history();
  },
  evaluate: (call) => {
    train(call, ['x', 'y', 'batch_size']);
    return unknown;
  },
  train_on_batch: (call) => {
    train(call, ['x', 'y'], false);
    checkOneStep(call.receiver ?? unknown, call.args[0]?.value ?? unknown, call);
    return unknown;
  },
  test_on_batch: (call) => {
    train(call, ['x', 'y'], false);
    return unknown;
  },
  predict: (call) => predict(call, ['x', 'batch_size']),
  predict_proba: (call) => predict(call, ['x', 'batch_size']),
  predict_on_batch: (call) => predict(call, ['x'], false),
  predict_generator: () => unknown,
  predict_classes: () => unknown,
  ...Object.fromEntries(
    'summary save save_weights load_weights reset_states set_weights count_params reset_metrics'
      .split(' ')
      .map((name) => [name, () => none]),
  ),
};

function history(): Value {
  return objectOf('keras.callbacks.History', { history: dictOf([], true) });
}

function train(call: Call, parameters: readonly string[], isBatched = true): void {
  const model = call.receiver ?? unknown;
  const bound = bind(call, parameters);
  const given = dataOf(call, bound);
  const batches = given && batchesOf(given, call);
  const data = asArrays(batches ? batches[0] : given);
  const target = asArrays(batches ? batches[1] : bound.get('y'));
  const isCut = isBatched && !batches;
  if (!checkGiven(data, call)) return;
  const fits = checkData(model, data, call, isCut ? bound.get('batch_size')?.value : undefined, isCut);
  if (!fits || !data || !haveSameSamples(data, target, call)) return;
  checkWeights(data, target, call);
  // What is wrong with the targets is wrong with those of the validation too.
  if (checkTargets(model, data, target, call)) checkValidation(model, call);
}

/** `validation_data=(x, y)`, or a list of the two; a data set of batches. */
function checkValidation(model: Value, call: Call): void {
  const validation = call.keywords.get('validation_data');
  if (!validation || !checkIsPair(validation, call)) return;
  const items = itemsOf(validation.value)?.map((value) => ({ ...validation, value })) ?? [];
  const [data, target] = (batchesOf(validation, call) ?? items).map(asArrays);
  if (!data || !checkDataShape(model, data.value, call, data)) return;
  if (haveSameSamples(data, target, call)) checkTargets(model, data, target, call);
}

/** Keras 1 named it `X`. */
function dataOf(call: Call, bound: Bound): Argument | undefined {
  return bound.get('x') ?? call.keywords.get('X') ?? bound.get('generator');
}

/** Data frames are trained on as the arrays that they hold. */
function asArrays<T extends Argument | undefined>(argument: T): T {
  return argument && { ...argument, value: arraysIn(argument.value) };
}

function checkData(
  model: Value,
  data: Argument | undefined,
  call: Call,
  batchSize: Value | undefined,
  isBatched: boolean,
): boolean {
  if (!data) return true;
  if (!checkDataShape(model, data.value, call, data)) return false;
  if (isBatched) checkBatches(model, data.value, call, batchSize);
  buildOnData(model, data.value, call);
  return true;
}

/** Whether inputs and targets may be of one number of samples: `Data cardinality is ambiguous` where they are not. */
function haveSameSamples(data: Argument, target: Argument | undefined, call: Call): boolean {
  const [inputs, targets] = [data, target].map((argument) => arraysOf(argument?.value));
  const [first] = inputs ?? [];
  const isOther = ({ size }: Samples) => sameSize(first?.size ?? null, size) === false;
  const otherTarget = targets?.find(isOther);
  const other = inputs?.find(isOther) ?? otherTarget;
  if (!first || !other) return true;
  const [expected, found] = [first.size, other.size];
  const raises =
    call.evaluation.language === 'javascript'
      ? `Input Tensors should have the same number of samples as target Tensors. Found ${String(sizeText(expected))} input sample(s) and ${String(sizeText(found))} target sample(s).`
      : `Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: ${sizesIn(inputs)}\n'y' sizes: ${sizesIn(targets)}`;
  const name = other === otherTarget ? 'target' : `input ${inputs?.indexOf(other) ?? 1}`;
  const facts = { name, expected: [sizeText(expected)], found: [sizeText(found)] };
  const span = (other === otherTarget ? target : data)?.valueSpan ?? call.span;
  reportAt(call, { code: 'data-shape', raises, facts }, { span, tensors: [other.tensor] });
  return false;
}

interface Samples {
  readonly tensor: TensorValue;
  readonly size: Size;
}

/** The arrays that are known, with the number of samples of each. */
function arraysOf(value: Value | undefined): Samples[] {
  const tensors = tensorsOf(value)?.filter(({ isAssumed }) => !isAssumed) ?? [];
  return tensors.flatMap((tensor) => (tensor.axes?.[0] ? [{ tensor, size: tensor.axes[0].size }] : []));
}

function sizesIn(arrays: readonly Samples[] = []): string {
  return arrays.map(({ size }) => String(sizeText(size))).join(', ');
}

function predict(call: Call, parameters: readonly string[], isBatched = true): Value {
  const model = call.receiver ?? unknown;
  const bound = bind(call, parameters);
  const data = asArrays(dataOf(call, bound));
  if (!checkGiven(data, call)) return unknown;
  if (!checkData(model, data, call, bound.get('batch_size')?.value, isBatched) || !data) return unknown;
  const asArray = (tensor: TensorValue): TensorValue => {
    const isScript = call.evaluation.language === 'javascript';
    return tensorOf(isScript ? 'tfjs' : 'numpy', tensor.axes, {
      dtype: 'float',
      origin: call.span,
      isAssumed: tensor.isAssumed,
    });
  };
  if (model.kind === 'instance' && fieldOf(model, 'output') === undefined) {
    return mapTensors(outputOn(model, data.value, call), asArray);
  }
  // All batches of the data are put together again, whatever the size of one is.
  const [input] = tensorsOf(modelInput(model)) ?? [];
  const samples = tensorsOf(data.value)?.[0]?.axes?.[0]?.size ?? null;
  const batch = input?.axes?.[0]?.size ?? null;
  return outputFor(model, data.value, (axes) => {
    const [first, ...rest] = axes ?? [];
    const isWhole = first && sameSize(first.size, batch) === true;
    return asArray(tensorOf('keras', isWhole ? [{ ...first, size: samples }, ...rest] : axes));
  });
}
