import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, sizeOf, stringOf, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { incompatible, reportAt } from './layerChecks.js';
import { dataWords } from './scriptWords.js';
import { fieldOf, layerOf, shapeOf, shapeWords, truthOption, type Layer } from './layer.js';
import { itemsOf } from '../../domain/values.js';
import { inInputOrder, layersBefore, modelInput, modelOutput, tensorsOf } from './modelParts.js';
import { tensorFrom } from '../tensorValues.js';

/**
 * Looks whether data goes into a model, whose input is known. False where it certainly does not. Keras adds or drops a
 * last axis of 1 by itself, and lets the number of steps differ where the layers do.
 */
export function checkDataShape(model: Value, given: Value, call: Call, argument?: Argument): boolean {
  const data = inInputOrder(model, given);
  const inputs = tensorsOf(fieldOf(model, '#declared') && modelInput(model));
  if (!inputs || fieldOf(model, '#failed')) return true;
  if (!checkCount(model, inputs, data, call, argument)) return false;
  const tensors = tensorsOf(data) ?? leavesOf(data);
  if (tensors?.length !== inputs.length) return true;
  for (const [index, input] of inputs.entries()) {
    const tensor = tensors[index];
    if (!tensor?.axes || !input.axes || tensor.isAssumed || input.isAssumed) continue;
    if (!checkOne(model, index, input, tensor, call, argument)) return false;
  }
  return true;
}

/** The arrays in lists of lists: Keras takes `[[x1], [x2]]` for two inputs, whose lists have no axes of their own. */
function leavesOf(data: Value): readonly TensorValue[] | null {
  if (data.kind === 'tensor') return data.axes?.length === 0 ? null : [data];
  const leaves = itemsOf(data)?.map(leavesOf);
  return leaves?.every((leaf) => leaf !== null) === true ? leaves.flat() : null;
}

/**
 * A list of arrays is one array for each input: of a model of one input, `[x1, x2, …]` are too many, and for two inputs
 * `x1` is too little. Keras 3 refuses them in a functional model; a Sequential takes the first, and only it.
 */
function checkCount(
  model: Value,
  inputs: readonly TensorValue[],
  data: Value,
  call: Call,
  argument: Argument | undefined,
): boolean {
  const arrays = data.kind === 'tensor' ? [data] : (itemsOf(data) ?? (data.kind === 'list' ? [data.element] : []));
  const count = data.kind === 'list' ? data.length : arrays.length;
  const areArrays = arrays.every((item) => item.kind === 'tensor' && item.axes?.length && !item.isAssumed);
  const [input, second] = inputs;
  if (!input || arrays.length === 0 || !areArrays || typeof count !== 'number') return true;
  if (second ? count === inputs.length : count < 2 || data.kind === 'dict') return true;
  const name = stringOf(fieldOf(model, '#name')) ?? 'functional';
  const isScript = call.evaluation.language === 'javascript';
  const raises = isScript
    ? `Error when checking model : the Array of Tensors that you are passing to your model is not the size the the model expected. Expected to see ${inputs.length} Tensor(s), but instead got ${count} Tensors(s).`
    : `Layer "${name}" expects ${inputs.length} input(s), but it received ${count} input tensors.`;
  const axes = data.kind === 'tensor' ? data.axes : tensorFrom(data, 'numpy').axes;
  const facts = { name: 'input', expected: shapeOf(input.axes ?? []), found: shapeOf(axes ?? [axis(count)]) };
  const [first] = arrays;
  const mayFit = first?.kind === 'tensor' && first.axes?.length === input.axes?.length;
  const isSilent = mayFit && model.kind === 'object' && model.type === 'keras.Sequential' && !isScript;
  reportAt(
    call,
    { code: 'data-shape', raises: isSilent ? null : raises, facts },
    { severity: isSilent ? 'warning' : 'error', span: argument?.valueSpan ?? call.span },
  );
  return false;
}

function checkOne(
  model: Value,
  index: number,
  input: TensorValue,
  tensor: TensorValue,
  call: Call,
  argument: Argument | undefined,
): boolean {
  const [expected, found] = [input.axes ?? [], tensor.axes ?? []];
  const [, first] = expected;
  const isEmbedded = layerOf(itemsOf(fieldOf(model, 'layers'))?.[0])?.className === 'Embedding';
  if (expected.length !== found.length) {
    if (isCount(expected.at(-1), found)) {
      report('samples-in-input-shape', 'warning');
      return false;
    }
    // tf.js takes data only as it is.
    const adapted = call.evaluation.language === 'python' ? adaptedAxes(expected, found) : null;
    const isOther = adapted?.some(({ size }, place) => place > 0 && differ(size, expected[place]));
    if (adapted && !isOther) return true;
    // What an Embedding takes is not declared but usual; one-hot words are what it ought not be given.
    report('data-shape', isEmbedded || adapted ? 'warning' : 'error');
    return false;
  }
  if (fieldOf(model, '#meant')) return true;
  if (declaresSamples(expected, found)) {
    report('samples-in-input-shape', 'warning');
    return false;
  }
  const wrong = expected.flatMap(({ size }, place) => (place > 0 && differ(size, found[place]) ? [place] : []));
  if (wrong.length === 0) return true;
  if (found.length === 3 && sizesAt(expected, 1, 2) === sizesAt(found, 2, 1) && wrong.length === 2) {
    report('swapped-axes', 'error');
    return false;
  }
  if (first && sameSize(first.size, found[0]?.size ?? null) === true && wrong.includes(1)) {
    report('samples-in-input-shape', wrong.includes(expected.length - 1) ? 'error' : 'warning');
    return false;
  }
  // Other steps than declared go through a recurrent layer in Keras 3, and not in Keras 2 or tf.js.
  const isOnlySteps = found.length === 3 && !wrong.includes(2) && call.evaluation.language === 'python';
  report('data-shape', isOnlySteps || isEmbedded ? 'warning' : 'error');
  return false;

  function report(code: 'data-shape' | 'swapped-axes' | 'samples-in-input-shape', severity: 'error' | 'warning'): void {
    const name = stringOf(fieldOf(model, '#name')) ?? 'functional';
    const shapes = [expected, found].map((axes) => shapeWords(withoutBatch(axes), call.evaluation));
    const isScript = call.evaluation.language === 'javascript';
    const raises = isScript
      ? dataWords('input', /\.predict/.test(call.path) ? 'predict' : 'fit', expected, found)
      : incompatible({ name }, call, `expected shape=${shapes[0] ?? ''}, found shape=${shapes[1] ?? ''}`);
    const facts =
      code === 'samples-in-input-shape'
        ? { samples: sizeText(found[0]?.size ?? null), shape: shapeOf(expected.slice(1)) }
        : { name: index === 0 ? 'input' : `input ${index}`, expected: shapeOf(expected), found: shapeOf(found) };
    reportAt(call, { code, raises, facts }, { severity, span: argument?.valueSpan ?? call.span, tensors: [tensor] });
  }
}

