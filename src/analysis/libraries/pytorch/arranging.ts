import { multiplySizes, sizeText, type Size } from '../../domain/sizes.js';
import { axis, sizeOf, sizeValue, unknown, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import { expandAxes, moveAxis, normalIndex, repeatAxes, squeezeAxes, swapAxes, withSize } from '../axes/arrange.js';
import type { Argument, Call, Entry } from '../library.js';
import { reportOrder } from '../arrangementReports.js';
import { axisReadOf } from '../axisReads.js';
import { indexOf, permuteTensor, reshapeTensor, unsqueezeTensor } from '../tensorOperations.js';
import { integersFrom, shapeOf, sizesFromValue } from '../tensorValues.js';
import { checkEntries } from './entries.js';
import { flattened, unflattened } from './flatten.js';
import { namesOf, withNamedRoles } from './majorAxes.js';
import { arrangingEntriesOf, methodEntries, operation, propertyEntries, type Operation } from './operation.js';
import { keepProbabilities } from '../probabilities.js';
import { listText, reportRule } from './reports.js';
import { checkReshape } from './rules.js';
import { isTensor, result, sizesGiven, torchTensor } from './tensors.js';

/** Operations that put the numbers of a tensor in another shape. https://pytorch.org/docs/stable/tensor_view.html */
const transposed = operation(['dim0', 'dim1'], (operated) => {
  const { call, x, bound } = operated;
  checkBoth(operated);
  const indices = ['dim0', 'dim1'].map((name) => indexOf(call, 'torch', x, bound.get(name)?.value));
  const [first, second] = indices;
  if (!x.axes) return result(call, null, [x]);
  if (first === null || second === null || first === undefined || second === undefined) {
    const areBeyond = ['dim0', 'dim1'].some((name) => typeof sizeOf(bound.get(name)?.value) !== 'number');
    return result(call, areBeyond ? x.axes.map(() => axis(null)) : null, [x]);
  }
  return result(call, swapAxes(x.axes, first, second), [x]);
});

/** `x.transpose(1)`: both axes must be named. */
function checkBoth({ call, x, bound }: Operation): void {
  const isSingle = bound.get('dim0')?.value.kind === 'size' && !bound.get('dim1');
  if (!isSingle || call.isOpen || x.isAssumed || !x.axes) return;
  const raises = 'transpose() received an invalid combination of arguments - got (int)';
  const facts = { layer: 'transpose', parameter: 'dim1', found: 'left out', cause: 'missing' };
  reportRule(call, { code: 'invalid-argument', raises, facts });
}

const viewed = operation(['shape'], (given) => keepProbabilities(given.x, reshaped(given, given.from(1))));

const squeezed = operation(['dim'], (given) => keepProbabilities(given.x, squeezedTensor(given)));

function squeezedTensor({ call, x, value }: Operation): TensorValue {
  const along = value('dim');
  if (!x.axes) return result(call, null, [x]);
  if (along.kind === 'none') {
    const isOpen = x.axes.some(({ size }) => typeof size !== 'number');
    return { ...result(call, squeezeAxes(x.axes, null), [x]), ...(isOpen && { isAssumed: true }) };
  }
  if (along.kind === 'tuple') {
    const wanted = integersFrom(along)?.map((index) => normalIndex(index, x.axes!.length));
    return result(call, wanted ? x.axes.filter(({ size }, index) => !(wanted.includes(index) && size === 1)) : null, [
      x,
    ]);
  }
  const index = indexOf(call, 'torch', x, along);
  return result(call, index === null ? null : squeezeAxes(x.axes, index), [x]);
}

const unsqueezed = operation(['dim'], ({ call, x, size }) => unsqueezeTensor(call, 'torch', x, size('dim')));

const permuted = operation(['dims'], ({ call, x, from }) => {
  const order = sizesGiven(call, from(1));
  return permuteTensor(call, 'torch', x, order?.every((size) => typeof size === 'number') ? listValue(order) : unknown);
});

export const arrangingEntries: [string, Entry][] = [
  ...arrangingEntriesOf({
    reshape: viewed,
    permute: permuted,
    transpose: transposed,
    swapaxes: transposed,
    swapdims: transposed,
    squeeze: squeezed,
    unsqueeze: unsqueezed,
    t: operation([], ({ call, x }) => {
      const rank = x.axes?.length ?? 0;
      const words = `t() expects a tensor with <= 2 dimensions, but self is ${rank}D`;
      if (rank > 2) reportOrder(call, 'torch', x, [0, 1], words);
      return result(call, rank > 2 ? null : (x.axes?.toReversed() ?? null), [x]);
    }),
    flatten: operation(['start_dim', 'end_dim'], ({ call, x, value }) =>
      flattened(call, x, sizeOr(value('start_dim'), 0), sizeOr(value('end_dim'), -1)),
    ),
    unflatten: operation(['dim', 'sizes'], ({ call, x, value }) => unflattened(call, x, value('dim'), value('sizes'))),
    ravel: operation([], ({ call, x }) => flattened(call, x, 0, -1)),
    movedim: operation(['source', 'destination'], ({ call, x, size }) =>
      moved(call, x, size('source'), size('destination')),
    ),
    moveaxis: operation(['source', 'destination'], ({ call, x, size }) =>
      moved(call, x, size('source'), size('destination')),
    ),
    tile: operation(['dims'], ({ call, x, from }) => repeated(call, x, sizesGiven(call, from(1)))),
    repeat_interleave: operation(['repeats', 'dim'], ({ call, x, size, value }) => {
      const index = value('dim').kind === 'size' ? indexOf(call, 'torch', x, value('dim')) : null;
      if (!x.axes || index === null) return result(call, value('dim').kind === 'none' ? [null] : null, [x]);
      const length = value('repeats').kind === 'tensor' ? null : multiplySizes(x.axes[index]!.size, size('repeats'));
      return result(call, withSize(x.axes, index, length), [x]);
    }),
    broadcast_to: operation(['size'], ({ call, x, value }) =>
      expanded(call, x, sizesFromValue(value('size'), call.evaluation)),
    ),
    atleast_2d: operation([], ({ call, x }) => result(call, x.axes && x.axes.length >= 2 ? x.axes : null, [x])),
    narrow: operation(['dim', 'start', 'length'], ({ call, x, value, size }) => {
      const index = indexOf(call, 'torch', x, value('dim'));
      const [start, length] = [size('start'), size('length')];
      // A start below 0 counts from the end, and how far a part reaches from there depends on it.
      if (index !== null && typeof start === 'number' && start >= 0 && typeof length === 'number' && length > 0) {
        const whole = String(sizeText(x.axes?.[index]?.size ?? null));
        const raises = `start (${start}) + length (${length}) exceeds dimension size (${whole}).`;
        checkEntries(call, x, index, start + length - 1, raises);
      }
      return result(call, x.axes && index !== null ? withSize(x.axes, index, length) : null, [x]);
    }),
    select: operation(['dim', 'index'], ({ call, x, value, size }) => {
      const index = indexOf(call, 'torch', x, value('dim'));
      if (index !== null) {
        const raises = `select(): index ${String(sizeText(size('index')))} out of range for tensor of size ${listText(shapeOf(x.axes ?? []))} at dimension ${index}`;
        checkEntries(call, x, index, size('index'), raises);
      }
      return result(call, x.axes && index !== null ? x.axes.filter((_, position) => position !== index) : null, [x]);
    }),
    unfold: operation(['dimension', 'size', 'step'], ({ call, x, value, size }) =>
      windowsOf(call, x, value('dimension'), size('size'), size('step')),
    ),
  }),
  ...methodEntries({
    view: viewed,
    view_as: operation(['other'], (given) => likeOther(given)),
    reshape_as: operation(['other'], (given) => likeOther(given)),
    expand: operation(['size'], ({ call, x, from }) => expanded(call, x, sizesGiven(call, from(1)))),
    expand_as: operation(['other'], ({ call, x, value }) => {
      const other = torchTensor(value('other'));
      return expanded(call, x, other.axes && other.axes.map(({ size }) => size));
    }),
    repeat: operation(['repeats'], ({ call, x, from }) => {
      const repeats = sizesGiven(call, from(1));
      if (repeats && x.axes && repeats.length < x.axes.length && !x.isAssumed) reportRepeat(call, x, repeats);
      return repeated(call, x, repeats);
    }),
  }),
  ...propertyEntries({
    T: (x, call) => result(call, x.axes && x.axes.toReversed(), [x]),
    mT: (x, call) => result(call, x.axes && swapAxes(x.axes, -1, -2), [x]),
    H: (x, call) => result(call, x.axes && swapAxes(x.axes, -1, -2), [x]),
  }),
];

function reshaped({ call, x, bound }: Operation, args: readonly Argument[]): TensorValue {
  const named = bound.get('shape') ?? bound.get('size');
  const given = args.length > 0 ? args : named ? [named] : [];
  // `view(torch.long)` reads the same bytes as other numbers, of which there may be more or fewer in the last axis.
  if (given[0]?.value.kind === 'path') return result(call, x.axes && withSize(x.axes, -1, null), [x], null);
  // `view(dtype=torch.long)` says no shape.
  const wanted = given.length > 0 ? sizesGiven(call, given) : null;
  if (wanted) {
    const items =
      given.length === 1 && given[0]?.value.kind === 'tuple' ? given[0].value.items : given.map(({ value }) => value);
    checkReshape(call, x, wanted, { names: namesOf(call, given), reads: items.map(axisReadOf) });
  }
  const made = reshapeTensor(call, 'torch', x, wanted);
  // Its rank is what the source says, whatever that of the tensor was.
  return wanted && made.axes ? { ...made, axes: withNamedRoles(call, made.axes, given), isAssumed: false } : made;
}

function likeOther({ call, x, value }: Operation): Value {
  const other = value('other');
  if (!isTensor(other) || !other.axes) return result(call, null, [x]);
  return reshapeTensor(
    call,
    'torch',
    x,
    other.axes.map(({ size }) => size),
  );
}

function moved(call: Call, x: TensorValue, from: Size, to: Size): TensorValue {
  const isKnown = typeof from === 'number' && typeof to === 'number';
  return result(call, x.axes && isKnown ? moveAxis(x.axes, from, to) : null, [x]);
}

function expanded(call: Call, x: TensorValue, wanted: readonly Size[] | null): TensorValue {
  if (!wanted) return result(call, null, [x]);
  if (!x.axes)
    return result(
      call,
      wanted.map((size) => (size === -1 ? null : size)),
      [x],
    );
  const axes = expandAxes(x.axes, wanted);
  if (!axes && !x.isAssumed) reportExpand(call, x, x.axes, wanted);
  return result(call, axes, [x]);
}

function reportExpand(call: Call, x: TensorValue, axes: readonly Axis[], wanted: readonly Size[]): void {
  const added = wanted.length - axes.length;
  const shape = shapeOf(axes);
  const target = wanted.map(sizeText);
  const at = axes.findIndex(({ size }, index) => {
    const other = wanted[index + added];
    return typeof size === 'number' && size !== 1 && typeof other === 'number' && other !== -1 && other !== size;
  });
  const raises =
    added < 0
      ? `expand: the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${axes.length})`
      : at >= 0
        ? `The expanded size of the tensor (${String(target[at + added])}) must match the existing size (${String(shape[at])}) at non-singleton dimension ${at + added}.  Target sizes: ${listText(target)}.  Tensor sizes: ${listText(shape)}`
        : null;
  reportRule(
    call,
    { code: 'broadcast-shape', raises, facts: { operation: 'expand', left: shape, right: target } },
    { tensors: [x] },
  );
}

function repeated(call: Call, x: TensorValue, repeats: readonly Size[] | null): TensorValue {
  if (!repeats || !x.axes) return result(call, null, [x]);
  return result(call, repeatAxes(x.axes, repeats), [x]);
}

function reportRepeat(call: Call, x: TensorValue, repeats: readonly Size[]): void {
  const raises = 'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor';
  const facts = { layer: 'repeat', parameter: 'repeats', found: repeats.map(sizeText) };
  reportRule(call, { code: 'invalid-argument', raises, facts }, { tensors: [x] });
}

/** Windows over an axis: as many as fit in place of it, and their items as one more axis at the end. */
function windowsOf(call: Call, x: TensorValue, along: Value, size: Size, step: Size): TensorValue {
  const index = indexOf(call, 'torch', x, along);
  const length = index === null ? null : (x.axes?.[index]?.size ?? null);
  if (!x.axes || index === null) return result(call, null, [x]);
  const isKnown = typeof length === 'number' && typeof size === 'number' && typeof step === 'number' && step > 0;
  if (isKnown && size > length && !x.isAssumed) {
    reportRule(
      call,
      {
        code: 'window-longer-than-series',
        raises: `maximum size for tensor at dimension ${index} is ${length} but size is ${size}`,
        facts: { window: size, length },
      },
      { tensors: [x] },
    );
  }
  const count = isKnown && size <= length ? Math.floor((length - size) / step) + 1 : null;
  return result(call, [...(withSize(x.axes, index, count) ?? []), axis(size)], [x]);
}

function sizeOr(value: Value, otherwise: number): Size {
  return value.kind === 'none' ? otherwise : sizeOf(value);
}

function listValue(sizes: readonly Size[]): Value {
  return { kind: 'tuple', items: sizes.map(sizeValue) };
}
