import { analyze } from '../analysis/analyze.js';
import { readDataFiles, withFiles } from '../analysis/dataFiles.js';
import type { Network, Problem } from '../analysis/model.js';
import { createEngine } from '../engine/engine.js';
import { runnables } from '../runner/layerNetwork.js';
import { errorsOf, prepareRun } from '../runner/prepare.js';
import { runRequest } from '../runner/runRequest.js';
import { problemMessage } from '../wording/problems.js';
import { fileModules } from './fileModules.js';
import { readDataTexts, readSource, timeLimit } from './readFiles.js';
import { runJson } from './runJson.js';
import { runText } from './runText.js';
import { write } from './terminal.js';

export interface RunOptions {
  readonly format: 'text' | 'json';
  readonly network: string | null;
  readonly memoryLimit: number;
  readonly maxFileSize: number;
}

/** `rnn-lens run`. @returns the exit code; throws an Error that says why a network cannot be run. */
export async function runCommand(path: string, options: RunOptions): Promise<number> {
  const { memoryLimit, maxFileSize } = options;
  for await (const source of readSource(path, maxFileSize, fail)) {
    const { networks: found, problems } = analyze(source.text, source.language, {
      fileName: source.path,
      memoryLimit,
      timeLimit,
      unfinished: source.unfinished,
      modules: fileModules(source, maxFileSize),
    });
    // Of code, each recurrent layer is run by itself.
    const networks = runnables(found).map(({ network }) => network);
    const network = pickNetwork(networks, options.network, source.path);
    const { rangeOf } = source;
    const stop = (reasons: readonly Problem[]): never => {
      const lines = reasons.map((reason) => {
        const { line, column } = rangeOf(reason.span).start;
        return `${source.path}:${line}:${column}: ${problemMessage(reason)}`;
      });
      return fail(`${network.name} cannot be run\n${lines.join('\n')}`);
    };
    const data = readDataFiles(network, await readDataTexts(network, source.path, maxFileSize));
    const errors = errorsOf(network, networks, [...problems, ...data.problems]);
    if (errors.length > 0) stop(errors);
    const preparation = prepareRun(network, data.files, memoryLimit);
    if ('reasons' in preparation) return stop(preparation.reasons);
    const executed = runRequest(createEngine(), preparation.request);
    const known = withFiles(network, data.files);
    const chunks = options.format === 'json' ? runJson(known, executed, rangeOf) : runText(known, executed);
    for (const chunk of chunks) await write(chunk);
    return 0;
  }
  return fail(`${path}: nothing could be read`);
}

function pickNetwork(networks: readonly Network[], name: string | null, path: string): Network {
  const names = networks.map((network) => JSON.stringify(network.name)).join(', ');
  const [first] = networks;
  if (!first) return fail(`${path}: there is no network in it`);
  if (name === null) {
    if (networks.length > 1) console.error(`rnn-lens: running the first of ${names}; choose with --network NAME`);
    return first;
  }
  return (
    networks.find((network) => network.name === name) ??
    fail(`${path}: there is no network ${JSON.stringify(name)} in it, only ${names}`)
  );
}

function fail(message: string): never {
  throw new Error(message);
}