/** `input_shape=(x.shape[0], x.shape[2])`: the samples where the steps belong. */
function declaresSamples(expected: readonly Axis[], found: readonly Axis[]): boolean {
  return (
    expected.length === 3 &&
    isCount(expected[1], found) &&
    sameSize(expected[1]?.size ?? null, found[1]?.size ?? null) !== true
  );
}

/** Whether a size is the number of samples, by its name: two numbers may be equal by chance. */
function isCount(declared: Axis | undefined, [samples]: readonly Axis[]): boolean {
  const [size, count] = [declared?.size ?? null, samples?.size ?? null];
  return typeof size !== 'number' && typeof count !== 'number' && sameSize(size, count) === true;
}

/** Keras squeezes or expands a last axis that may be 1, and makes a column of a vector; null where it cannot. */
function adaptedAxes(expected: readonly Axis[], found: readonly Axis[]): readonly Axis[] | null {
  const last = (found.length > expected.length ? found : expected).at(-1);
  const mayBeOne = typeof last?.size === 'number' ? last.size === 1 : last?.role !== 'classes';
  if (!mayBeOne || Math.abs(found.length - expected.length) !== 1) return null;
  return found.length > expected.length ? found.slice(0, -1) : [...found, axis(1)];
}

function differ(size: Size, other: Axis | undefined): boolean {
  return sameSize(size, other?.size ?? null) === false;
}

function sizesAt(axes: readonly Axis[], first: number, second: number): string | null {
  const sizes: Size[] = [axes[first]?.size ?? null, axes[second]?.size ?? null];
  return sizes.every((size) => typeof size === 'number') ? sizes.join() : null;
}

function withoutBatch(axes: readonly Axis[]): Axis[] {
  return axes.map((item, index) => (index === 0 ? { ...item, size: null } : item));
}

/** A layer that carries its states from batch to batch. */
export function statefulLayer(model: Value): Layer | undefined {
  const layers = itemsOf(fieldOf(model, 'layers')) ?? layersBefore(modelOutput(model));
  return layers
    .map(layerOf)
    .find((layer) => layer && layer.kind.isRecurrent && truthOption(layer, 'stateful') === true);
}

/** A stateful model is given batches of the size that it was built for, every one of them whole. */
export function checkBatches(model: Value, data: Value, call: Call, batchSize: Value | undefined): void {
  const [input] = tensorsOf(modelInput(model)) ?? [];
  const [tensor] = tensorsOf(data) ?? [];
  const batch = input?.axes?.[0]?.size;
  if (typeof batch !== 'number') return;
  const stateful = statefulLayer(model);
  if (!stateful) return;
  const samples = tensor?.axes && !tensor.isAssumed ? (tensor.axes[0]?.size ?? null) : null;
  const given = batchSize ? sizeOf(batchSize) : call.isOpen ? null : 32;
  const facts = { layer: stateful.className, batch };
  const words = (found: number) =>
    `If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial state. \n- Expected batch size: ${batch}\n- Received batch size: ${found}`;
  // Fewer samples than one batch make a batch of their own.
  const first = typeof given === 'number' ? (typeof samples === 'number' ? Math.min(given, samples) : given) : null;
  // However many samples there are, no batch of them is larger than what is given.
  const isLess = tensor?.isAssumed === false && typeof given === 'number' && given < batch;
  const isCertain = first !== null && (batchSize !== undefined || typeof samples === 'number' || isLess);
  if (isCertain && first !== batch) {
    reportAt(call, { code: 'stateful-batch', raises: words(first), facts: { ...facts, found: first } });
    return;
  }
  if (given !== batch || typeof samples !== 'number') return;
  const share = call.keywords.get('validation_split')?.value;
  const part = partsOf(samples, share).find((count) => count % batch !== 0);
  if (part === undefined) return;
  const raises = `In a stateful network, you should only pass inputs with a number of samples that can be divided by the batch size. Found: ${part} samples`;
  reportAt(call, { code: 'stateful-batch', raises, facts: { ...facts, found: part } });
}

/** How many samples are trained on and validated with; none where the share of the latter is not known. */
function partsOf(samples: number, share: Value | undefined): number[] {
  if (!share) return [samples];
  const value = share.kind === 'float' ? share.value : sizeOf(share);
  if (typeof value !== 'number' || value < 0 || value >= 1) return [];
  const trained = Math.floor(samples * (1 - value));
  return [trained, samples - trained];
}
