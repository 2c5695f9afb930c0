// @ts-check
// Of the samples of one measurement.

/** @typedef {{ median: number, lowerQuartile: number, upperQuartile: number, p95: number, min: number, max: number, samples: number }} Summary */

/** @param {number[]} samples at least one @returns {Summary} */
export function summarize(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    p95: quantile(sorted, 0.95),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    samples: sorted.length,
  };
}

/**
 * Half the distance of the quartiles, as a fraction of the median.
 *
 * @param {Summary} summary
 */
export function spread({ median, lowerQuartile, upperQuartile }) {
  return (upperQuartile - lowerQuartile) / 2 / median;
}

/**
 * Between two samples in proportion.
 *
 * @param {number[]} sorted
 * @param {number} fraction
 */
function quantile(sorted, fraction) {
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
