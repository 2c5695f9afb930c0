import { csvParseRows } from 'd3-dsv';
import { checkInitialState, checkInputs, checkSeries, readNumbers } from './configData.js';
import { checkWeights, readWeightSets, singleSet } from './configWeights.js';
import { jsonValue } from './jsonObjects.js';
import type { ArrayValue, Config, DataSource, FileReference, Network, Problem, Span, WeightName } from './model.js';
import { hasOutputWeights } from './network.js';
import { problem } from './problem.js';

/** A file's text, or the reason why there is none, as the end of a sentence. */
export type FileContent = { readonly text: string } | { readonly reason: string };

/** What the files of a network hold; a field is absent where its file has a problem. */
export interface DataFileArrays {
  readonly inputs?: ArrayValue;
  readonly series?: ArrayValue;
  readonly initialState?: ArrayValue;
  readonly weights?: Readonly<Partial<Record<WeightName, ArrayValue>>>;
}

export interface DataFileResult {
  readonly files: DataFileArrays;
  /** On the places in the config that name the files. */
  readonly problems: readonly Problem[];
}

/** The files that a network's config names. */
export function fileReferences(network: Network): FileReference[] {
  if (!network.config) return [];
  const { inputs, series, initialState, weights } = network.config;
  return [inputs, series, initialState, weights].flatMap((source) => (source?.from === 'file' ? [source.file] : []));
}

/**
 * Reads the texts of a network's files (JSON: nested arrays or weights; CSV: numbers, with or without a header) and
 * checks their shapes against the config. Nothing in a file is run. `contents` has one entry a path.
 */
export function readDataFiles(network: Network, contents: ReadonlyMap<string, FileContent>): DataFileResult {
  const { config } = network;
  if (!config) return { files: {}, problems: [] };
  const problems: Problem[] = [];
  const read = (source: DataSource | null, field: string): ArrayValue | undefined => {
    if (source?.from !== 'file') return undefined;
    const reading = readArrayFile(source.file, field, contents);
    problems.push(...reading.problems);
    return reading.array;
  };
  const inputs = read(config.inputs, 'inputs');
  const series = config.inputs ? undefined : read(config.series, 'series');
  const initialState = read(config.initialState, 'initial_state');
  const weights = readWeightsFile(config, contents);
  problems.push(...weights.problems);
  if (inputs) problems.push(...checkInputs(inputs, config, null));
  if (series) problems.push(...checkSeries(series, config, null).problems);
  if (initialState) problems.push(...checkInitialState(initialState, config, null));
  return {
    files: {
      ...(inputs && { inputs }),
      ...(series && { series }),
      ...(initialState && { initialState }),
      ...(weights.arrays && { weights: weights.arrays }),
    },
    problems,
  };
}

interface FileReading {
  readonly array?: ArrayValue;
  readonly problems: readonly Problem[];
}

function readArrayFile(file: FileReference, field: string, contents: ReadonlyMap<string, FileContent>): FileReading {
  const content = contents.get(file.path) ?? { reason: 'it was not read' };
  if ('reason' in content) return { problems: [unreadable(file, content.reason)] };
  if (/\.json$/i.test(file.path)) return readJsonArray(file, field, content.text);
  if (/\.(csv|tsv|txt)$/i.test(file.path)) return readCsvColumn(file, field, content.text);
  return { problems: [unreadable(file, 'only .json and .csv files are read')] };
}

function readJsonArray(file: FileReference, field: string, text: string): FileReading {
  const { value, span } = jsonValue(text);
  const problems: Problem[] = [];
  const found = value.kind === 'array' && readNumbers({ value, span }, field, true, (one) => problems.push(one));
  if (found) return { array: { ...found, span: file.span }, problems: [] };
  const fallback = unreadable(file, 'it holds no nested array of numbers');
  return { problems: problems.length > 0 ? at(file.span, problems) : [fallback] };
}

function readCsvColumn(file: FileReference, field: string, text: string): FileReading {
  const rows = csvParseRows(text.replace(/^\uFEFF/, '')).filter((row) => row.some((cell) => cell.trim() !== ''));
  const [first] = rows;
  if (!first) return { problems: [unreadable(file, 'it is empty')] };
  const isHeader = first.some((cell) => !isNumber(cell));
  const column = columnOf(file.column, isHeader ? first : null, first.length);
  if (column === null) {
    const known = isHeader ? first.map((word) => JSON.stringify(word.trim())).join(', ') : `0 to ${first.length - 1}`;
    return {
      problems: [unreadable(file, `it has no column ${JSON.stringify(file.column)}; its columns are ${known}`)],
    };
  }
  const cells = rows.slice(isHeader ? 1 : 0).map((row) => row[column] ?? '');
  const wrong = cells.findIndex((cell) => !isNumber(cell));
  if (wrong >= 0) {
    const found = JSON.stringify(cells[wrong] ?? '');
    return { problems: [problem('error', file.span, { code: 'not-a-number', field, index: [wrong], found })] };
  }
  return { array: { shape: [cells.length], data: Float32Array.from(cells, Number), span: file.span }, problems: [] };
}

function columnOf(column: string | number | null, header: readonly string[] | null, count: number): number | null {
  if (column === null) return 0;
  if (typeof column === 'number') return Number.isInteger(column) && column >= 0 && column < count ? column : null;
  const index = header?.findIndex((word) => word.trim() === column) ?? -1;
  return index < 0 ? null : index;
}

function isNumber(cell: string): boolean {
  return cell.trim() !== '' && Number.isFinite(Math.fround(Number(cell)));
}

function readWeightsFile(
  config: Config,
  contents: ReadonlyMap<string, FileContent>,
): { arrays?: DataFileArrays['weights']; problems: readonly Problem[] } {
  if (config.weights?.from !== 'file') return { problems: [] };
  const { file } = config.weights;
  const content = contents.get(file.path) ?? { reason: 'it was not read' };
  if ('reason' in content) return { problems: [unreadable(file, content.reason)] };
  if (!/\.json$/i.test(file.path)) return { problems: [unreadable(file, 'only .json files of weights are read yet')] };
  const problems: Problem[] = [];
  const { value } = jsonValue(content.text);
  const sets = readWeightSets(value, true, (one) => problems.push(one));
  if (sets.length === 0) return { problems: [unreadable(file, 'it holds no object of weights')] };
  const sizes = { ...config, hasOutputWeights: hasOutputWeights(config) };
  const all = [...at(file.span, problems), ...checkWeights(sets, sizes, file.span)];
  return all.length > 0 ? { problems: all } : { arrays: singleSet(sets), problems: [] };
}

function unreadable(file: FileReference, reason: string): Problem {
  return problem('error', file.span, { code: 'unreadable-file', path: file.path, reason });
}

/** Problems inside a data file are shown where the config names it. */
function at(span: Span, problems: readonly Problem[]): Problem[] {
  return problems.map((one) => ({ ...one, span, fixes: [] }));
}
