/** Round numbers for an axis that counts steps or units. */

/** The multiples of 1, 2 or 5 times a power of ten within 0…count-1, at most `most` (at least 2) of them. */
export function axisTicks(count: number, most: number): number[] {
  const every = tickDistance(count, Math.max(2, Math.floor(most)));
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}

function tickDistance(count: number, most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) {
      if (Math.ceil(count / (factor * power)) <= most) return factor * power;
    }
  }
}
