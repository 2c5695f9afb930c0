import {
  itemsOf,
  listOf,
  none,
  objectOf,
  stringOf,
  stringValue,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Call, type LibraryFunction } from '../library.js';
import { batchAxes, shapeAxes } from './inputShapes.js';
import { fieldOf, layerOf, nextName, originOf, rememberOrigin, resultOf, shapeWords } from './layer.js';
import { reportAt } from './layerChecks.js';
import { checkDataShape } from './modelData.js';
import { layersBetween, modelOutput, outputFor, tensorsOf } from './modelParts.js';

/** https://keras.io/api/layers/core_layers/input/ */
export const inputTensor: LibraryFunction = (call) => {
  const { evaluation } = call;
  const bound = bind(call, ['shape', 'batch_size', 'name']);
  const whole = bound.get('batch_shape') ?? bound.get('batch_input_shape');
  const axes = whole
    ? batchAxes(whole.value, evaluation, whole)
    : shapeAxes(bound.value('shape', unknown), bound.value('batch_size', none), evaluation, bound.get('shape'));
  const tensor = resultOf(call, axes);
  rememberOrigin(tensor, { layer: none, inputs: [], name: stringOf(bound.get('name')?.value) });
  return tensor;
};

/** https://keras.io/api/models/model/, of known inputs and outputs */
export const functionalModel: LibraryFunction = (call) => {
  const bound = bind(call, ['inputs', 'outputs', 'name']);
  const inputs = bound.get('inputs')?.value ?? bound.get('input')?.value;
  const outputs = bound.get('outputs')?.value ?? bound.get('output')?.value;
  const name = bound.get('name')?.value;
  const output = outputs ?? unknown;
  checkIsTensor(call, outputs);
  checkConnected(call, inputs, output);
  const layers = layersBetween(output);
  return objectOf('keras.Model', {
    '#name': name?.kind === 'string' ? name : stringValue(nextName(call.evaluation, 'Functional')),
    '#declared': inputs ?? none,
    input: inputs ?? unknown,
    output,
    layers: layers ? listOf([unknown, ...layers]) : unknown,
  });
};

/** `Model(x, LSTM(20))`: a layer that is never called gives no tensor. */
function checkIsTensor(call: Call, outputs: Value | undefined): void {
  if (!outputs || call.evaluation.language === 'javascript') return;
  const layer = [outputs, ...(itemsOf(outputs) ?? [])].map(layerOf).find((one) => one !== undefined);
  if (!layer) return;
  reportAt(call, {
    code: 'invalid-argument',
    raises: `All \`outputs\` values must be KerasTensors. Received: outputs=<${layer.className} name=${layer.name}>`,
    facts: { layer: 'Model', parameter: 'outputs', found: `the layer ${layer.className}, which is not called` },
  });
}

/** What the outputs are computed from must all be among the inputs: the encoder's input too, in a decoder of its own. */
function checkConnected(call: Call, inputs: Value | undefined, output: Value): void {
  const given = tensorsOf(inputs);
  if (!given || call.evaluation.language === 'javascript' || !given.every((input) => input.library === 'keras')) return;
  const reached = new Set(tensorsOf(output));
  for (const tensor of reached) {
    const origin = given.includes(tensor) ? undefined : originOf(tensor);
    for (const before of [...(origin?.inputs ?? []), ...(origin?.also ?? [])]) reached.add(before);
  }
  // Of an input that is made twice at one place, nobody knows which of the two is meant.
  const isGiven = (tensor: TensorValue) =>
    given.some((input) => input === tensor || input.origin?.start === tensor.origin?.start);
  const missing = [...reached].find((tensor) => originOf(tensor)?.name !== undefined && !isGiven(tensor));
  if (!missing) return;
  const name = originOf(missing)?.name ?? 'keras_tensor';
  const facts = { layer: 'Model', parameter: 'inputs', found: null, cause: 'disconnected' };
  const raises = `Graph disconnected: cannot obtain value for tensor <KerasTensor shape=${shapeWords(missing.axes ?? [], call.evaluation)}, name=${name}>`;
  reportAt(call, { code: 'invalid-argument', raises, facts }, { tensors: [missing] });
}

/** A model that is called gives its output, with the batch and the steps of what it is given. */
export const callModel: LibraryFunction = (call) => {
  const model = call.receiver ?? unknown;
  const input = bind(call, ['inputs']).get('inputs')?.value ?? unknown;
  if (!checkDataShape(model, input, call)) return unknown;
  const value = outputFor(model, input, (axes) => resultOf(call, axes));
  for (const tensor of tensorsOf(value) ?? []) {
    rememberOrigin(tensor, { layer: model, inputs: tensorsOf(input) ?? [] });
  }
  return value;
};

/** Members that layers and models share. */
export const modelMembers: Readonly<Record<string, LibraryFunction>> = {
  'input_shape:get': (call) => shapeTuple(call, fieldOf(call.receiver, 'input')),
  'output_shape:get': (call) => shapeTuple(call, modelOutput(call.receiver ?? unknown)),
  'inputs:get': (call) => tensorList(fieldOf(call.receiver, 'input')),
  'outputs:get': (call) => tensorList(modelOutput(call.receiver ?? unknown)),
  get_layer: (call) => {
    const bound = bind(call, ['name', 'index']);
    const name = bound.get('name')?.value;
    const layers = fieldOf(call.receiver, 'layers');
    const items = layers?.kind === 'list' ? (layers.items ?? []) : [];
    const index = bound.get('index')?.value;
    if (index?.kind === 'size' && typeof index.size === 'number') return items.at(index.size) ?? unknown;
    if (name?.kind !== 'string') return unknown;
    return items.find((item) => layerOf(item)?.name === name.value) ?? unknown;
  },
};

function tensorList(value: Value | undefined): Value {
  const tensors = tensorsOf(value);
  return tensors ? listOf([...tensors]) : unknown;
}

/** Shapes as Keras gives them: the batch that is not fixed is None. */
function shapeTuple(call: Call, value: Value | undefined): Value {
  if (value?.kind !== 'tensor' || value.axes === null) return unknown;
  return call.evaluation.attribute(value, 'shape');
}
