import type { Size } from '../domain/sizes.js';
import { sameSize, sizeText } from '../domain/sizes.js';
import type { Axis, TensorLibrary } from '../domain/values.js';

/**
 * What each library says when shapes do not go together, as far as it says it alike in all its versions. Where a
 * library words an error by the operation, the general words stand here.
 */

export function broadcastWords(library: TensorLibrary, left: readonly Axis[], right: readonly Axis[]): string {
  const [a, b] = firstClash(left, right);
  switch (library) {
    case 'numpy':
      return `operands could not be broadcast together with shapes ${compact(left)} ${compact(right)}`;
    case 'jax':
      return `Incompatible shapes for broadcasting: shapes=[${pythonShape(left)}, ${pythonShape(right)}]`;
    case 'torch': {
      const dimension = Math.max(left.length, right.length) - 1 - a.fromBack;
      return `The size of tensor a (${text(a.size)}) must match the size of tensor b (${text(b.size)}) at non-singleton dimension ${dimension}`;
    }
    case 'tfjs':
      return `Operands could not be broadcast together with shapes ${joined(left, ',')} and ${joined(right, ',')}.`;
    case 'tensorflow':
    case 'keras':
      return `Dimensions must be equal, but are ${text(a.size)} and ${text(b.size)}`;
  }
}

/** What NumPy says where a value does not fit into the part of an array that it is assigned to. */
export function storedWords(value: readonly Axis[], part: readonly Axis[]): string {
  return `could not broadcast input array from shape ${compact(value)} into shape ${compact(part)}`;
}

/** The same of PyTorch: the value is expanded to the part. */
export function storedInTensorWords(value: readonly Axis[], part: readonly Axis[]): string {
  const [found, wanted] = [value, part].map((axes) => axes.map(({ size }) => text(size)).join(', '));
  if (value.length > part.length) {
    return `expand(torch.FloatTensor{[${found}]}, size=[${wanted}]): the number of sizes provided (${part.length}) must be greater or equal to the number of dimensions in the tensor (${value.length})`;
  }
  const by = part.length - value.length;
  const at = value.findLastIndex(({ size }, index) => size !== 1 && sameSize(size, part[index + by]!.size) === false);
  return `The expanded size of the tensor (${text(part[at + by]!.size)}) must match the existing size (${text(value[at]!.size)}) at non-singleton dimension ${at + by}.  Target sizes: [${wanted}].  Tensor sizes: [${found}]`;
}

/** `inner` are the two sizes that ought to be the same. */
export function matmulWords(
  library: TensorLibrary,
  left: readonly Axis[],
  right: readonly Axis[],
  inner: readonly [Size, Size],
): string {
  const [a, b] = inner.map(text);
  switch (library) {
    case 'numpy':
      return `matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size ${b} is different from ${a})`;
    case 'jax':
      return `dot_general requires contracting dimensions to have the same shape, got (${a},) and (${b},).`;
    case 'torch':
      return torchProductWords(left, right, a!);
    case 'tfjs':
      return `Error in matMul: inner shapes (${a}) and (${b}) of Tensors with shapes ${joined(left, ',')} and ${joined(right, ',')} and transposeA=false and transposeB=false must match.`;
    case 'tensorflow':
    case 'keras':
      return `Dimensions must be equal, but are ${a} and ${b} for 'MatMul' (op: 'MatMul') with input shapes: ${bracketed(left)}, ${bracketed(right)}.`;
  }
}

/** The axes before the last count as one where the right side is a matrix or a vector, those before both otherwise. */
function torchProductWords(left: readonly Axis[], right: readonly Axis[], inner: string): string {
  const rows = countText(left.slice(0, -1));
  if (right.length === 2)
    return `mat1 and mat2 shapes cannot be multiplied (${rows}x${inner} and ${joined(right, 'x')})`;
  if (right.length > 2) {
    const [own, other] = [left.at(-1), right.at(-2)].map((item) => text(item?.size ?? null)) as [string, string];
    const [before, behind] = [left.slice(0, -2), right.slice(0, -2)];
    if (own === other) return broadcastWords('torch', before, behind);
    const batch = countText(before.length >= behind.length ? before : behind);
    return `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${own}] but got: [${batch}, ${other}].`;
  }
  const size = text(right[0]?.size ?? null);
  if (left.length > 1) return `size mismatch, got input (${rows}), mat (${rows}x${inner}), vec (${size})`;
  return `inconsistent tensor size, expected tensor [${inner}] and src [${size}] to have the same number of elements, but got ${inner} and ${size} elements respectively`;
}

