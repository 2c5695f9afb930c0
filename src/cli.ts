#!/usr/bin/env node
import { parseArgs } from 'node:util';
import rules from '../docs/rules.md';
import { version } from '../package.json';
import { checkCommand } from './cli/check.js';
import { runCommand } from './cli/run.js';
import { UsageError, write } from './cli/terminal.js';

const usage = `rnn-lens: the shapes and every time step of the recurrent networks in your code

  rnn-lens check [--format text|json|sarif] PATH…
                                               networks, shapes and problems of files and folders
  rnn-lens check --language json|typescript|python -
                                               the same of standard input
  rnn-lens run FILE [--network NAME] [--format text|json]
                                               the forward pass with its whole trace

  --memory-limit MB    the memory that a run may take (default 1000)
  --max-file-size MB   files over this size are not read (default 10)
  --help, --version

Exit: 0 no error found, 1 at least one error, 2 wrong usage or nothing could be read.`;

const options = {
  format: { type: 'string', default: 'text' },
  language: { type: 'string' },
  network: { type: 'string' },
  'memory-limit': { type: 'string', default: '1000' },
  'max-file-size': { type: 'string', default: '10' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

const languages = ['json', 'typescript', 'python'] as const;

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.version) {
    await write(`${version}\n`);
    return 0;
  }
  const [command, ...paths] = positionals;
  if (values.help || command === 'help') {
    await write(`${usage}\n`);
    return 0;
  }
  const memoryLimit = megabytes('--memory-limit', values['memory-limit']);
  const maxFileSize = megabytes('--max-file-size', values['max-file-size']);
  switch (command) {
    case 'check': {
      if (values.network !== undefined) throw new UsageError('--network goes with run');
      if (paths.length === 0) throw new UsageError('check needs a PATH, or - for standard input');
      const language = values.language === undefined ? null : oneOf('--language', values.language, languages);
      const format = oneOf('--format', values.format, ['text', 'json', 'sarif'] as const);
      return await checkCommand(paths, { format, language, tool: { version, rules }, memoryLimit, maxFileSize });
    }
    case 'run': {
      const [file, ...others] = paths;
      if (file === undefined || others.length > 0) throw new UsageError('run takes exactly one FILE');
      const format = oneOf('--format', values.format, ['text', 'json'] as const);
      return await runCommand(file, { format, network: values.network ?? null, memoryLimit, maxFileSize });
    }
    case undefined:
      throw new UsageError('a command is missing: check or run');
    default:
      throw new UsageError(`there is no command ${JSON.stringify(command)}: only check and run`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<Word extends string>(option: string, word: string, allowed: readonly Word[]): Word {
  const found = allowed.find((candidate) => candidate === word);
  if (found === undefined) throw new UsageError(`${option} is ${allowed.join(' or ')}, not ${JSON.stringify(word)}`);
  return found;
}

/** @returns bytes */
function megabytes(option: string, word: string): number {
  const number = Number(word);
  if (!(number > 0)) throw new UsageError(`${option} is a positive number of megabytes, not ${JSON.stringify(word)}`);
  return number * 1e6;
}

// A reader that has seen enough (`| head`) closes the pipe: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  console.error(`rnn-lens: ${error.message}`);
  process.exit(2);
});

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError ? `rnn-lens: ${message}\n\n${usage}` : `rnn-lens: ${message}`);
    process.exitCode = 2;
  },
);
