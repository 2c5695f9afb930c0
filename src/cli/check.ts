import { analyze } from '../analysis/analyze.js';
import { readDataFiles, withFiles } from '../analysis/dataFiles.js';
import type { LanguageId, NamedTensor, Network, Problem } from '../analysis/model.js';
import { lineIndex, type Range } from '../wording/lineIndex.js';
import { checkJson } from './checkJson.js';
import { checkSarif, type SarifTool } from './checkSarif.js';
import { checkText } from './checkText.js';
import { fileModules } from './fileModules.js';
import { readDataTexts, readSources, readStandardInput, timeLimit, type SourceFile } from './readFiles.js';
import { UsageError, write } from './terminal.js';

export interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly language: LanguageId | null;
  readonly tool: SarifTool;
  readonly memoryLimit: number;
  readonly maxFileSize: number;
}

/** What was found in one file. */
export interface CheckedFile {
  readonly path: string;
  readonly networks: readonly Network[];
  readonly tensors: readonly NamedTensor[];
  readonly problems: readonly Problem[];
  readonly rangeOf: (span: { start: number; end: number }) => Range;
}

/** `rnn-lens check`. @returns the exit code */
export async function checkCommand(paths: readonly string[], options: CheckOptions): Promise<number> {
  const files: CheckedFile[] = [];
  for await (const source of sourcesOf(paths, options)) files.push(await checkFile(source, options));
  if (files.length === 0) {
    console.error('rnn-lens: nothing could be read');
    return 2;
  }
  await write(formats[options.format](files, options.tool));
  return files.some(({ problems }) => problems.some(({ severity }) => severity === 'error')) ? 1 : 0;
}

const formats = { text: checkText, json: checkJson, sarif: checkSarif } as const;

/** Analyses one text and the data files that its networks name. */
async function checkFile(
  source: SourceFile,
  { memoryLimit, maxFileSize }: Pick<CheckOptions, 'memoryLimit' | 'maxFileSize'>,
): Promise<CheckedFile> {
  const { networks, tensors, problems, complete } = analyze(source.text, source.language, {
    fileName: source.path,
    memoryLimit,
    timeLimit,
    unfinished: source.unfinished,
    modules: fileModules(source, maxFileSize),
  });
  if (!complete) complain(`${source.path}: too long or too deep to be read`);
  const known: Network[] = [];
  const ofFiles: Problem[] = [];
  for (const network of networks) {
    const contents = await readDataTexts(network, source.path, maxFileSize);
    const data = readDataFiles(network, contents);
    ofFiles.push(...data.problems);
    known.push(withFiles(network, data.files));
  }
  const all = [...problems, ...ofFiles].sort((a, b) => a.span.start - b.span.start);
  return { path: source.path, networks: known, tensors, problems: all, rangeOf: source.rangeOf };
}

async function* sourcesOf(paths: readonly string[], options: CheckOptions): AsyncGenerator<SourceFile> {
  for (const path of paths) {
    if (path === '-') {
      if (!options.language) throw new UsageError('standard input (-) needs --language json, typescript or python');
      const content = await readStandardInput(options.maxFileSize);
      if ('reason' in content) complain(`standard input: ${content.reason}`);
      else
        yield {
          path: '-',
          language: options.language,
          text: content.text,
          unfinished: [],
          rangeOf: lineIndex(content.text),
        };
    } else {
      yield* readSources(path, options.maxFileSize, complain);
    }
  }
}

function complain(message: string): undefined {
  console.error(`rnn-lens: ${message}`);
}