function countText(axes: readonly Axis[]): string {
  const sizes = axes.map(({ size }) => size);
  return sizes.every((size) => typeof size === 'number') ? String(knownProduct(sizes)) : 'None';
}

/** Tensor number `index` has the size `right` on `axis`, where those before it have `left`. */
export function concatWords(
  library: TensorLibrary,
  tensors: readonly (readonly Axis[])[],
  along: number,
  clash: { readonly index: number; readonly axis: number; readonly left: Size; readonly right: Size },
): string {
  const { index, axis } = clash;
  const [left, right] = [text(clash.left), text(clash.right)];
  const [first, other] = [tensors[0] ?? [], tensors[index] ?? []];
  switch (library) {
    case 'numpy':
      return `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${axis}, the array at index 0 has size ${left} and the array at index ${index} has size ${right}`;
    case 'jax':
      return `Cannot concatenate arrays with shapes that differ in dimensions other than the one being concatenated: concatenating along dimension ${along} for shapes ${tensors.map(pythonShape).join(', ')}.`;
    case 'torch':
      return `Sizes of tensors must match except in dimension ${along}. Expected size ${left} but got size ${right} for tensor number ${index} in the list.`;
    case 'tfjs':
      return `Error in concat${first.length}D: Shape of tensors[${index}] (${joined(other, ',')}) does not match the shape of the rest (${joined(first, ',')}) along the non-concatenated axis ${index}.`;
    case 'tensorflow':
    case 'keras':
      return `Dimension ${axis > along ? axis - 1 : axis} in both shapes must be equal, but are ${left} and ${right}. Shapes are ${bracketed(without(first, along))} and ${bracketed(without(other, along))}.`;
  }
}

export function stackWords(
  library: TensorLibrary,
  first: readonly Axis[],
  other: readonly Axis[],
  index: number,
): string {
  const [a, b] = firstClash(first, other, false);
  switch (library) {
    case 'numpy':
      return 'all input arrays must have the same shape';
    case 'jax':
      return 'All input arrays must have the same shape.';
    case 'torch':
      return `stack expects each tensor to be equal size, but got ${torchShape(first)} at entry 0 and ${torchShape(other)} at entry ${index}`;
    case 'tfjs':
      return `All tensors passed to stack must have matching shapes Shapes ${joined(first, ',')} and ${joined(other, ',')} must match`;
    case 'tensorflow':
    case 'keras':
      return first.length === other.length
        ? `Dimension ${first.length - 1 - a.fromBack} in both shapes must be equal, but are ${text(a.size)} and ${text(b.size)}. Shapes are ${bracketed(first)} and ${bracketed(other)}.`
        : `Shapes must be equal rank, but are ${first.length} and ${other.length}`;
  }
}

export function reshapeWords(
  library: TensorLibrary,
  from: readonly Axis[],
  wanted: readonly Size[],
  elements: number | string | null,
): string {
  const count = elements ?? '?';
  const parts = wanted.map(text);
  switch (library) {
    case 'numpy':
      return `cannot reshape array of size ${count} into shape (${parts.join(',')}${parts.length === 1 ? ',' : ''})`;
    case 'jax':
      return `cannot reshape array of shape ${pythonShape(from)} (size ${count}) into shape (${parts.join(', ')}${parts.length === 1 ? ',' : ''})`;
    case 'torch':
      return `shape '[${parts.join(', ')}]' is invalid for input of size ${count}`;
    case 'tfjs':
      return wanted.includes(-1)
        ? `The implicit shape can't be a fractional number. Got ${count} / ${knownProduct(wanted)}`
        : `Size(${count}) must match the product of shape ${parts.join(',')}`;
    case 'tensorflow':
    case 'keras':
      return wanted.includes(-1)
        ? `Dimension size must be evenly divisible by ${knownProduct(wanted)} but is ${count}`
        : `Cannot reshape a tensor with ${count} elements to shape [${parts.join(',')}] (${knownProduct(wanted)} elements)`;
  }
}

