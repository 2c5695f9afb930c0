import type { CallRecord, LayerRecord, WeightRecord } from '../../domain/records.js';
import {
  itemsOf,
  none,
  objectOf,
  unknown,
  type Axis,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Span } from '../../model.js';
import { bind, type Call, type Evaluation, type LibraryFunction } from '../library.js';
import { tensorFrom } from '../tensorValues.js';
import { inputOptions } from './inputShapes.js';
import {
  argumentOf,
  applied,
  fieldOf,
  lastSize,
  layerOf,
  libraryOf,
  nextName,
  parametersOf,
  rememberLayer,
  rememberOrigin,
  resultOf,
  sizeOrUnknown,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';
import { camelCase } from '../camelCase.js';
import { checkCallArguments, checkNoTensors, checkPadding, checkPositional, checkUnits } from './constructorChecks.js';
import { checkCalled, checkDeclared, checkOpen, checkRank, checkSameFeatures, checkSingle } from './layerChecks.js';
import { checkOrder } from './directions.js';
import { withChannelsOrder } from './channelsOrder.js';
import { withCallKeywords, withKnownKeywords } from './keywords.js';
import { modernCall } from './spellings.js';

/** The constructor's entry of a layer class. */
export function constructorOf(className: string, kind: LayerKind): LibraryFunction {
  const path = `keras.layers.${className}`;
  return (given) => {
    const modern = withChannelsOrder(modernCall(given, className), kind.parameters);
    const call = withKnownKeywords(modern, className, kind);
    const { evaluation } = call;
    const bound = bind(call, kind.parameters);
    const name = bound.get('name')?.value;
    const options: Record<string, Value> = {};
    const fields: Record<string, Value> = {};
    for (const [key, otherwise] of Object.entries(kind.options ?? {})) {
      options[camelCase(key)] = fields[key] = bound.value(key, otherwise);
    }
    for (const key of kind.parameters) {
      if (!inputOptions.has(key)) fields[key] ??= bound.value(key, none);
    }
    const record = evaluation.recordLayer({
      framework: evaluation.language === 'javascript' ? 'tfjs' : 'keras',
      kind: className,
      isRecurrent: kind.isRecurrent ?? false,
      span: call.span,
      options,
      weights: [],
      parameters: null,
    });
    const object = objectOf(path, fields, record);
    const layer: Layer = {
      className,
      kind,
      object,
      record,
      given: bound,
      name: name?.kind === 'string' ? name.value : nextName(evaluation, className),
    };
    if (name?.kind === 'string') record.name ??= name.value;
    rememberLayer(layer);
    setLayerWeights(layer, null);
    checkPositional(layer, call);
    checkNoTensors(layer, call);
    checkCallArguments(layer, call);
    checkUnits(layer, call);
    checkPadding(layer, call);
    kind.check?.(layer, call);
    return object;
  };
}

/** A call of a layer: `layer(x)`. */
export const callLayer: LibraryFunction = (call) => {
  const layer = layerOf(call.receiver ?? undefined);
  return layer ? useLayer(layer, withCallKeywords(call, layer)).value : unknown;
};

/** What a layer gives for the arguments of a call; writes down its shapes and reports what does not fit. */
export function useLayer(layer: Layer, call: Call): Applied {
  const [first, ...rest] = call.args;
  const keyword = call.keywords.get('inputs') ?? call.keywords.get('sequences');
  const input = first?.value ?? keyword?.value ?? unknown;
  const { kind } = layer;
  const original = inputTensor(input, call.evaluation);
  const tensor = withRank(original, kind, call.evaluation);
  const use: Use = { layer, call: first ? { ...call, args: rest } : call, input, tensor };
  checkDeclared(use);
  const fits = checkCalled(call, layer.className, input) && checkSingle(use) && checkRank(use);
  if (!fits || !checkSameFeatures(use) || !checkOpen(use)) {
    layer.record.calls.push({ span: call.span, input: tensor, output: null, state: [] });
    return failed(call);
  }
  build(layer, tensor, call.evaluation);
  const result = kind.apply ? asApplied(kind.apply(use)) : applied(outputOf(use));
  const known = tensor.axes === null ? null : tensor;
  const written: CallRecord = { span: call.span, input: known, output: result.output, state: result.state };
  const given = tensorsIn(input);
  const others = [...rest, ...call.keywords.values()].map(({ value }) => value);
  const also = others.flatMap(tensorsWithin);
  const isPart = call.isOpen || [input, ...others].some(mayHoldTensors);
  const isOpen = original.axes === null || given.some((one) => provisional.has(one));
  if (isOpen) provisional.add(written);
  for (const one of [result.output, ...result.state]) {
    if (one) rememberOrigin(one, { layer: layer.object, inputs: given, also, isOpen: isPart });
    if (one && isOpen) provisional.add(one);
  }
  writeCall(layer.record, written);
  setTensors(layer.object, tensor, result.output, isOpen, call.evaluation);
  checkOrder(layer, given, call);
  return result;
}

/** Calls a layer, a model or an instance of a class of the source with one tensor, as a Sequential does. */
export function applyTo(
  layer: Value,
  input: Value,
  site: { span: Span; nameSpan: Span },
  evaluation: Evaluation,
): Value {
  const own = layerOf(layer);
  if (!own) return evaluation.call(layer, [input], { span: site.span, nameSpan: site.nameSpan });
  const call: Call = {
    path: `${own.object.type}.__call__`,
    args: [argumentOf(input)],
    keywords: new Map(),
    isOpen: false,
    receiver: own.object,
    span: site.span,
    nameSpan: site.nameSpan,
    evaluation,
  };
  return useLayer(own, call).value;
}

/** Gives a layer its weights, once its input is known. */
export function build(layer: Layer, tensor: TensorValue, evaluation: Evaluation): void {
  const { axes } = tensor;
  const before = fieldOf(layer.object, '#built');
  if (axes === null || (before?.kind === 'tensor' && lastSize(before.axes) !== null)) return;
  evaluation.setField(layer.object, '#built', tensor);
  setLayerWeights(layer, axes);
}

export function tensorsIn(input: Value): TensorValue[] {
  if (input.kind === 'tensor') return [input];
  return (itemsOf(input) ?? []).filter((item) => item.kind === 'tensor');
}

/** Those of nested lists as well: the states of stacked cells. */
function tensorsWithin(value: Value): TensorValue[] {
  return value.kind === 'tensor' ? [value] : (itemsOf(value) ?? []).flatMap(tensorsWithin);
}

/** Whether tensors may be in a value beside those that are known to be. */
export function mayHoldTensors(value: Value): boolean {
  const items = itemsOf(value);
  return items ? items.some(mayHoldTensors) : !/^(tensor|size|float|string|boolean|none|ellipsis)$/.test(value.kind);
}

/** What a call gives that the framework refuses. */
export function failed(call: Call): Applied {
  return applied(resultOf(call, null));
}

function inputTensor(input: Value, evaluation: Evaluation): TensorValue {
  const library = libraryOf(evaluation);
  const items = itemsOf(input);
  if (items?.some(({ kind }) => kind === 'tensor')) return tensorFrom(items[0], library);
  // A list of inputs of which nobody knows how many there are.
  if (input.kind === 'list' && !items && input.element.kind === 'tensor') return input.element;
  return tensorFrom(input, library);
}

/** A layer that asks for one rank tells the rank of what nobody knows, as nothing else gets past it. */
function withRank(tensor: TensorValue, { rank }: LayerKind, evaluation: Evaluation): TensorValue {
  if (!rank || !('exact' in rank)) return tensor;
  const isOpen = tensor.axes === null || (tensor.isAssumed && tensor.axes.length !== rank.exact);
  if (!isOpen) return tensor.isAssumed ? { ...tensor, isAssumed: false } : tensor;
  const features = (tensor.axes ? tensor.axes.at(-1) : tensor.last) ?? { size: null, role: null };
  const axes: Axis[] = Array.from({ length: rank.exact }, () => ({ size: null, role: null }));
  axes[0] = { size: evaluation.symbol('batch'), role: 'batch' };
  if (rank.exact > 1) axes[rank.exact - 1] = { size: features.size, role: 'features' };
  if (rank.exact === 3) {
    axes[1] = { size: evaluation.symbol('steps'), role: 'time' };
    if (features.size === null) axes[2] = { size: evaluation.symbol('features'), role: 'features' };
  }
  return { ...tensor, axes, isAssumed: false };
}

function outputOf(use: Use): TensorValue {
  const { layer, tensor, call } = use;
  const axes = tensor.axes && layer.kind.output ? layer.kind.output(tensor.axes, use) : null;
  const last = tensor.axes ? undefined : layer.kind.last?.(use);
  return resultOf(call, axes, { isAssumed: tensor.isAssumed, ...(last && { last }) });
}

function asApplied(result: Applied | Value): Applied {
  if (!('kind' in result)) return result;
  return { value: result, output: result.kind === 'tensor' ? result : null, state: [] };
}

/** Writes down the weights of a layer for an input; `weights` where the table alone cannot tell them. */
export function setLayerWeights(
  layer: Layer,
  axes: readonly Axis[] | null,
  weights: readonly Weight[] | null = layer.kind.weights ? layer.kind.weights(layer, axes) : [],
): void {
  const { record, kind } = layer;
  record.weights = weights?.map(({ name, shape }): WeightRecord => ({ name, shape })) ?? [];
  record.parameters = weights && parametersOf(weights);
  if (axes && kind.isRecurrent) record.options['inputSize'] = sizeOrUnknown(lastSize(axes));
}

/**
 * What came of inputs of which nothing is known. A Sequential of unknown input is run once to see what is certain all the
 * same; when it meets its data, the real call takes the place of that one.
 */
const provisional = new WeakSet<CallRecord | TensorValue>();

function writeCall(record: LayerRecord, call: CallRecord): void {
  const index = record.calls.findIndex((before) => before.span === call.span && provisional.has(before));
  if (index >= 0) record.calls[index] = call;
  else record.calls.push(call);
}

function setTensors(
  object: ObjectValue,
  input: TensorValue,
  output: TensorValue | null,
  isOpen: boolean,
  evaluation: Evaluation,
): void {
  const before = fieldOf(object, 'output');
  if (before?.kind === 'tensor' && (isOpen || !provisional.has(before))) return;
  evaluation.setField(object, 'input', input);
  if (output) evaluation.setField(object, 'output', output);
}
