/** A dot product taken apart, so that one sees which terms made it. */

export interface Term {
  readonly index: number;
  readonly value: number;
  readonly weight: number;
  readonly product: number;
}

export interface FoldedTerms {
  /** The terms to show: all in order, or the largest by magnitude, largest first. */
  readonly shown: readonly Term[];
  readonly restCount: number;
  readonly restSum: number;
}

/** The terms `values[k] * weights[k]`, in order. */
export function termsOf(values: Float32Array, weights: Float32Array): Term[] {
  return Array.from(values, (value, index) => {
    const weight = weights[index] ?? 0;
    return { index, value, weight, product: value * weight };
  });
}

/**
 * The `count` terms of largest magnitude and the sum of the others; all of them, in order, where folding would
 * hide fewer than three. A product that is NaN counts as the largest, since it decides the sum.
 */
export function foldTerms(terms: readonly Term[], count: number): FoldedTerms {
  if (terms.length <= count + 2) return { shown: terms, restCount: 0, restSum: 0 };
  const ordered = [...terms].sort((a, b) => weightOf(b) - weightOf(a) || a.index - b.index);
  const rest = ordered.slice(count);
  return {
    shown: ordered.slice(0, count),
    restCount: rest.length,
    restSum: rest.reduce((sum, { product }) => sum + product, 0),
  };
}

function weightOf({ product }: Term): number {
  return Number.isNaN(product) ? Number.MAX_VALUE : Math.min(Math.abs(product), Number.MAX_VALUE);
}
