import type { WeightRecord } from '../../domain/records.js';
import { addSizes, multiplySizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanValue,
  objectOf,
  sizeOf,
  sizeValue,
  stringOf,
  stringValue,
  tensorOf,
  tupleOf,
  unknown,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry, LibraryFunction } from '../library.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { derived, sizeOfItem, tensorFrom } from '../tensorValues.js';
import { checkRank } from './cellCalls.js';
import { countOf } from './cellKinds.js';

/**
 * Layers of cuDNN: time-major, several layers and directions in one.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/cudnn_rnn/CudnnLSTM
 */
const path = 'tensorflow.contrib.cudnn_rnn';

const gateCounts: Readonly<Record<string, number>> = { CudnnLSTM: 4, CudnnGRU: 3, CudnnRNNTanh: 1, CudnnRNNRelu: 1 };

export const cudnnEntries: readonly (readonly [string, Entry])[] = Object.keys(gateCounts).flatMap((kind) =>
  entriesUnder(path, { [kind]: newLayer(kind), [`${kind}.__call__`]: unroll }),
);

function newLayer(kind: string): LibraryFunction {
  return withParameters(['num_layers', 'num_units', 'input_mode', 'direction', 'dropout'], (call, bound) => {
    const [layers, units] = ['num_layers', 'num_units'].map((name) =>
      sizeOfItem(bound.get(name)?.value, call.evaluation),
    );
    const direction = stringOf(bound.value('direction', stringValue('unidirectional')));
    const directions = direction === null ? null : direction === 'bidirectional' ? 2 : 1;
    const record = call.evaluation.recordLayer({
      framework: 'tensorflow1',
      kind,
      isRecurrent: true,
      span: call.span,
      options: {
        units: sizeValue(units ?? null),
        inputSize: unknown,
        numLayers: sizeValue(layers ?? null),
        bidirectional: booleanValue(directions === null ? null : directions === 2),
      },
      weights: [],
      parameters: null,
    });
    return objectOf(
      `${path}.${kind}`,
      { units: sizeValue(units ?? null), layers: sizeValue(layers ?? null), directions: sizeValue(directions) },
      record,
    );
  });
}

function unroll(call: Call): Value {
  const layer = call.receiver;
  if (layer?.kind !== 'object') return unknown;
  const input = tensorFrom(call.args[0]?.value, 'tensorflow');
  const { layer: record, fields } = layer;
  const [units, layers, directions] = ['units', 'layers', 'directions'].map((name) => sizeOf(fields.get(name)));
  const kind = record?.kind ?? '';
  checkRank(call, layer, kind, input, 3);
  const axes = input.axes?.length === 3 ? input.axes : [axis(null), axis(null), axis(null)];
  const [time, batch, features] = axes;
  const width = axis(multiplySizes(units ?? null, directions ?? null), 'units');
  const output = derived(
    call,
    'tensorflow',
    [axis(time?.size ?? null, 'time'), axis(batch?.size ?? null, 'batch'), width],
    [input],
    { dtype: 'float' },
  );
  const state = tensorOf('tensorflow', [
    axis(multiplySizes(layers ?? null, directions ?? null), 'layers'),
    axis(batch?.size ?? null, 'batch'),
    axis(units ?? null, 'units'),
  ]);
  const states = kind === 'CudnnLSTM' ? [state, state] : [state];
  if (record) {
    if (record.calls.length === 0) {
      record.options['inputSize'] = sizeValue(features?.size ?? null);
      record.weights = weightsOf(kind, { units, layers, directions, features: features?.size });
      record.parameters = record.weights.length > 0 ? countOf(record.weights) : null;
    }
    record.calls.push({ span: call.span, input, output, state: states });
  }
  // Before TensorFlow 1.5 the weights were given too, and the states came one by one.
  const isOld = kind === 'CudnnLSTM' && call.args.length > 3;
  return tupleOf(isOld ? [output, ...states] : [output, tupleOf(states)]);
}

/** Per layer and direction a kernel for the input, one for the state, and a bias for each. */
function weightsOf(
  kind: string,
  sizes: Readonly<Record<'units' | 'layers' | 'directions' | 'features', Size | undefined>>,
): WeightRecord[] {
  const { units = null, layers, directions, features = null } = sizes;
  const width = multiplySizes(gateCounts[kind] ?? null, units);
  if (typeof layers !== 'number' || typeof directions !== 'number' || layers > 64) return [];
  return Array.from({ length: layers }, (_, layer) => {
    const rows = layer === 0 ? features : multiplySizes(directions, units);
    return Array.from({ length: directions }, (__, direction) => {
      const name = `cell_${layer * directions + direction}`;
      return [
        { name: `${name}/kernel`, shape: [addSizes(rows, units), width] },
        { name: `${name}/bias`, shape: [multiplySizes(2, width)] },
      ];
    }).flat();
  }).flat();
}
