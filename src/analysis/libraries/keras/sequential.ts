import { nothingOf } from '../../domain/nothing.js';
import { itemsOf, listOf, none, objectOf, unknown, type TensorValue, type Value } from '../../domain/values.js';
import type { Span } from '../../model.js';
import { bind, type Call, type Evaluation, type LibraryFunction } from '../library.js';
import { applyTo } from './applyLayer.js';
import { declaredInput, batchAxes } from './inputShapes.js';
import { errorCount, fieldOf, layerOf, libraryOf, nextName, option, originOf, resultOf, type Layer } from './layer.js';
import { reportAt } from './layerChecks.js';
import { checkDataShape } from './modelData.js';
import { setModelTensors, tensorsOf, withBatch } from './modelParts.js';

/**
 * https://keras.io/guides/sequential_model/: layers one after the other. They are run as soon as they are added, on the
 * declared input, or on nothing known where there is none; once more when the model meets its first data.
 */
export const sequentialEntries: Readonly<Record<string, LibraryFunction>> = {
  'keras.Sequential': (call) => {
    const bound = bind(call, ['layers', 'name']);
    const given = bound.value('layers', none);
    const name = bound.get('name')?.value;
    const model = objectOf('keras.Sequential', {
      layers: listOf([]),
      '#name': name?.kind === 'string' ? name : { kind: 'string', value: nextName(call.evaluation, 'Sequential') },
      '#declared': none,
    });
    const layers = itemsOf(given);
    if (given.kind !== 'none' && !layers) call.evaluation.setField(model, '#open', none);
    for (const layer of layers ?? []) addLayer(model, layer, call);
    return model;
  },
  'keras.Sequential.add': (call) => {
    const model = call.receiver ?? unknown;
    checkAdded(call);
    addLayer(model, bind(call, ['layer']).get('layer')?.value ?? unknown, call);
    return call.evaluation.language === 'javascript' ? unknown : nothingOf('add', true);
  },
  'keras.Sequential.pop': (call) => {
    const model = call.receiver ?? unknown;
    const layers = itemsOf(fieldOf(model, 'layers')) ?? [];
    call.evaluation.setField(model, 'layers', listOf([...layers.slice(0, -1)]));
    const last = layers.at(-2);
    call.evaluation.setField(model, 'output', (last && fieldOf(last, 'output')) ?? unknown);
    return none;
  },
  'keras.Sequential.build': (call) => {
    const shape = bind(call, ['input_shape']).get('input_shape')?.value;
    const axes = shape && batchAxes(shape, call.evaluation);
    const model = call.receiver ?? unknown;
    if (axes && fieldOf(model, '#declared')?.kind === 'none') runAll(model, resultOf(call, axes), call);
    return none;
  },
  'keras.Sequential.__call__': (call) => {
    const model = call.receiver ?? unknown;
    const input = bind(call, ['inputs']).get('inputs')?.value ?? unknown;
    if (!checkDataShape(model, input, call)) return unknown;
    buildOnData(model, input, call);
    return runLayers(model, input, call.evaluation, () => call);
  },
};

/** Builds a model whose input nobody declared from the data that it is first given. */
export function buildOnData(model: Value, data: Value, call: Call): void {
  const layers = itemsOf(fieldOf(model, 'layers'));
  const [tensor] = tensorsOf(data) ?? [];
  if (!layers || layers.length === 0 || fieldOf(model, '#declared')?.kind !== 'none') return;
  if (!tensor?.axes || tensor.isAssumed || fieldOf(model, '#failed')) return;
  // A symbol of its own: what Keras leaves open here is the size of the batches to come.
  runAll(model, withBatch({ ...tensor, library: libraryOf(call.evaluation) }, call.evaluation.symbol('batch')), call);
}

/** `model.add(LSTM(8), input_shape=(10, 3))`: that belongs to the layer; Keras 3 has `rebuild` as a second parameter. */
function checkAdded(call: Call): void {
  // `Sequential.add(model, layer)` of the class has two.
  if (!call.receiver || call.evaluation.language === 'javascript') return;
  const [, second] = call.args;
  const facts = { layer: 'add', parameter: '', found: '' };
  if (second && layerOf(second.value)) {
    const detail = { code: 'invalid-argument' as const, raises: null, facts: { ...facts, cause: 'extra' } };
    reportAt(call, detail, { severity: 'warning', span: second.span ?? call.span });
  }
  for (const [parameter, { span }] of call.keywords) {
    if (parameter === 'layer' || parameter === 'rebuild') continue;
    const raises = `Sequential.add() got an unexpected keyword argument '${parameter}'`;
    const detail = { code: 'invalid-argument' as const, raises, facts: { ...facts, parameter, cause: 'wrapped' } };
    reportAt(call, detail, { span: span ?? call.span });
  }
}

function addLayer(model: Value, layer: Value, call: Call): void {
  const { evaluation } = call;
  const layers = fieldOf(model, 'layers');
  if (layers?.kind !== 'list') return;
  const own = layerOf(layer);
  const isFirst = layers.items?.length === 0;
  const origin = layer.kind === 'tensor' ? originOf(layer) : undefined;
  if (own?.className === 'InputLayer' || (layer.kind === 'tensor' && isFirst && !layerOf(origin?.layer))) {
    const input = layer.kind === 'tensor' ? layer : applyTo(layer, unknown, siteOf(layer, call), evaluation);
    setModelTensors(model, input, input, evaluation);
    evaluation.setField(model, '#declared', input);
    return;
  }
  if (!checkIsLayer(layer, call)) return;
  evaluation.appendTo(layers, layer);
  if (fieldOf(model, '#failed')) return;
  const before =
    isFirst && fieldOf(model, 'input') === undefined ? firstInput(model, layer, call) : fieldOf(model, 'output');
  run(model, layer, before ?? unknown, call);
}

