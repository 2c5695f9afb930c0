import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, stringOf, tensorOf, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import { tensordotAlong } from '../arguments.js';
import { broadcastAxes } from '../axes/broadcast.js';
import { einsumAxes, matmulAxes, tensordotAxes } from '../axes/products.js';
import type { Call, Entry } from '../library.js';
import { operationOf, reportBroadcast, reportMatmul } from '../shapeReports.js';
import { shapeOf } from '../tensorValues.js';
import { linearFunction } from './linear.js';
import { operation, operationEntries, type Operation } from './operation.js';
import { reportRule } from './reports.js';
import { anyTensor, isTensor, result, torchTensor } from './tensors.js';

/** https://pytorch.org/docs/stable/torch.html#blas-and-lapack-operations */
export const multiplyingEntries: [string, Entry][] = [
  ...operationEntries({
    matmul: operation(['other'], (given) => multiplied(given.call, given.x, torchTensor(given.value('other')))),
    mm: operation(['mat2'], (given) => ofRank(given, 'mat2', 2, 'self must be a matrix')),
    bmm: operation(['mat2'], (given) => ofRank(given, 'mat2', 3, 'batch1 must be a 3D tensor')),
    mv: operation(['vec'], (given) => multiplied(given.call, given.x, torchTensor(given.value('vec')))),
    dot: operation(['tensor'], ({ call, x, value }) => {
      checkDot(call, x, torchTensor(value('tensor')));
      return tensorOf('torch', [], { dtype: 'float', origin: call.span });
    }),
    outer: operation(['vec2'], outer),
    ger: operation(['vec2'], outer),
    addmm: operation(['mat1', 'mat2'], ({ call, value }) =>
      multiplied(call, torchTensor(value('mat1')), torchTensor(value('mat2'))),
    ),
    baddbmm: operation(['batch1', 'batch2'], ({ call, value }) =>
      multiplied(call, torchTensor(value('batch1')), torchTensor(value('batch2'))),
    ),
    cdist: operation(['x2'], ({ call, x, value }) => {
      const other = torchTensor(value('x2'));
      const [rows, columns] = [x.axes?.at(-2), other.axes?.at(-2)];
      const front = x.axes && other.axes && broadcastAxes(x.axes.slice(0, -2), other.axes.slice(0, -2));
      return result(call, front && rows && columns ? [...front, rows, columns] : null, [x, other]);
    }),
    tensordot: operation(['other', 'dims'], dotted),
  }),
  ['torch.einsum', einsum],
  [
    'torch.nn.functional.linear',
    operation(['weight', 'bias'], ({ call, x, value }) => linearFunction(call, x, value('weight'))),
  ],
  [
    'torch.nn.functional.scaled_dot_product_attention',
    operation(['key', 'value'], ({ call, x, value }) => {
      const last = torchTensor(value('value')).axes?.at(-1);
      return result(call, x.axes && last ? [...x.axes.slice(0, -1), last] : null, [x]);
    }),
  ],
  ['torch.nn.functional.cosine_similarity', operation(['x2', 'dim'], cosine)],
  ['torch.cosine_similarity', operation(['x2', 'dim'], cosine)],
];

function outer({ call, x, value }: Operation): TensorValue {
  const other = torchTensor(value('vec2'));
  const areVectors = x.axes?.length === 1 && other.axes?.length === 1;
  return result(call, areVectors ? [...(x.axes ?? []), ...(other.axes ?? [])] : null, [x, other]);
}

/** `a @ b`, with PyTorch's words for each of its ways to fail. */
export function multiplied(call: Call, left: TensorValue, right: TensorValue): TensorValue {
  if (!left.axes || !right.axes) return result(call, null, [left, right]);
  const product = matmulAxes(left.axes, right.axes);
  if ('axes' in product) return result(call, product.axes, [left, right]);
  if (!left.isAssumed && !right.isAssumed) {
    if (product.part === 'batch') reportBatch(call, left, right);
    else reportMatmul(call, 'torch', left, right, product.mismatch, words(left.axes, right.axes));
  }
  return result(call, null, [left, right]);
}

/** Matrices only (`mm`), or batches of them only (`bmm`), which do not broadcast. */
function ofRank({ call, x, value }: Operation, name: string, rank: number, refusal: string): TensorValue {
  const other = torchTensor(value(name));
  const isCertain = !x.isAssumed && !other.isAssumed;
  if (isCertain && x.axes && x.axes.length !== rank) {
    const facts = {
      operation: operationOf(call),
      left: shapeOf(x.axes),
      right: other.axes && shapeOf(other.axes),
      expected: rank,
      found: x.axes.length,
    };
    reportRule(call, { code: 'matmul-shape', raises: refusal, facts }, { tensors: [x] });
    return result(call, null);
  }
  if (isCertain && x.axes && other.axes && other.axes.length !== rank) {
    const raises = rank === 2 ? 'mat2 must be a matrix' : 'batch2 must be a 3D tensor';
    const operation = operationOf(call);
    const [left, right] = [shapeOf(x.axes), shapeOf(other.axes)];
    const facts = { operation, left, right, expected: rank, found: other.axes.length };
    reportRule(call, { code: 'matmul-shape', raises, facts }, { tensors: [x, other] });
    return result(call, null);
  }
  if (rank === 3 && isCertain && x.axes && other.axes?.length === 3) {
    if (sameSize(x.axes[0]!.size, other.axes[0]!.size) === false) {
      reportMatmul(call, 'torch', x, other, [x.axes[0]!.size, other.axes[0]!.size], batchWords(x.axes, other.axes));
      return result(call, null);
    }
  }
  return other.axes && other.axes.length !== rank ? result(call, null, [x, other]) : multiplied(call, x, other);
}

