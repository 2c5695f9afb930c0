import { itemsOf, listOf, none, objectOf, stringOf, stringValue, unknown, type Value } from '../../domain/values.js';
import { bind, type Call, type LibraryFunction } from '../library.js';
import { batchAxes, shapeAxes } from './inputShapes.js';
import { fieldOf, layerOf, nextName, rememberOrigin, resultOf } from './layer.js';
import { reportAt } from './layerChecks.js';
import { checkDataShape } from './modelData.js';
import { layersBetween, modelOutput, outputFor, tensorsOf } from './modelParts.js';

/** https://keras.io/api/layers/core_layers/input/ */
export const inputTensor: LibraryFunction = (call) => {
  const { evaluation } = call;
  const bound = bind(call, ['shape', 'batch_size', 'name']);
  const whole = bound.get('batch_shape') ?? bound.get('batch_input_shape');
  const axes = whole
    ? batchAxes(whole.value, evaluation)
    : shapeAxes(bound.value('shape', unknown), bound.value('batch_size', none), evaluation);
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