/** `model.add(LSTM(8)(x))`: a layer is added, and not what it gives. */
function checkIsLayer(layer: Value, call: Call): boolean {
  const isOutput = layer.kind === 'tensor' && layerOf(originOf(layer)?.layer) !== undefined;
  const found = isOutput
    ? 'the output of a layer'
    : layer.kind === 'list' || layer.kind === 'tuple'
      ? `a ${layer.kind}`
      : null;
  if (found === null || call.evaluation.language === 'javascript') return true;
  const facts = { layer: 'Sequential', parameter: 'layer', found };
  const raises = `Only instances of \`keras.Layer\` can be added to a Sequential model. Received: ${isOutput ? '<KerasTensor>' : found} (of type <class '${isOutput ? 'keras.KerasTensor' : layer.kind}'>)`;
  reportAt(call, { code: 'invalid-argument', raises, facts });
  return false;
}

/** What the first layer says of the model's input; a tensor of unknown rank where it says nothing. */
function firstInput(model: Value, layer: Value, call: Call): Value {
  const { evaluation } = call;
  const own = layerOf(layer);
  if (own?.className === 'Merge') return mergedInput(model, own, evaluation);
  const wrapped = own?.className === 'Bidirectional' ? layerOf(option(own, 'layer')) : undefined;
  const stated = own && declaredInput(own, evaluation);
  const declared = stated ?? (wrapped && declaredInput(wrapped, evaluation)) ?? null;
  const nested = own ? undefined : fieldOf(layer, 'input');
  const input =
    nested?.kind === 'tensor' ? nested : resultOf(call, declared?.axes ?? null, { dtype: declared?.dtype ?? null });
  evaluation.setField(model, 'input', input);
  if (own) checkFirst(own, siteOf(layer, call).span, call);
  if (declared || nested?.kind === 'tensor') evaluation.setField(model, '#declared', input);
  // Keras passes over what the layer inside says: it tells what is meant, and refuses no other sizes.
  if (declared && !stated) evaluation.setField(model, '#meant', none);
  return input;
}

/** In tf.js the first layer must say what it reads, a wrapper by itself; an embedding reads sequences of any length. */
function checkFirst({ className, given, record }: Layer, span: Span, call: Call): void {
  if (call.evaluation.language !== 'javascript' || className === 'Embedding') return;
  // What was applied to a tensor before has that as its input.
  if (record.calls.length > 0) return;
  const names = ['input_shape', 'batch_input_shape', 'input_dim'];
  if (names.some((name) => given.value(name, none).kind !== 'none')) return;
  const raises = 'The first layer in a Sequential model must get an `inputShape` or `batchInputShape` argument.';
  const facts = { layer: className, parameter: 'inputShape', found: 'left out' };
  reportAt(call, { code: 'invalid-argument', raises, facts }, { span });
}

/** Keras 1's `Merge([one, other])` takes what its models give; the whole takes what each of them takes. */
function mergedInput(model: Value, merge: Layer, evaluation: Evaluation): Value {
  const branches = itemsOf(option(merge, 'layers')) ?? [];
  const inputs = branches.flatMap((branch) => {
    const input = fieldOf(branch, 'input') ?? unknown;
    return itemsOf(input) ?? [input];
  });
  evaluation.setField(model, 'input', listOf(inputs));
  evaluation.setField(model, '#declared', listOf(inputs));
  return listOf(branches.map((branch) => fieldOf(branch, 'output') ?? unknown));
}

function run(model: Value, layer: Value, input: Value, call: Call): void {
  const { evaluation } = call;
  const before = errorCount(evaluation);
  const output = applyTo(layer, input, siteOf(layer, call), evaluation);
  setOutput(model, output, before, evaluation);
}

/** A model whose layers do not go together gives nothing: what is wrong after that is not asked. */
function setOutput(model: Value, output: Value, errorsBefore: number, evaluation: Evaluation): void {
  const hasFailed = errorCount(evaluation) > errorsBefore;
  if (hasFailed) evaluation.setField(model, '#failed', none);
  evaluation.setField(model, 'output', hasFailed ? unknown : output);
}

/** Runs all layers on an input that has become known. */
function runAll(model: Value, input: TensorValue, call: Call): void {
  const { evaluation } = call;
  evaluation.setField(model, 'input', input);
  evaluation.setField(model, '#declared', input);
  const before = errorCount(evaluation);
  const output = runLayers(model, input, evaluation, (layer) => siteOf(layer, call));
  setOutput(model, output, before, evaluation);
}

function runLayers(
  model: Value,
  input: Value,
  evaluation: Evaluation,
  siteFor: (layer: Value) => { span: Span; nameSpan: Span },
): Value {
  const layers = itemsOf(fieldOf(model, 'layers'));
  if (!layers || fieldOf(model, '#open') || fieldOf(model, '#failed')) return unknown;
  return layers.reduce<Value>((value, layer) => applyTo(layer, value, siteFor(layer), evaluation), input);
}

/** A layer of a Sequential stands where it is constructed. */
function siteOf(layer: Value, call: Call): { span: Span; nameSpan: Span } {
  const span = layer.kind === 'object' ? layer.layer?.span : undefined;
  return span ? { span, nameSpan: span } : { span: call.span, nameSpan: call.nameSpan };
}
