import type { Address, Heap } from './kernels/kernels.js';
import type { Numbers } from './tensors.js';

/** Memory in one piece that can grow: a WebAssembly memory, or a plain typed array. */
export interface Space {
  /** To be read anew after `grow`. */
  readonly numbers: Numbers;
  /** Makes `numbers` at least this long, the new part zeros. Throws RangeError where there is no memory left. */
  grow(length: number): void;
}

/** Blocks begin at multiples of this, in numbers: a cache line of float32. */
const alignment = 16;

/**
 * Hands out blocks of a space, the first gap that fits. `firstFree` and above is the heap's own; what is below is
 * somebody else's (a module's tables, say).
 */
export function createHeap(space: Space, firstFree: number): Heap & { readonly isEmpty: boolean } {
  /** In ascending order, never touching each other. */
  const gaps: { start: number; end: number }[] = [];
  const sizes = new Map<Address, number>();
  let end = aligned(Math.max(1, firstFree));
  /** Nothing was ever written above it, so there are zeros already. */
  let highest = end;

  const take = (size: number): Address => {
    const index = gaps.findIndex((gap) => gap.end - gap.start >= size);
    const gap = gaps[index];
    if (!gap) {
      const start = end;
      if (space.numbers.length < start + size) space.grow(start + size);
      end = start + size;
      return start;
    }
    const { start } = gap;
    gap.start += size;
    if (gap.start === gap.end) gaps.splice(index, 1);
    return start;
  };

  const giveBack = (start: number, size: number): void => {
    const index = gaps.findIndex((gap) => gap.start > start);
    const at = index === -1 ? gaps.length : index;
    const before = gaps[at - 1];
    const after = gaps[at];
    const joinsBefore = before?.end === start;
    const joinsAfter = after?.start === start + size;
    if (joinsBefore) before.end = joinsAfter ? after.end : start + size;
    else if (joinsAfter) after.start = start;
    else gaps.splice(at, 0, { start, end: start + size });
    if (joinsBefore && joinsAfter) gaps.splice(at, 1);
    const last = gaps.at(-1);
    if (last?.end === end) {
      end = last.start;
      gaps.pop();
    }
  };

  return {
    get numbers() {
      return space.numbers;
    },
    get isEmpty() {
      return sizes.size === 0;
    },
    allocate: (count) => {
      if (!Number.isSafeInteger(count) || count < 0)
        throw new RangeError(`allocate: expected a count of numbers, found ${count}.`);
      const size = aligned(Math.max(1, count));
      const start = take(size);
      space.numbers.fill(0, start, Math.min(highest, start + size));
      highest = Math.max(highest, end);
      sizes.set(start, size);
      return start;
    },
    free: (address) => {
      const size = sizes.get(address);
      if (size === undefined) throw new RangeError(`free: nothing was allocated at ${address}.`);
      sizes.delete(address);
      giveBack(address, size);
    },
  };
}

/** A space that is nobody else's: a typed array that is copied into a larger one when it grows. */
export function arraySpace(make: (length: number) => Numbers): Space {
  let numbers = make(1024);
  return {
    get numbers() {
      return numbers;
    },
    grow: (length) => {
      const larger = make(Math.max(length, Math.min(2 * numbers.length, numbers.length + 2 ** 24)));
      larger.set(numbers);
      numbers = larger;
    },
  };
}

function aligned(count: number): number {
  return Math.ceil(count / alignment) * alignment;
}
