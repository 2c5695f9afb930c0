import type { ElementType, Value } from '../../domain/values.js';
import { bind, type Call } from '../library.js';
import { isFloating, typeNamed, wide } from './elementTypes.js';
import {
  always,
  asOperator,
  chosen,
  common,
  inputOf,
  joined,
  kept,
  keptFloats,
  madeFloats,
  ofBoth,
  orTold,
  otherOf,
  summed,
  table,
  typeOf,
  typeOfData,
  type TypeRule,
  type Types,
} from './rules.js';

/**
 * The types of what NumPy and scikit-learn give, by their names. NumPy's floats are float64 unless told.
 * https://numpy.org/doc/stable/user/basics.types.html
 */

const floats = orTold(() => 'float64');
const drawn = always('float64');

/** Under `numpy.X` and `numpy.Tensor.X` alike. */
const operations = new Map<string, TypeRule>(
  table({
    'reshape transpose swapaxes moveaxis rollaxis squeeze ravel flatten copy repeat tile roll flip fliplr flipud': kept,
    'T:get expand_dims atleast_1d atleast_2d atleast_3d take split array_split vsplit hsplit pad abs absolute': kept,
    'max min amax amin clip round around sort diff rot90 lib.stride_tricks.sliding_window_view': keptFloats,
    'sin cos tan sinh cosh tanh exp expm1 log log2 log10 log1p sqrt mean std var': madeWide,
    'sum prod cumsum cumprod': summed,
    'argmax argmin argsort': always('int64'),
    'isnan isinf isfinite equal not_equal less less_equal greater greater_equal any all': always('bool'),
    add: asOperator('+'),
    subtract: asOperator('-'),
    multiply: asOperator('*'),
    'divide true_divide': asOperator('/'),
    'maximum minimum': (call) => common([inputOf(call, 'x1'), otherOf(call, 'x2')]),
    'dot matmul': ofBoth,
    astype: (call) => typeNamed(otherOf(call, 'dtype')),
    view: (call) => (call.args.length + call.keywords.size === 0 ? typeOf(call.receiver) : undefined),
  }),
);

const paths = new Map<string, TypeRule>([
  ...table({
    'array asarray asanyarray ascontiguousarray': withType(['object', 'dtype'], (call) =>
      typeOfData(call.args[0]?.value ?? call.keywords.get('object')?.value, 'float64'),
    ),
    'zeros ones empty': withType(['shape', 'dtype'], () => 'float64'),
    full: withType(['shape', 'fill_value', 'dtype'], (call) =>
      typeOfData(call.args[1]?.value ?? call.keywords.get('fill_value')?.value, 'float64'),
    ),
    'zeros_like ones_like empty_like full_like': withType(['a', 'dtype'], (call) => typeOf(inputOf(call, 'a'))),
    'linspace logspace geomspace eye identity': floats,
    arange: withType(['start', 'stop', 'step', 'dtype'], rangeType),
    'concatenate stack vstack hstack dstack column_stack row_stack': joined,
    where: chosen,
    'loadtxt genfromtxt': withType(['fname', 'dtype'], () => 'float64'),
    'random.rand random.randn random.random random.random_sample random.ranf random.sample random.standard_normal':
      drawn,
    'random.normal random.uniform random.beta random.gamma random.laplace random.lognormal': drawn,
    'random.exponential random.chisquare random.standard_t': drawn,
    'random.randint random.integers': always('int64'),
    'random.permutation': (call) => typeOf(call.args[0]?.value),
  }).flatMap(([name, rule]): [string, TypeRule][] => [
    [`numpy.${name}`, rule],
    ...['RandomState', 'Generator'].map((made): [string, TypeRule] => [
      `numpy.${name.replace(/^random\./, `random.${made}.`)}`,
      rule,
    ]),
  ]),
  ...['float64', 'float32', 'float16', 'int64', 'int32', 'int16', 'int8', 'uint8'].map((name): [string, TypeRule] => [
    `numpy.${name}`,
    () => name as ElementType,
  ]),
]);

/** The rule of a path of NumPy or scikit-learn; undefined where its result has no type. */
export function numpyRule(path: string): TypeRule | undefined {
  if (path.startsWith('sklearn.')) return sklearnRule(path);
  if (path.startsWith('pandas.')) return pandasRule(path);
  const own = paths.get(path);
  if (own) return own;
  const name = /^numpy\.(?:Tensor\.)?(.+)$/.exec(path)?.[1];
  return name === undefined ? undefined : operations.get(name);
}

/** Scalers keep floats as they are, and make floats of all else. */
function sklearnRule(path: string): TypeRule | undefined {
  if (path.endsWith('.train_test_split')) return splitTypes;
  return /Scaler\.(fit_transform|transform|inverse_transform)$/.test(path)
    ? (call) => {
        const type = typeOfData(call.args[0]?.value ?? call.keywords.get('X')?.value, 'float64');
        return type === undefined || isFloating(type) ? type : 'float64';
      }
    : undefined;
}

/**
 * Tables hold the array that NumPy makes of them. Whatever pandas reads from a text is as wide as can be; what is put
 * into a table afterwards may be anything.
 */
function pandasRule(path: string): TypeRule | undefined {
  if (/^pandas\.read_(csv|table|excel)$/.test(path)) {
    return (call) => (call.isOpen || otherReading.some((name) => call.keywords.has(name)) ? undefined : wide);
  }
  const member = path.slice(path.lastIndexOf('.') + 1);
  if (member === 'values:get') return 'as-made';
  if (member === 'astype') return (call) => typeNamed(call.args[0]?.value ?? call.keywords.get('dtype')?.value);
  if (member === 'to_numpy') return withType(['dtype'], (call) => tableType(call.receiver));
  return keepsTable.has(member) ? (call) => tableType(call.receiver) : undefined;
}

const otherReading = ['dtype', 'converters', 'dtype_backend', 'engine', 'chunksize', 'iterator'];
const keepsTable: ReadonlySet<string> = new Set(
  (
    '__getitem__ dropna drop_duplicates head tail sample query reset_index drop copy fillna interpolate ffill bfill ' +
    'sort_values sort_index rename set_axis'
  ).split(' '),
);

function tableType(value: Value | null | undefined): ElementType | undefined {
  if (value?.kind !== 'object') return undefined;
  const table = value.fields.get('frame') ?? value;
  return table.kind === 'object' ? typeOf(table.fields.get('__array__')) : undefined;
}

function splitTypes({ args }: Call, made: Value): Types {
  if (made.kind !== 'tuple' && made.kind !== 'list') return undefined;
  return (made.items ?? []).map((_, index) => typeOf(args[Math.floor(index / 2)]?.value));
}

/** A type may stand as `dtype` or in its place. */
function withType(parameters: readonly string[], rule: (call: Call) => ElementType | undefined): TypeRule {
  return (call) => {
    const given = bind(call, parameters).get('dtype')?.value;
    if (given && given.kind !== 'none') return typeNamed(given);
    return call.isOpen ? undefined : rule(call);
  };
}

function madeWide(call: Call, made: Value): Types {
  const rule = madeFloats(() => 'float64');
  return rule === 'as-made' ? undefined : rule(call, made);
}

function rangeType(call: Call): ElementType | undefined {
  const given = [...call.args, ...call.keywords.values()].map(({ value }) => value);
  if (given.every(({ kind }) => kind === 'size')) return 'int64';
  return given.every(({ kind }) => kind === 'size' || kind === 'float') ? 'float64' : undefined;
}
