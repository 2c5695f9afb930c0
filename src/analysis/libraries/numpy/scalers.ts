import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Bound, Call, Entry, LibraryFunction } from '../library.js';
import { reportError } from '../shapeReports.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { shapeOf, tensorFrom } from '../tensorValues.js';

/**
 * What scales a table of samples and features, and takes nothing but a table.
 * https://scikit-learn.org/stable/api/sklearn.preprocessing.html
 */
const scalers = [
  'StandardScaler',
  'MinMaxScaler',
  'RobustScaler',
  'MaxAbsScaler',
  'Normalizer',
  'PowerTransformer',
  'QuantileTransformer',
];

export const scalerEntries: readonly (readonly [string, Entry])[] = scalers.flatMap((name) => {
  const path = `sklearn.preprocessing.${name}`;
  return [
    [path, () => objectOf(path)] as const,
    ...entriesUnder(path, {
      ...alike(
        'fit partial_fit',
        scaling((call, bound) => {
          fitted(call, name, bound);
          return call.receiver ?? unknown;
        }),
      ),
      fit_transform: scaling((call, bound) => (fitted(call, name, bound) ? table(call, bound) : unknown)),
      transform: scaling((call, bound) =>
        isTable(call, name, bound) && hasFeatures(call, name, bound) ? table(call, bound) : unknown,
      ),
      inverse_transform: scaling((call, bound) => inverted(call, name, bound)),
    }),
  ];
});

function scaling(run: (call: Call, bound: Bound) => Value): LibraryFunction {
  return withParameters(['X'], run);
}

/** Remembers how many features the scaler has seen. */
function fitted(call: Call, name: string, bound: Bound): boolean {
  if (!isTable(call, name, bound)) return false;
  const { axes } = arrayOf(bound);
  if (call.receiver) call.evaluation.setField(call.receiver, '#features', sizeValue(axes?.[1]?.size ?? null));
  return true;
}

/** A table of samples and features, whatever is not known of it. */
function table(call: Call, bound: Bound): Value {
  return arrayOf(bound).axes ? sameArray(call, bound) : tensorOf('numpy', [null, null], floats(call));
}

function sameArray(call: Call, bound: Bound): Value {
  const { axes, isAssumed, origin } = arrayOf(bound);
  return tensorOf('numpy', axes, { ...floats(call), isAssumed, origin: origin ?? call.span });
}

/**
 * What a scaler of one feature gives back may have any number of columns. In older versions a StandardScaler looked at
 * nothing here.
 */
function inverted(call: Call, name: string, bound: Bound): Value {
  if (name === 'MinMaxScaler' && !isTable(call, name, bound)) return unknown;
  const isTableHere = arrayOf(bound).axes?.length === 2;
  if (isTableHere && featuresOf(call) !== 1 && !hasFeatures(call, name, bound, true)) return unknown;
  return sameArray(call, bound);
}

function isTable(call: Call, name: string, bound: Bound): boolean {
  const tensor = arrayOf(bound);
  const rank = tensor.axes?.length ?? 2;
  if (rank === 2 || rank === 0 || tensor.isAssumed) return true;
  const raises =
    rank === 1
      ? `Expected 2D array, got 1D array instead`
      : `Found array with dim ${rank}, while dim <= 2 is required by ${name}.`;
  const facts = { layer: name, expected: 2, found: rank, shape: shapeOf(tensor.axes ?? []) };
  reportError(call, { code: 'layer-input-rank', raises, facts }, [tensor]);
  return false;
}

function hasFeatures(call: Call, name: string, bound: Bound, isInverse = false): boolean {
  const tensor = arrayOf(bound);
  const [expected, found] = [featuresOf(call), tensor.axes?.[1]?.size ?? null];
  if (tensor.isAssumed || sameSize(expected, found) !== false) return true;
  const from = String(sizeText(found));
  const to = String(sizeText(expected));
  const raises = !isInverse
    ? `X has ${from} features, but ${name} is expecting ${to} features as input.`
    : found === 1
      ? `non-broadcastable output operand with shape (n,1) doesn't match the broadcast shape (n,${to})`
      : `operands could not be broadcast together with shapes (n,${from}) (${to},) (n,${from})`;
  const facts = { name, expected: shapeOf([axis(null), axis(expected)]), found: shapeOf(tensor.axes ?? []) };
  reportError(call, { code: 'data-shape', raises, facts }, [tensor]);
  return false;
}

function featuresOf(call: Call): Size {
  return call.receiver?.kind === 'object' ? sizeOf(call.receiver.fields.get('#features')) : null;
}

function arrayOf(bound: Bound): TensorValue {
  return tensorFrom(bound.get('X')?.value, 'numpy');
}

function floats(call: Call): { dtype: 'float'; origin: Call['span'] } {
  return { dtype: 'float', origin: call.span };
}
