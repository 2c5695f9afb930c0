import { checkInitialState, checkInputs, checkSeries, readNumbers } from './configData.js';
import { checkLayerCount, checkWeights, outputSet, readWeightSets, setOf } from './configWeights.js';
import { readCsvColumn } from './csvColumn.js';
import type { ArrayValue, Config, DataSource, Dim, FileReference, Network, Problem, Span, WeightSet } from './model.js';
import { hasOutputWeights, networkLayers } from './network.js';
import { plainValue } from './plainValues.js';
import { problem } from './problem.js';
import type { Value } from './values.js';

/** A file's text, or the reason why there is none, as the end of a sentence. */
export type FileContent = { readonly text: string } | { readonly reason: string };

/** What the files of a network hold; a field is absent where its file has a problem. */
export interface DataFileArrays {
  readonly inputs?: ArrayValue;
  readonly series?: ArrayValue;
  readonly initialState?: ArrayValue;
  readonly weights?: readonly WeightSet[];
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
 * checks their shapes against the config, and its own arrays against the sizes that only the files tell. Nothing in a
 * file is run. `contents` has one entry a path.
 */
export function readDataFiles(network: Network, contents: ReadonlyMap<string, FileContent>): DataFileResult {
  const { config } = network;
  if (!config || fileReferences(network).length === 0) return { files: {}, problems: [] };
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
  const files = {
    ...(inputs && { inputs }),
    ...(series && { series }),
    ...(initialState && { initialState }),
    ...(weights.sets && { weights: weights.sets }),
  };
  problems.push(...shapeProblems(config, files));
  return { files, problems };
}

/**
 * Whether a path may name a data file: relative, without a root, a drive or a scheme. That it does not lead out of the
 * workspace is for the host to see, which knows where that is.
 */
export function isDataPath(path: string): boolean {
  return !/^([\\/]|[a-z][a-z\d+.-]*:)/i.test(path) && !path.includes('\0');
}

/** Whether a file's name is one of a format that is read at all. */
export function isDataFormat(path: string): boolean {
  return /\.(json|csv|tsv|txt)$/i.test(path);
}

/** The network with the sizes that it leaves to its data files. */
export function withFiles(network: Network, files: DataFileArrays): Network {
  const { config, span } = network;
  if (!config || fileReferences(network).length === 0) return network;
  const known = withFileSizes(config, files);
  return { ...network, config: known, layers: networkLayers(known, span) };
}

/** The config with the sizes that it leaves to its data files. */
export function withFileSizes(config: Config, files: DataFileArrays): Config {
  const given = (dim: Dim, found: number | null | undefined): Dim => (typeof dim === 'number' ? dim : found || dim);
  const shape = files.inputs?.shape.length === 3 ? files.inputs.shape : [];
  const steps = given(config.steps, shape[1]);
  const features = given(config.features, shape[2] ?? setOf(files.weights ?? [], 0, 'forward').i_w?.shape[0]);
  const lines = files.series && checkSeries(files.series, { ...config, batch: null, steps, features }, null).lines;
  const isWritten = config.fields.some(({ name }) => name === 'output_size');
  const hasOutputKernel = files.weights && outputSet(files.weights).o_w !== undefined;
  return {
    ...config,
    weights: config.weights && { ...config.weights, ...(hasOutputKernel && { hasOutputKernel }) },
    batch: given(config.batch, shape[0] ?? lines),
    steps,
    features,
    outputSize:
      isWritten || !files.weights ? config.outputSize : (outputSet(files.weights).o_w?.shape[1] ?? config.units),
  };
}

/** Checks the files' arrays, and those of the config that fit it as it is written and may not fit the files. */
function shapeProblems(config: Config, files: DataFileArrays): Problem[] {
  const sizes = withFileSizes(config, files);
  const { inputs, series, initialState } = config;
  const ifNew = (check: (all: Config) => Problem[]) => (check(config).length > 0 ? [] : check(sizes));
  return [
    ...(files.inputs ? checkInputs(files.inputs, sizes, null) : []),
    ...(files.series ? checkSeries(files.series, sizes, null).problems : []),
    ...(files.initialState ? checkInitialState(files.initialState, sizes, null) : []),
    ...weightProblems(sizes, files.weights ?? []),
    ...(inputs?.from === 'source' ? ifNew((all) => checkInputs(inputs.array, all, null)) : []),
    ...(series?.from === 'source' && !inputs ? ifNew((all) => checkSeries(series.array, all, null).problems) : []),
    ...(initialState?.from === 'source' ? ifNew((all) => checkInitialState(initialState.array, all, null)) : []),
    ...(config.weights?.from === 'source'
      ? ifNew((all) => weightProblems(all, config.weights?.from === 'source' ? config.weights.sets : []))
      : []),
  ];
}

function weightProblems(config: Config, sets: readonly WeightSet[]): Problem[] {
  return checkWeights(sets, { ...config, hasOutputWeights: hasOutputWeights(config) });
}

interface FileReading {
  readonly array?: ArrayValue;
  readonly problems: readonly Problem[];
}

interface WeightsReading {
  readonly sets?: readonly WeightSet[];
  /** How many layers the file lists; null where it holds one object. */
  readonly layers?: number | null;
  readonly problems: readonly Problem[];
}

const arrayReadings = keptReadings<FileReading>();
const weightsReadings = keptReadings<WeightsReading>();

/** Configs change far more often than their files: what was read of a content stays as long as the content does. */
function keptReadings<Reading>() {
  const kept = new WeakMap<FileContent, Map<string, Reading>>();
  return (content: FileContent, way: string, read: () => Reading): Reading => {
    const ways = kept.get(content) ?? new Map<string, Reading>();
    kept.set(content, ways);
    const known = ways.get(way);
    if (known !== undefined) return known;
    const reading = read();
    if (ways.size >= mostWays) ways.clear();
    ways.set(way, reading);
    return reading;
  };
}

/** Few fields name the same file, each with a column or two; more of them come from a name that is being typed. */
const mostWays = 8;

function readArrayFile(file: FileReference, field: string, contents: ReadonlyMap<string, FileContent>): FileReading {
  const { path, column, span } = file;
  const content = contents.get(path) ?? { reason: 'it was not read' };
  if (!isDataFormat(path)) return { problems: [notRead(file, 'only .json, .csv and .tsv files are read yet')] };
  if ('reason' in content) return { problems: [unreadable(file, content.reason)] };
  const { array, problems } = arrayReadings(content, JSON.stringify([path, field, column]), () =>
    /\.json$/i.test(path) ? readJsonArray(file, field, content.text) : readCsvArray(file, field, content.text),
  );
  return { ...(array && { array: { ...array, span } }), problems: at(span, problems) };
}

function readJsonArray(file: FileReference, field: string, text: string): FileReading {
  const parsed = parseJson(text);
  if ('reason' in parsed) return { problems: [unreadable(file, parsed.reason)] };
  const { value } = parsed;
  const problems: Problem[] = [];
  const item = { value, span: file.span };
  const array = value.kind === 'array' && readNumbers(item, field, true, (one) => problems.push(one));
  if (array) return { array, problems: [] };
  return { problems: at(file.span, problems, unreadable(file, 'it holds no nested array of numbers')) };
}

function readCsvArray(file: FileReference, field: string, text: string): FileReading {
  const { column, span } = file;
  const reading = readCsvColumn(text, /\.tsv$/i.test(file.path) ? '\t' : ',', column);
  if ('reason' in reading) return { problems: [unreadable(file, reading.reason)] };
  if ('row' in reading) {
    const { row, found } = reading;
    return { problems: [problem('error', span, { code: 'not-a-number', field, index: [row], found })] };
  }
  return { array: { shape: [reading.numbers.length], data: reading.numbers, span }, problems: [] };
}

function readWeightsFile(config: Config, contents: ReadonlyMap<string, FileContent>): WeightsReading {
  if (config.weights?.from !== 'file') return { problems: [] };
  const { file } = config.weights;
  const { path, span } = file;
  const content = contents.get(path) ?? { reason: 'it was not read' };
  if (!/\.json$/i.test(path)) return { problems: [notRead(file, 'only .json files of weights are read yet')] };
  if ('reason' in content) return { problems: [unreadable(file, content.reason)] };
  const { sets, layers = null, problems } = weightsReadings(content, path, () => readJsonWeights(file, content.text));
  const placed = sets?.map((set) => ({
    ...set,
    arrays: Object.fromEntries(Object.entries(set.arrays).map(([name, array]) => [name, { ...array, span }])),
  }));
  const counts = placed ? checkLayerCount({ sets: placed, layers, notKnown: [] }, { span }, config) : [];
  return { ...(placed && { sets: placed }), problems: [...at(span, problems), ...counts] };
}

function readJsonWeights(file: FileReference, text: string): WeightsReading {
  const parsed = parseJson(text);
  if ('reason' in parsed) return { problems: [unreadable(file, parsed.reason)] };
  const found: Problem[] = [];
  const { sets, layers } = readWeightSets(parsed.value, true, (one) => found.push(one));
  const isEmpty = sets.every(({ arrays }) => Object.keys(arrays).length === 0);
  const problems = at(file.span, found, ...(isEmpty ? [unreadable(file, 'it holds no object of weights')] : []));
  return problems.some(({ severity }) => severity === 'error') ? { problems } : { sets, layers, problems };
}

/** Strict JSON, read by the platform's own parser: fast, and at any depth without running out of stack. */
function parseJson(text: string): { value: Value } | { reason: string } {
  try {
    return { value: plainValue(JSON.parse(text.replace(/^\uFEFF/, ''))) };
  } catch (error) {
    // The parser's own message quotes the file, which may hold what is nobody's business here.
    const place = /\(line \d+ column \d+\)/.exec(error instanceof Error ? error.message : '')?.[0];
    return { reason: `it is no valid JSON${place === undefined ? '' : ` ${place}`}` };
  }
}

/** A format of other tools: no mistake of the person's. */
function notRead(file: FileReference, reason: string): Problem {
  return problem('info', file.span, { code: 'unreadable-file', path: file.path, reason });
}

function unreadable(file: FileReference, reason: string): Problem {
  return problem('error', file.span, { code: 'unreadable-file', path: file.path, reason });
}

/** Problems inside a data file are shown where the config names it; `otherwise` where there are none. */
function at(span: Span, problems: readonly Problem[], ...otherwise: readonly Problem[]): readonly Problem[] {
  return problems.length > 0 ? problems.map((one) => ({ ...one, span, fixes: [] })) : otherwise;
}
