import { addSizes, sameSize, type Size } from '../../domain/sizes.js';
import {
  axis,
  none,
  stringOf,
  stringValue,
  tupleOf,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { rememberStatesByDirection } from '../directions.js';
import type { Call } from '../library.js';
import { applyTo, failed, setLayerWeights, useLayer } from './applyLayer.js';
import { givenStates } from './initialState.js';
import { refuseKeywords } from './constructorChecks.js';
import { reportAt } from './layerChecks.js';
import {
  applied,
  argumentOf,
  lastSize,
  layerOf,
  option,
  resultOf,
  shapeOf,
  shapeWords,
  sizeOption,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';
import { statesOf } from './recurrent.js';

export const wrapperKinds: Readonly<Record<string, LayerKind>> = {
  // https://keras.io/api/layers/recurrent_layers/bidirectional/
  Bidirectional: {
    parameters: ['layer', 'merge_mode', 'weights', 'backward_layer'],
    options: { merge_mode: stringValue('concat') },
    isRecurrent: true,
    check: (layer, call) => {
      checkWrapped(layer, call);
      checkMergeMode(layer, call);
      checkInnerOptions(layer, call);
      checkInner(layer, call);
      const inner = layerOf(option(layer, 'layer'));
      if (!inner) return;
      layer.object.fields.set('#inner', inner.object);
      for (const [name, value] of Object.entries(inner.record.options)) layer.record.options[name] ??= value;
    },
    weights: directionWeights,
    apply: applyBidirectional,
  },
  // https://keras.io/api/layers/recurrent_layers/time_distributed/
  TimeDistributed: {
    parameters: ['layer'],
    check: (layer, call) => {
      checkWrapped(layer, call);
      checkInnerOptions(layer, call);
      layerOf(option(layer, 'layer'))?.object.fields.set('#wrapped', layer.object);
    },
    weights: innerWeights,
    apply: applyTimeDistributed,
  },
  // https://keras.io/api/layers/normalization_layers/spectral_normalization/
  SpectralNormalization: { parameters: ['layer', 'power_iterations'], weights: innerWeights, apply: applyInner },
};

/** Those of the layer inside, as far as they are known. */
function innerWeights(layer: Layer): readonly Weight[] | null {
  const inner = layerOf(option(layer, 'layer'));
  return inner && (inner.record.weights.length > 0 || inner.record.parameters !== null) ? inner.record.weights : null;
}

/** Its numbers that are not trained stay out of the count. */
function copyWeights(layer: Layer, inner: Layer, axes: readonly Axis[] | null): void {
  setLayerWeights(layer, axes, inner.record.weights);
  layer.record.parameters = inner.record.parameters;
}

function applyInner({ layer, call, input, tensor }: Use): Applied | Value {
  const inner = option(layer, 'layer');
  const result = applyTo(inner, input, call, call.evaluation);
  const own = layerOf(inner);
  if (own) copyWeights(layer, own, tensor.axes);
  return result.kind === 'tensor' ? applied(result) : result;
}

/** `TimeDistributed()`, `Bidirectional(LSTM(8)(x))`: what is wrapped is a layer, and not what it gives. */
function checkWrapped(layer: Layer, call: Call): void {
  const value = layer.given.value('layer', none);
  const isLeftOut = value.kind === 'none' && call.args.length === 0 && !call.keywords.has('layer');
  if (call.evaluation.language === 'javascript' || (value.kind !== 'tensor' && !isLeftOut)) return;
  const raises = isLeftOut
    ? `${layer.className}.__init__() missing 1 required positional argument: 'layer'`
    : `Please initialize \`${layer.className}\` layer with a \`keras.layers.Layer\` instance. Received: <KerasTensor>`;
  const facts = { layer: layer.className, parameter: 'layer', found: isLeftOut ? 'left out' : 'a tensor' };
  reportAt(call, { code: 'invalid-argument', raises, facts });
}

/** `Bidirectional(Dense(8))`, `Bidirectional(GRUCell(8))`: only a recurrent layer can be run the other way round. */
function checkInner(layer: Layer, call: Call): void {
  const value = option(layer, 'layer');
  const inner = layerOf(value);
  const isCell = value.kind === 'object' && /^keras\.layers\.\w+Cell$/.test(value.type);
  if (call.evaluation.language === 'javascript') {
    if (inner?.className === 'RNN') refuseOwnCell(call);
    return;
  }
  if (inner ? inner.kind.isRecurrent && !isCell : !isCell) return;
  const name = inner?.className ?? (value.kind === 'object' ? value.type.slice('keras.layers.'.length) : '');
  const raises = `<class '${name}'> could not be deserialized properly.`;
  const what = isCell ? 'which is a single step and no layer' : 'which is not recurrent';
  const facts = { layer: layer.className, parameter: 'layer', found: `a ${name}, ${what}` };
  reportAt(call, { code: 'invalid-argument', raises, facts });
}

/** tf.js makes its two directions of the layer's config, and cannot read back that of a layer of cells. */
function refuseOwnCell(call: Call): void {
  const facts = { layer: 'bidirectional', parameter: 'layer', found: 'an `rnn` of cells' };
  reportAt(call, { code: 'invalid-argument', raises: null, facts });
}

/** `Bidirectional(LSTM(8), return_sequences=True)`: that belongs to the layer inside. */
function checkInnerOptions(layer: Layer, call: Call): void {
  const names = /^(units|return_sequences|return_state|stateful|go_backwards|unroll|(recurrent_)?dropout)$/;
  refuseKeywords(layer, call, names, 'wrapped');
}

function checkMergeMode(layer: Layer, call: Call): void {
  const found = stringOf(option(layer, 'merge_mode'));
  if (found === null || /^(sum|mul|ave|concat)$/.test(found)) return;
  const raises =
    call.evaluation.language === 'javascript'
      ? `${found} is not a valid BidirectionalMergeMode.  Valid values are sum,mul,concat,ave or null/undefined.`
      : `Invalid merge mode. Received: ${found}. Merge mode should be one of {"sum", "mul", "ave", "concat", None}`;
  reportAt(call, {
    code: 'invalid-argument',
    raises,
    facts: { layer: layer.className, parameter: 'merge_mode', found },
  });
}

function applyBidirectional(use: Use): Applied | Value {
  const { layer, call, tensor } = use;
  const inner = layerOf(option(layer, 'layer'));
  if (!inner?.kind.isRecurrent) return unknown;
  const cell = inner.className.replace('CuDNN', '');
  if (cell === 'SimpleRNN' || cell === 'LSTM' || cell === 'GRU') {
    const states = statesOf(cell, sizeOption(inner, 'units'));
    givenStates(use, [...states, ...states]);
  }
  const keywords = new Map([...call.keywords].filter(([name]) => name !== 'initial_state'));
  const apply = (one: Layer) => useLayer(one, { ...call, keywords, args: [argumentOf(tensor)], receiver: one.object });
  const forward = apply(inner);
  if (!forward.output?.axes) return failed(call);
  const own = layerOf(option(layer, 'backward_layer'));
  const backward = own ? apply(own) : forward;
  const known = inner.record.calls.at(-1)?.input ?? null;
  copyInputSize(layer, inner);
  setLayerWeights(layer, known?.axes ?? null, directionWeights(layer));
  const mode = option(layer, 'merge_mode');
  const state = [...forward.state, ...backward.state];
  const isApart = mode.kind === 'none';
  const result = resultOf(
    call,
    isApart ? null : mergedAxes(forward.output.axes, lastSize(backward.output?.axes ?? null), stringOf(mode)),
  );
  const outputs: Value[] = isApart ? [forward.output, backward.output ?? unknown] : [result];
  const items = [...outputs, ...(forward.value.kind === 'tensor' ? [] : state)];
  const value = items.length === 1 ? items[0]! : tupleOf(items);
  if (items.length === 5) rememberStatesByDirection(value);
  return { value: forward.value.kind === 'unknown' ? unknown : value, output: isApart ? null : result, state };
}

/** `concat` puts the two directions side by side, the other modes keep the size; an unknown mode keeps the rank. */
function mergedAxes(axes: readonly Axis[], backward: Size, mode: string | null): Axis[] {
  const last = axes.at(-1)!;
  // Of two layers of different sizes, Keras itself says one shape and makes another.
  const same = sameSize(last.size, backward) === true ? last.size : null;
  const size = mode === 'concat' ? addSizes(same, same) : mode === null ? null : same;
  return [...axes.slice(0, -1), { ...last, size }];
}

function directionWeights(layer: Layer): Weight[] | null {
  const inner = layerOf(option(layer, 'layer'));
  const backward = layerOf(option(layer, 'backward_layer')) ?? inner;
  if (inner?.record.weights.length === 0 && inner.record.parameters === null) return null;
  const named = (prefix: string, one: Layer | undefined) =>
    (one?.record.weights ?? []).map(({ name, shape }) => ({ name: `${prefix}_${name}`, shape }));
  return [...named('forward', inner), ...named('backward', backward)];
}

function copyInputSize(layer: Layer, inner: Layer): void {
  const size = inner.record.options['inputSize'];
  if (size) layer.record.options['inputSize'] = size;
}

function applyTimeDistributed(use: Use): Applied | Value {
  const { layer, call, tensor } = use;
  const inner = option(layer, 'layer');
  const { axes } = tensor;
  if (axes && axes.length < 3 && !tensor.isAssumed) {
    reportAt(
      call,
      {
        code: 'layer-input-rank',
        raises:
          call.evaluation.language === 'javascript'
            ? `TimeDistributed layer expects an input shape >= 3D, but received input shape [${shapeWords(axes, call.evaluation)}]`
            : `\`TimeDistributed\` Layer should be passed an \`input_shape\` with at least 3 dimensions, received: ${shapeWords(axes, call.evaluation)}`,
        facts: { layer: 'TimeDistributed', expected: 3, found: axes.length, shape: shapeOf(axes) },
      },
      { tensors: [tensor] },
    );
    return failed(call);
  }
  const [batch, time, ...rest] = axes ?? [];
  // tf.js asks the layer inside for nothing, and its convolutions take a single picture for a batch of one.
  const isPicture = layerOf(inner)?.kind.rank && call.evaluation.language === 'javascript' && axes?.length === 4;
  if (isPicture && /2D/.test(layerOf(inner)!.className)) return failed(call);
  const step: TensorValue = { ...tensor, axes: batch ? [batch, ...withRoles(rest)] : null };
  const result = applyTo(inner, step, call, call.evaluation);
  const own = layerOf(inner);
  if (own) copyWeights(layer, own, axes);
  if (result.kind !== 'tensor') return result.kind === 'none' ? none : unknown;
  const [, ...features] = result.axes ?? [];
  const front = batch && time ? [batch, time] : axes ? null : openFront(call);
  return resultOf(call, result.axes && front ? [...front, ...features] : null, {
    isAssumed: tensor.isAssumed || result.isAssumed,
    ...(result.last && { last: result.last }),
  });
}

/** Of an input of which nothing is known, as much as the wrapper itself asks for. */
function openFront({ evaluation }: Call): Axis[] {
  return [axis(evaluation.symbol('batch'), 'batch'), axis(evaluation.symbol('steps'), 'time')];
}

/** One step of (steps, features) is a sequence again where the step itself has steps. */
function withRoles(axes: readonly Axis[]): Axis[] {
  return axes.length === 2 ? [{ ...axes[0]!, role: axes[0]!.role ?? 'time' }, axes[1]!] : [...axes];
}