/** Vectors of one length only. */
function checkDot(call: Call, left: TensorValue, right: TensorValue): void {
  const ranks = [left, right].map(({ axes, isAssumed }) => (axes && !isAssumed ? axes.length : null));
  const [one, other] = ranks;
  if (typeof one !== 'number' || typeof other !== 'number' || (one === 1 && other === 1)) return;
  const facts = {
    operation: 'dot',
    left: shapeOf(left.axes!),
    right: shapeOf(right.axes!),
    expected: 1,
    found: one === 1 ? other : one,
  };
  reportRule(
    call,
    { code: 'matmul-shape', raises: `1D tensors expected, but got ${one}D and ${other}D tensors`, facts },
    { tensors: [left, right] },
  );
}

function words(left: readonly Axis[], right: readonly Axis[]): string | null {
  const text = (size: Size | undefined) => String(sizeText(size ?? null) ?? '?');
  const by = (axes: readonly Axis[]) => axes.map(({ size }) => text(size)).join('x');
  if (left.length === 2 && right.length === 2)
    return `mat1 and mat2 shapes cannot be multiplied (${by(left)} and ${by(right)})`;
  if (left.length > 2 && right.length === 2) {
    const rows = left.slice(0, -1).map(({ size }) => size);
    const count = rows.every((size) => typeof size === 'number')
      ? String(rows.reduce((a, b) => a * b, 1))
      : rows.map(text).join('*');
    return `mat1 and mat2 shapes cannot be multiplied (${count}x${text(left.at(-1)?.size)} and ${by(right)})`;
  }
  if (left.length === 2 && right.length === 1) {
    return `size mismatch, got input (${text(left[0]?.size)}), mat (${by(left)}), vec (${by(right)})`;
  }
  return left.length === 3 && right.length === 3 ? batchWords(left, right) : null;
}

function batchWords(left: readonly Axis[], right: readonly Axis[]): string {
  const text = (axis: Axis | undefined) => String(sizeText(axis?.size ?? null) ?? '?');
  return `Expected size for first two dimensions of batch2 tensor to be: [${text(left[0])}, ${text(left[2])}] but got: [${text(right[0])}, ${text(right[1])}].`;
}

function reportBatch(call: Call, left: TensorValue, right: TensorValue): void {
  const [a, b] = [left.axes?.slice(0, -2) ?? [], right.axes?.slice(0, -2) ?? []];
  reportBroadcast(call, 'torch', a, b, [left, right]);
}

function einsum(call: Call): Value {
  const [equation, ...rest] = call.args;
  const text = stringOf(equation?.value);
  if (text === null || call.isOpen) return result(call, null);
  const values =
    rest.length === 1 && rest[0]!.value.kind === 'list' ? (rest[0]!.value.items ?? []) : rest.map(({ value }) => value);
  const tensors = values.map(torchTensor);
  const labels = text.replace(/\s|->.*/g, '').split(',');
  const made = einsumAxes(
    text,
    tensors.map((tensor, index) => tensor.axes ?? axesOfLabels(tensor, labels[index] ?? '')),
  );
  if ('axes' in made) return result(call, made.axes, tensors);
  const [left, right] = tensors;
  if (left?.axes && right?.axes && tensors.length === 2 && !tensors.some(({ isAssumed }) => isAssumed)) {
    reportMatmul(call, 'torch', left, right, made.mismatch, null);
  }
  return result(call, null, tensors);
}

/** The equation says how many axes an operand has; which of them are known may be known without that. */
function axesOfLabels({ first = [], last }: TensorValue, labels: string): Axis[] | null {
  const rank = labels.length;
  if (labels.includes('.') || first.length > rank || (!last && first.length === 0)) return null;
  return Array.from({ length: rank }, (_, at) => (at === rank - 1 && last) || (first[at] ?? axis(null)));
}

function dotted({ call, x, value }: Operation): TensorValue {
  const other = torchTensor(value('other'));
  const dims = value('dims');
  const along = dims.kind === 'none' ? 2 : tensordotAlong(dims);
  if (!x.axes || !other.axes || along === null) return result(call, null, [x, other]);
  const made = tensordotAxes(x.axes, other.axes, along);
  return result(call, 'axes' in made ? made.axes : null, [x, other]);
}

/** Over the axis 1, unless told. */
function cosine({ call, x, value, size }: Operation): Value {
  const other = value('x2');
  if (!isTensor(other) || !x.axes || !other.axes) return anyTensor();
  const joined = broadcastAxes(x.axes, other.axes);
  const along = value('dim').kind === 'none' ? 1 : size('dim');
  if (!joined || typeof along !== 'number') return anyTensor();
  const index = along < 0 ? joined.length + along : along;
  return result(
    call,
    joined.filter((_, position) => position !== index),
    [x, torchTensor(other)],
  );
}
