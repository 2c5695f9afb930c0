import { divideExactly, sizeText, type Size } from '../domain/sizes.js';
import type { TensorLibrary, TensorValue } from '../domain/values.js';
import { bracketed, pythonShape } from './errorWords.js';
import type { Call } from './library.js';
import { operationOf, reportAxis, reportError } from './shapeReports.js';
import { shapeOf } from './tensorValues.js';

/** What the libraries refuse where axes are put in another order, taken away, added or cut into parts. */

/** A new order of the axes that does not name each of them once. */
export function reportOrder(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  order: readonly number[],
  raises: string | null = orderWords(library, tensor, order),
): void {
  const { axes } = tensor;
  if (!axes || tensor.isAssumed) return;
  const facts = { operation: operationOf(call), rank: axes.length, shape: shapeOf(axes), named: order.length };
  reportError(call, { code: 'axis-out-of-range', raises, facts }, [tensor]);
}

function orderWords(library: TensorLibrary, { axes }: TensorValue, order: readonly number[]): string | null {
  const [rank, named] = [axes?.length ?? 0, order.length];
  const isShort = rank !== named;
  switch (library) {
    case 'torch':
      return isShort
        ? `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${named}`
        : 'permute(): duplicate dims are not allowed.';
    case 'numpy':
      return isShort ? "axes don't match array" : 'repeated axis in transpose';
    case 'jax':
      return `transpose permutation isn't a permutation of operand dimensions, got permutation (${order.join(', ')}), operand shape ${pythonShape(axes ?? [])}.`;
    case 'tfjs':
      return `Error in transpose: rank of input ${rank} must match length of perm ${order.join(',')}.`;
    case 'tensorflow':
    case 'keras':
      return isShort
        ? `Dimension must be ${rank} but is ${named} for 'transpose' (op: 'Transpose') with input shapes: ${bracketed(axes ?? [])}, [${named}].`
        : null;
  }
}

/** An axis to be taken away that certainly is not 1. PyTorch leaves it where it is. */
export function reportSqueezed(call: Call, library: TensorLibrary, tensor: TensorValue, axis: number): void {
  const size = tensor.axes?.[axis]?.size;
  if (typeof size !== 'number' || size === 1 || tensor.isAssumed) return;
  const facts = { layer: operationOf(call), parameter: 'axis', found: `${axis}, whose size is ${size}` };
  reportError(call, { code: 'invalid-argument', raises: squeezeWords(library, axis, size), facts }, [tensor]);
}

function squeezeWords(library: TensorLibrary, axis: number, size: number): string {
  switch (library) {
    case 'tfjs':
      return `Can't squeeze axis ${axis} since its dim '${size}' is not 1`;
    case 'tensorflow':
    case 'keras':
      return `Can not squeeze dim[${axis}], expected a dimension of 1, got ${size}`;
    default:
      return 'cannot select an axis to squeeze out which has size not equal to one';
  }
}

/** A place for a new axis that is none: it may stand behind the last one, but no further. */
export function reportNewAxis(call: Call, library: TensorLibrary, tensor: TensorValue, index: number): void {
  const rank = (tensor.axes?.length ?? 0) + 1;
  switch (library) {
    case 'torch':
      reportAxis(
        call,
        library,
        tensor,
        index,
        `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${index})`,
      );
      return;
    case 'tfjs':
      reportAxis(call, library, tensor, index, 'Axis must be <= rank of the tensor');
      return;
    case 'tensorflow':
    case 'keras':
      reportAxis(call, library, tensor, index, `dim ${index} not in the interval [${-rank}, ${rank - 1}].`);
      return;
    default:
      reportAxis(call, library, tensor, index, `axis ${index} is out of bounds for array of dimension ${rank}`);
  }
}

/** So many equal parts of an axis that it cannot be cut into. */
export function reportParts(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  { parameter, whole, count }: { readonly parameter: string; readonly whole: Size; readonly count: Size },
): void {
  if (typeof whole !== 'number' || typeof count !== 'number' || count < 1 || tensor.isAssumed) return;
  if (divideExactly(whole, count) !== null) return;
  const facts = { layer: operationOf(call), parameter, found: `${count}, as the axis has ${whole}` };
  reportError(call, { code: 'invalid-argument', raises: partsWords(library, whole, count), facts }, [tensor]);
}

function partsWords(library: TensorLibrary, whole: number, count: number): string {
  switch (library) {
    case 'tfjs':
      return 'Number of splits must evenly divide the axis.';
    case 'tensorflow':
    case 'keras':
      return `Dimension size must be evenly divisible by ${count} but is ${whole}. Number of ways to split should evenly divide the split dimension`;
    default:
      return 'array split does not result in an equal division';
  }
}

/** `tf.unstack(x, num)` where the axis has another number of steps. */
export function reportUnstacked(call: Call, tensor: TensorValue, whole: Size, given: Size): void {
  if (typeof whole !== 'number' || typeof given !== 'number' || whole === given || tensor.isAssumed) return;
  const shape = bracketed(tensor.axes ?? []);
  const raises = `Dimension must be ${given} but is ${whole} for 'unstack' (op: 'Unpack') with input shapes: ${shape}.`;
  const facts = {
    layer: operationOf(call),
    parameter: 'num',
    found: `${given}, as the axis has ${String(sizeText(whole))}`,
  };
  reportError(call, { code: 'invalid-argument', raises, facts }, [tensor]);
}
