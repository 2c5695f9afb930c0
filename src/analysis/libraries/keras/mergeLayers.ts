import { multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  itemsOf,
  none,
  sizeOf,
  sizeValue,
  stringOf,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { concatAxes, normalIndex } from '../axes/arrange.js';
import { broadcastAll } from '../axes/broadcast.js';
import { bind, type Call, type LibraryFunction } from '../library.js';
import { operationOf, reportAxis } from '../shapeReports.js';
import { integersFrom } from '../tensorValues.js';
import { failed, mayHoldTensors, tensorsIn } from './applyLayer.js';
import { rememberOrder } from './directions.js';
import { checkCalled, checkSeveral, reportAt } from './layerChecks.js';
import {
  applied,
  libraryOf,
  option,
  rememberOrigin,
  resultOf,
  shapeOf,
  shapeWords,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
} from './layer.js';

/** https://keras.io/api/layers/merging_layers/ */
export const mergeKinds: Readonly<Record<string, LayerKind>> = {
  Concatenate: {
    parameters: ['axis'],
    options: { axis: sizeValue(-1) },
    check: (layer, call) => {
      const { kind } = option(layer, 'axis');
      const isOther = kind === 'list' || kind === 'tuple' || kind === 'tensor';
      if (isOther)
        refuse(call, 'Concatenate', 'axis', 'the inputs', "unsupported operand type(s) for %: 'list' and 'int'");
    },
    apply: ({ layer, call, input }: Use) => concatenated(call, input, option(layer, 'axis')),
  },
  Dot: {
    parameters: ['axes', 'normalize'],
    apply: ({ layer, call, input }) => dotted(call, input, option(layer, 'axes')),
  },
  // Keras 1's: of models, as the first layer of a Sequential. https://github.com/keras-team/keras/wiki/Keras-2.0-release-notes
  Merge: {
    parameters: ['layers', 'merge_mode', 'concat_axis', 'dot_axes'],
    apply: ({ layer, call, input }: Use) => merged(call, input, (name) => option(layer, name)),
  },
  ...Object.fromEntries(
    'Add Subtract Multiply Average Maximum Minimum'.split(' ').map((name) => [
      name,
      {
        parameters: [],
        check: (_: Layer, call: Call) => {
          const words = 'Merge.__init__() takes 1 positional argument but 2 were given';
          if (call.args.length === 1) refuse(call, name, 'inputs', 'given to the constructor', words);
        },
        apply: ({ call, input }: Use) => combined(call, input, name),
      },
    ]),
  ),
};

/** The same as functions, and Keras 1's `merge(…, mode='concat')`. */
export const mergeFunctions: Readonly<Record<string, LibraryFunction>> = {
  concatenate: asFunction(
    (call, inputs, bound) => concatenated(call, inputs, bound('axis', sizeValue(-1))),
    ['inputs', 'axis'],
  ),
  dot: asFunction((call, inputs, bound) => dotted(call, inputs, bound('axes', none)), ['inputs', 'axes']),
  merge: asFunction(
    (call, inputs, bound) =>
      merged(call, inputs, (name) => bound(name, name === 'merge_mode' ? bound('mode', none) : none)),
    ['inputs', 'mode', 'concat_axis', 'dot_axes'],
  ),
  ...Object.fromEntries(
    'add subtract multiply average maximum minimum'
      .split(' ')
      .map((name) => [name, asFunction((call, inputs) => combined(call, inputs, name), ['inputs'])]),
  ),
};

/** A layer that joins tensors is called with them once it is made: `Add()([a, b])`; the function takes them at once. */
function refuse(call: Call, layer: string, parameter: string, found: string, raises: string): void {
  if (call.evaluation.language !== 'python' || call.isOpen) return;
  reportAt(call, { code: 'invalid-argument', raises, facts: { layer, parameter, found } });
}

function merged(call: Call, inputs: Value, optionOf: (name: string) => Value): Applied {
  const mode = stringOf(optionOf('merge_mode'));
  const along = optionOf('concat_axis');
  if (mode === 'concat') return concatenated(call, inputs, along.kind === 'none' ? sizeValue(-1) : along);
  if (mode === 'dot') return dotted(call, inputs, optionOf('dot_axes'));
  return mode !== null && /^(sum|mul|ave|max)$/.test(mode) ? combined(call, inputs, 'Merge') : failed(call);
}

type Joining = (call: Call, inputs: Value, bound: (name: string, otherwise: Value) => Value) => Applied;

function asFunction(join: Joining, parameters: readonly string[]): LibraryFunction {
  return (call) => {
    const bound = bind(call, parameters);
    const inputs = bound.get('inputs')?.value ?? none;
    if (call.args.length + call.keywords.size === 0) {
      const name = operationOf(call);
      refuse(call, name, 'inputs', 'left out', `${name}() missing 1 required positional argument: 'inputs'`);
    }
    // Keras 1's takes models as well.
    else if (operationOf(call) !== 'merge' && !checkCalled(call, operationOf(call), inputs)) return failed(call).value;
    const { output, value } = join(call, inputs, (name, otherwise) => bound.value(name, otherwise));
    if (output) rememberOrigin(output, { layer: none, inputs: tensorsIn(inputs), isOpen: mayHoldTensors(inputs) });
    return value;
  };
}

/** The tensors of a list with known ranks; null where one is not known. */
function knownTensors(input: Value): readonly TensorValue[] | null {
  const items = itemsOf(input);
  const tensors = items?.filter((item) => item.kind === 'tensor');
  if (!items || !tensors || tensors.length === 0 || tensors.length < items.length) return null;
  return tensors.some(({ axes, isAssumed }) => axes === null || isAssumed) ? null : tensors;
}

/** The axes of each input in a list of which nobody knows how many there are. */
function axesOfEach(input: Value): readonly Axis[] | null {
  if (input.kind !== 'list' || input.items || input.element.kind !== 'tensor') return null;
  return input.element.isAssumed ? null : input.element.axes;
}

function withOpenAxis(axes: readonly Axis[], along: number): Axis[] | null {
  const place = normalIndex(along, axes.length);
  return place === null ? null : axes.map((item, index) => (index === place ? axis(null, item.role) : item));
}

function concatenated(call: Call, input: Value, along: Value): Applied {
  const tensors = knownTensors(input);
  const index = sizeOf(along);
  const each = axesOfEach(input);
  if (each) return applied(resultOf(call, typeof index === 'number' ? withOpenAxis(each, index) : null));
  const [first] = tensors ?? [];
  const alone = {
    python: 'A `Concatenate` layer should be called on a list of at least 1 input. Received: input_shape=…',
    javascript: 'A `Concatenate` layer should be called on a list of at least 2 inputs',
  };
  if (!checkSeveral(call, 'Concatenate', input, alone)) return failed(call);
  if (!tensors || !first?.axes || typeof index !== 'number') return failed(call);
  const lists = tensors.map(({ axes }) => axes ?? []);
  const normal = normalIndex(index, first.axes.length);
  if (normal === null) {
    // tf.js finds out when numbers go through.
    const isScript = call.evaluation.language === 'javascript';
    if (!isScript) reportAxis(call, 'keras', first, index, 'list assignment index out of range');
    return failed(call);
  }
  const other = lists.findIndex((axes) => axes.length !== first.axes?.length);
  const joined = other < 0 ? concatAxes(lists, normal) : null;
  if (joined && 'axes' in joined) {
    const result = resultOf(call, joined.axes && withFirstBatch(joined.axes, lists, normal));
    if (normal !== 1) rememberOrder(result, tensors, call);
    return applied(result);
  }
  const place = joined?.mismatch.index ?? other;
  const shapes = lists.map((axes) => shapeWords(axes, call.evaluation)).join(', ');
  reportAt(
    call,
    {
      code: 'concat-shape',
      raises:
        call.evaluation.language === 'javascript'
          ? `A \`Concatenate\` layer requires inputs with matching shapes except for the concat axis. Got input shapes: ${JSON.stringify(lists.map(shapeOf))}`
          : `A \`Concatenate\` layer requires inputs with matching shapes except for the concatenation axis. Received: input_shape=[${shapes}]`,
      facts: { operation: 'Concatenate', left: shapeOf(first.axes), right: shapeOf(lists[place] ?? []), axis: normal },
    },
    { tensors },
  );
  return failed(call);
}

/** Inputs of one model have one batch, whatever each calls it. */
function withFirstBatch(axes: readonly Axis[], lists: readonly (readonly Axis[])[], along: number): Axis[] {
  return axes.map((item, index) => (item.size === null && index !== along ? (lists[0]?.[index] ?? item) : item));
}

function combined(call: Call, input: Value, name: string): Applied {
  const tensors = knownTensors(input);
  const each = axesOfEach(input);
  if (each) return applied(resultOf(call, each));
  const alone = {
    python: 'A merge layer should be called on a list of inputs. Received: input_shape=… (not a list of shapes)',
    javascript: 'A merge layer should be called on an Array of at least 2 inputs. Got 1 input(s).',
  };
  if (!checkSeveral(call, name, input, alone) || !tensors) return failed(call);
  const lists = tensors.map(({ axes }) => axes ?? []);
  const rank = lists[0]?.length;
  // Keras broadcasts inputs of other ranks from the batch on, each version in its own way.
  if (lists.some((axes) => axes.length !== rank)) return failed(call);
  const together = broadcastAll(lists);
  if (together && !haveOneBatch(call, name, tensors)) return failed(call);
  if (together) {
    const result = resultOf(
      call,
      together.map((item, index) => bestAxis(item, lists, index)),
    );
    rememberOrder(result, tensors, call);
    return applied(result);
  }
  const [left = [], right = []] = firstClash(lists);
  reportAt(
    call,
    {
      code: 'broadcast-shape',
      raises:
        call.evaluation.language === 'javascript'
          ? `Operands could not be broadcast together with shapes ${JSON.stringify(shapeOf(left.slice(1)))} ${JSON.stringify(shapeOf(right.slice(1)))}`
          : `Inputs have incompatible shapes. Received shapes ${shapeWords(left.slice(1), call.evaluation)} and ${shapeWords(right.slice(1), call.evaluation)}`,
      facts: { operation: name, left: shapeOf(left), right: shapeOf(right) },
    },
    { tensors },
  );
  return failed(call);
}

/** What was joined along the batch, `K.concatenate([a, b], axis=0)`, has other samples than what it was made of. */
function haveOneBatch(call: Call, name: string, tensors: readonly TensorValue[]): boolean {
  const [first, ...rest] = tensors;
  const batch = first?.axes?.[0]?.size ?? null;
  const other = rest.find(({ axes }) => isMultiple(axes?.[0]?.size ?? null, batch));
  if (!first?.axes || !other?.axes) return true;
  const facts = { operation: name, left: shapeOf(first.axes), right: shapeOf(other.axes) };
  // A batch of a single sample is broadcast.
  reportAt(call, { code: 'broadcast-shape', raises: null, facts }, { severity: 'warning', tensors: [first, other] });
  return false;
}

/** Whether one of two batches, neither of a known size, is the other one a few times. */
function isMultiple(one: Size, other: Size): boolean {
  if (one === null || other === null || typeof one === 'number' || typeof other === 'number') return false;
  const times = [2, 3, 4];
  return times.some(
    (count) =>
      sameSize(one, multiplySizes(count, other)) === true || sameSize(other, multiplySizes(count, one)) === true,
  );
}

function bestAxis(item: Axis, lists: readonly (readonly Axis[])[], index: number): Axis {
  return item.size === null ? axis(item.size, lists[0]?.[index]?.role ?? null) : item;
}

function firstClash(lists: readonly (readonly Axis[])[]): (readonly Axis[])[] {
  const [first = []] = lists;
  const other = lists.find((axes) => broadcastAll([first, axes]) === null) ?? lists[1] ?? [];
  return [first, other];
}

/** https://keras.io/api/layers/merging_layers/dot/ */
function dotted(call: Call, input: Value, axes: Value): Applied {
  const tensors = knownTensors(input);
  const [left, right] = tensors?.map((tensor) => tensor.axes ?? []) ?? [];
  const numbers = integersFrom(axes);
  const alone = {
    python: 'A `Dot` layer should be called on a list of 2 inputs. Received: input_shape=…',
    javascript: 'A `Dot` layer should be called on a list of exactly 2 inputs.',
  };
  if (!checkSeveral(call, 'Dot', input, alone)) return failed(call);
  if (!tensors || !left || !right || !numbers) return failed(call);
  const [first, second = first] = numbers;
  const a = normalIndex(first ?? 0, left.length);
  const b = normalIndex(second ?? 0, right.length);
  if (a === null || b === null) {
    const [tensor, index] = a === null ? [tensors[0]!, first ?? 0] : [tensors[1]!, second ?? 0];
    const isScript = call.evaluation.language === 'javascript';
    const words = isScript ? null : 'tuple index out of range';
    // tf.js counts what is too far back from the end once more.
    if (!isScript || index >= 0) reportAxis(call, libraryOf(call.evaluation), tensor, index, words);
    return failed(call);
  }
  if (call.evaluation.language === 'javascript' && Math.max(left.length, right.length) > 3) {
    const tensor = left.length > 3 ? tensors[0]! : tensors[1]!;
    const facts = { layer: 'Dot', expected: 3, found: tensor.axes?.length ?? null, shape: shapeOf(tensor.axes ?? []) };
    const raises = 'Dot layer does not support tensors of 4D or higher rank yet.';
    reportAt(call, { code: 'layer-input-rank', raises, facts }, { tensors: [tensor] });
    return failed(call);
  }
  if (a === 0 || b === 0) return failed(call);
  const [one, other]: [Size, Size] = [left[a]?.size ?? null, right[b]?.size ?? null];
  if (sameSize(one, other) === false) {
    reportAt(
      call,
      {
        code: 'matmul-shape',
        raises: `Incompatible input shapes: axis values ${String(sizeText(one))} (at axis ${a}) != ${String(sizeText(other))} (at axis ${b}). Full input shapes: ${shapeWords(left, call.evaluation)}, ${shapeWords(right, call.evaluation)}`,
        facts: {
          operation: 'Dot',
          left: shapeOf(left),
          right: shapeOf(right),
          expected: sizeText(one),
          found: sizeText(other),
        },
      },
      { tensors },
    );
    return failed(call);
  }
  const rest = [...left.filter((_, index) => index !== a), ...right.filter((_, index) => index !== b && index !== 0)];
  return applied(resultOf(call, rest.length === 1 ? [...rest, axis(1)] : rest));
}
