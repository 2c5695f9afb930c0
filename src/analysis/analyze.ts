import { codeAnalysis, mayHoldCode, type Modules } from './code.js';
import { mayBeConfig, mayBeOwnConfig, readConfig } from './config.js';
import { spellings } from './fields.js';
import { javascriptObjects } from './javascriptObjects.js';
import { jsonObjects } from './jsonObjects.js';
import { noAnalysis, type Analysis, type LanguageId, type Network, type Problem, type Span } from './model.js';
import { shortName } from './names.js';
import { kerasJsonNetworks, mayHoldKerasModel } from './kerasJson.js';
import { networkLayers, runProblems } from './network.js';
import { entriesByKey, type FoundObject } from './values.js';

export interface AnalyzeOptions {
  /** The file's name with or without its folder: it names networks and tells `*.rnn.json` and dialects. */
  readonly fileName: string;
  /** Bytes that a run may take; larger ones are a problem. */
  readonly memoryLimit: number;
  /** Milliseconds after which a text that is hard to parse is given up as holding nothing; default 1,000. */
  readonly timeLimit?: number;
  /** What stands in brackets that are open in a notebook's cell, where the text closes them: no problem is told there. */
  readonly unfinished?: readonly Span[];
  /** The other files of the workspace. What is not given here is listed in `Analysis.wanted`. */
  readonly modules?: Modules;
}

/** The languages that are read today, by a file's name; null for all others. */
export function languageOf(fileName: string): LanguageId | null {
  if (/\.jsonc?$/i.test(fileName)) return 'json';
  if (/\.pyw?$/i.test(fileName)) return 'python';
  return /\.([mc]?[tj]s|[tj]sx)$/i.test(fileName) ? 'typescript' : null;
}

/** A cheap look at a text before it is parsed: whether any spelling of the hidden size stands in it at all. */
export function mayHoldNetwork(text: string): boolean {
  return spellings.rnn_size.some((spelling) => text.includes(spelling)) || mayHoldCode(text) || mayHoldKerasModel(text);
}

/** Finds the networks of a text, their shapes and problems. Never throws on any text, and ends within a bound. */
export function analyze(text: string, language: LanguageId, options: AnalyzeOptions): Analysis {
  if (!mayHoldNetwork(text) && !isOwnFile(text, options.fileName)) return noAnalysis;
  try {
    return findNetworks(text, language, options);
  } catch {
    // Lezer builds some nodes (of nested functions) by recursion, and runs out of stack where they are very deep.
    return { ...noAnalysis, complete: false };
  }
}

/** `analyze` without its two guards. @throws RangeError on very deep nesting, out of Lezer */
export function findNetworks(text: string, language: LanguageId, options: AnalyzeOptions): Analysis {
  const deadline = Date.now() + (options.timeLimit ?? defaultTimeLimit);
  const code = language === 'json' ? noAnalysis : codeAnalysis(text, language, options, deadline);
  if (!code.complete) return { ...noAnalysis, complete: false };
  const objects =
    language === 'json'
      ? jsonObjects(text, deadline)
      : language === 'typescript'
        ? javascriptObjects(text, options.fileName, deadline)
        : [];
  if (!objects) return { ...noAnalysis, complete: false };
  const ownFile = language === 'json' && isOwnFile(text, options.fileName);
  const networks: Network[] = [];
  const problems: Problem[] = [];
  for (const [index, object] of objects.entries()) {
    if (networks.length >= maxNetworks) break;
    if (Date.now() > deadline) return { ...noAnalysis, complete: false };
    // One of our own files is one network, unless it is a collection of them.
    const isOwnRoot = ownFile && index === 0 && mayBeOwnConfig(object.keys);
    if (!mayBeConfig(object.keys) && !isOwnRoot) continue;
    const value = object.read();
    const reading = readConfig(value, { language, ownFile, isPart: object.isPart() });
    if (!reading) continue;
    const { config } = reading;
    const layers = networkLayers(config, value.span);
    const { text: name, span: nameSpan } = networkName(object, options.fileName);
    networks.push({ name, framework: 'config', span: value.span, nameSpan, layers, config });
    // What others wrote for other tools need not run here.
    problems.push(...reading.problems, ...(config.isOurs ? runProblems(config, options.memoryLimit) : []));
  }
  if (language === 'json' && mayHoldKerasModel(text)) networks.push(...kerasJsonNetworks(objects, options.fileName));
  return {
    ...code,
    networks: distinctNames([...networks, ...code.networks].sort((a, b) => a.span.start - b.span.start)),
    problems: inSourceOrder([...problems, ...code.problems]),
  };
}

const defaultTimeLimit = 1_000;

/** No person's file has more of them; a hostile one has a hundred thousand. */
const maxNetworks = 1_000;

function isOwnFile(text: string, fileName: string): boolean {
  return /(^|[\\/.])rnn\.jsonc?$/i.test(fileName) || /"\$schema"\s*:\s*"[^"]*(rnn-lens|rnn\.schema\.json)/.test(text);
}

function networkName(object: FoundObject, fileName: string): { text: string; span: Span } {
  const value = object.read();
  const given = entriesByKey(value).get('name');
  const words = given?.value.kind === 'string' && !given.spread ? shortName(given.value.value) : '';
  if (given && words !== '') return { text: words, span: given.span };
  const path = object.name();
  if (path) return path;
  const { start } = value.span;
  return { text: baseName(fileName), span: { start, end: start + 1 } };
}

function baseName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return shortName(last.replace(/(\.rnn)?\.\w+$/i, '') || last) || 'network';
}

/** Networks of one name are told apart by their number, so that each can be asked for by its name. */
function distinctNames(networks: readonly Network[]): Network[] {
  const counts = new Map<string, number>();
  const taken = new Set(networks.map(({ name }) => name));
  return networks.map((network) => {
    let count = (counts.get(network.name) ?? 0) + 1;
    while (count > 1 && taken.has(`${network.name} (${count})`)) count++;
    counts.set(network.name, count);
    return count === 1 ? network : { ...network, name: `${network.name} (${count})` };
  });
}

function inSourceOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
