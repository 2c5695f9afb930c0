import { addSizes, divideSizes, multiplySizes, subtractSizes, type Size } from '../../domain/sizes.js';

export interface Window {
  readonly kernel: Size;
  readonly stride?: Size;
  readonly dilation?: Size;
  /** On each side, or as Keras names it: `same` gives one output per stride, `causal` pads in front only. */
  readonly padding?: Size | 'same' | 'valid' | 'causal';
  /** Pooling with `ceil_mode`: a window may hang over the end. */
  readonly ceil?: boolean;
}

/** How many windows fit along an axis: convolutions and poolings. Null where none does, too. */
export function convolvedLength(size: Size, window: Window): Size {
  const { stride = 1, padding = 0, ceil = false } = window;
  if (padding === 'same' || padding === 'causal') return positive(divideUp(size, stride));
  const pad = padding === 'valid' ? 0 : padding;
  const room = subtractSizes(addSizes(size, multiplySizes(2, pad)), reachOf(window));
  if (typeof room === 'number' && room < 0) return null;
  if (!ceil) return positive(addSizes(divideSizes(room, stride), 1));
  const count = addSizes(divideUp(room, stride), 1);
  if (![count, stride, size, pad].every((item) => typeof item === 'number')) return stride === 1 ? count : null;
  // A window that would start in the padding at the end is left out.
  const [windows, step, length, before] = [count, stride, size, pad] as [number, number, number, number];
  return (windows - 1) * step >= length + before ? windows - 1 : windows;
}

/** What a transposed convolution makes of an axis. */
export function transposedLength(size: Size, window: Window & { readonly outputPadding?: Size }): Size {
  const { kernel, stride = 1, padding = 0, outputPadding = 0 } = window;
  if (padding === 'same') return multiplySizes(size, stride);
  if (padding === 'valid') {
    // Keras: as PyTorch with no padding, but never less than one stride per step.
    return typeof kernel === 'number' && typeof stride === 'number'
      ? addSizes(multiplySizes(size, stride), Math.max(kernel - stride, 0))
      : null;
  }
  if (padding === 'causal') return null;
  const steps = multiplySizes(subtractSizes(size, 1), stride);
  const grown = addSizes(subtractSizes(steps, multiplySizes(2, padding)), reachOf(window));
  return positive(addSizes(grown, outputPadding));
}

/** How far a window reaches: `dilation * (kernel - 1) + 1`. */
export function reachOf({ kernel, dilation = 1 }: Window): Size {
  return addSizes(multiplySizes(dilation, subtractSizes(kernel, 1)), 1);
}

function divideUp(size: Size, by: Size): Size {
  return divideSizes(addSizes(size, subtractSizes(by, 1)), by);
}

function positive(size: Size): Size {
  return typeof size === 'number' && size < 1 ? null : size;
}
