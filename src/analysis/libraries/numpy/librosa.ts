import { sizeOf, sizeValue, tensorOf, tupleOf, unknown, type Value } from '../../domain/values.js';
import type { Entry, Library, LibraryFunction } from '../library.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { tensorFrom } from '../tensorValues.js';

/** https://librosa.org/doc/latest/generated/librosa.load.html: one channel, unless all of them are asked for. */
const load = withParameters(['path', 'sr', 'mono'], (call, bound) => {
  const mono = bound.get('mono')?.value;
  const isOne = mono === undefined || (mono.kind === 'boolean' && mono.value === true);
  const sound = tensorOf('numpy', isOne ? [null] : null, { dtype: 'float', origin: call.span });
  const rate = bound.get('sr')?.value;
  return tupleOf([sound, rate === undefined ? sizeValue(22050) : rate.kind === 'size' ? rate : unknown]);
});

/** https://librosa.org/doc/latest/feature.html: as many numbers as `count` says for each frame of a sound. */
function feature(count: string, otherwise: number): LibraryFunction {
  return withParameters(['y', 'sr', 'S', count], (call, bound) => {
    const sound = bound.get('y')?.value;
    const axes = sound && tensorFrom(sound, 'numpy').axes;
    const rows: Value = bound.value(count, sizeValue(otherwise));
    return tensorOf('numpy', axes?.length === 1 ? [sizeOf(rows), null] : null, { dtype: 'float', origin: call.span });
  });
}

export const librosaLibrary: Library = {
  entries: new Map<string, Entry>([
    ...entriesUnder('librosa', { load }),
    ...entriesUnder('librosa.feature', {
      mfcc: feature('n_mfcc', 20),
      melspectrogram: feature('n_mels', 128),
      chroma_stft: feature('n_chroma', 12),
    }),
  ]),
  aliases: [['librosa.core', 'librosa']],
  bases: new Map(),
};
