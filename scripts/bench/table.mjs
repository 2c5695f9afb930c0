// @ts-check
// The results as a table for a terminal, or in Markdown.
import { cells } from './cases.mjs';
import { spread } from './statistics.mjs';

/** @typedef {import('./statistics.mjs').Summary} Summary */
/** @typedef {{ title: string, isOurs: boolean }} Column */

/**
 * @typedef {object} Row of one shape and cell
 * @property {import('./cases.mjs').Shape} shape
 * @property {import('./cases.mjs').Cell} cell
 * @property {(Summary | string)[]} results of each column in milliseconds, or why there is none, in a word
 */

/**
 * @param {Column[]} columns
 * @param {Row[]} rows
 */
export function textTable(columns, rows) {
  const lines = cellsOf(columns, rows);
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) =>
    line.map((text, column) => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))),
  );
  drawn.splice(
    1,
    0,
    widths.map((width) => '─'.repeat(width)),
  );
  return drawn.map((line) => line.join('  ').trimEnd()).join('\n');
}

/**
 * @param {Column[]} columns
 * @param {Row[]} rows
 */
export function markdownTable(columns, rows) {
  const lines = cellsOf(columns, rows).map((line) => `| ${line.join(' | ')} |`);
  const rule = `| --- | --- |${' ---: |'.repeat(columns.length)}`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/**
 * @param {Column[]} columns
 * @param {Row[]} rows
 */
function cellsOf(columns, rows) {
  return [['shape', 'cell', ...columns.map(({ title }) => title)], ...rows.map((row) => rowCells(columns, row))];
}

/**
 * @param {Column[]} columns
 * @param {Row} row
 */
function rowCells(columns, { shape, cell, results }) {
  const measured = results.filter((result) => typeof result !== 'string');
  const inMicroseconds = Math.min(...measured.map(({ median }) => median)) < 0.1;
  const bestPeer = Math.min(
    ...results.map((result, i) => (columns[i]?.isOurs || typeof result === 'string' ? Infinity : result.median)),
  );
  return [
    `${shape.name} ${inMicroseconds ? 'µs' : 'ms'}`,
    cells[cell].title,
    ...results.map((result, i) => {
      if (typeof result === 'string') return result;
      const time = threeDigits(result.median * (inMicroseconds ? 1000 : 1));
      // Of one or two samples there is no spread to speak of.
      const text = result.samples < 3 ? time : `${time} ±${Math.round(100 * spread(result))}%`;
      return columns[i]?.isOurs && bestPeer < Infinity ? `${text} ${threeDigits(bestPeer / result.median, 2)}×` : text;
    }),
  ];
}

/**
 * @param {number} value
 * @param {number} [digits]
 */
function threeDigits(value, digits = 3) {
  const decimals = digits - 1 - Math.floor(Math.log10(value));
  return value.toFixed(Math.min(Math.max(decimals, 0), 3));
}