export function axisWords(library: TensorLibrary, axis: number, rank: number): string | null {
  switch (library) {
    case 'numpy':
    case 'jax':
      return `axis ${axis} is out of bounds for array of dimension ${rank}`;
    case 'torch':
      return rank === 0 && (axis === 0 || axis === -1)
        ? `Dimension specified as ${axis} but tensor has no dimensions`
        : `Dimension out of range (expected to be in range of [${-(rank || 1)}, ${(rank || 1) - 1}], but got ${axis})`;
    case 'tfjs':
      return `All values in axis param must be in range [-${rank}, ${rank}) but got axis ${axis}`;
    case 'tensorflow':
    case 'keras':
      return `Invalid reduction dimension ${axis} for input with ${rank} dimensions`;
  }
}

/** More indices than the tensor has axes. */
export function indexWords(library: TensorLibrary, indices: number, rank: number): string {
  switch (library) {
    case 'numpy':
      return `too many indices for array: array is ${rank}-dimensional, but ${indices} were indexed`;
    case 'jax':
      return `Too many indices: array is ${rank}-dimensional, but ${indices} were indexed`;
    case 'tensorflow':
    case 'keras':
      return `Index out of range using input dim ${rank}; input has only ${rank} dims`;
    case 'torch':
    case 'tfjs':
      return `too many indices for tensor of dimension ${rank}`;
  }
}

/** `(32, None, 8)`, `(6,)` */
export function pythonShape(axes: readonly Axis[]): string {
  return `(${joined(axes, ', ')}${axes.length === 1 ? ',' : ''})`;
}

/** `[32,?,8]` as TensorFlow's graph writes it. */
export function bracketed(axes: readonly Axis[]): string {
  return `[${axes.map(({ size }) => (typeof size === 'number' ? size : '?')).join(',')}]`;
}

/** `[32, 8]` as PyTorch writes it. */
export function torchShape(axes: readonly Axis[]): string {
  return `[${joined(axes, ', ')}]`;
}

function compact(axes: readonly Axis[]): string {
  return `(${joined(axes, ',')}${axes.length === 1 ? ',' : ''})`;
}

function joined(axes: readonly Axis[], separator: string): string {
  return axes.map(({ size }) => text(size)).join(separator);
}

function text(size: Size): string {
  return String(sizeText(size) ?? 'None');
}

/** The last axes that do not go together, counted from the back. Where they broadcast, 1 goes with every size. */
function firstClash(
  left: readonly Axis[],
  right: readonly Axis[],
  broadcasts = true,
): [{ size: Size; fromBack: number }, { size: Size; fromBack: number }] {
  for (let fromBack = 0; fromBack < Math.min(left.length, right.length); fromBack += 1) {
    const a = left[left.length - 1 - fromBack]?.size ?? null;
    const b = right[right.length - 1 - fromBack]?.size ?? null;
    if (typeof a === 'number' && typeof b === 'number' && a !== b && !(broadcasts && (a === 1 || b === 1))) {
      return [
        { size: a, fromBack },
        { size: b, fromBack },
      ];
    }
  }
  return [
    { size: left.at(-1)?.size ?? null, fromBack: 0 },
    { size: right.at(-1)?.size ?? null, fromBack: 0 },
  ];
}

function knownProduct(sizes: readonly Size[]): number {
  return sizes.reduce<number>((product, size) => product * (typeof size === 'number' && size !== -1 ? size : 1), 1);
}

/** TensorFlow compares what is left when the joined axis is taken away. */
function without(axes: readonly Axis[], index: number): readonly Axis[] {
  return axes.filter((_, position) => position !== index);
}
