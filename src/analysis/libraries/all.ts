import { withElementTypes } from './dtypes/typedLibrary.js';
import { javascriptLibrary } from './javascript/javascript.js';
import { jaxLibrary } from './jax/library.js';
import { kerasLibrary } from './keras/library.js';
import { mergeLibraries } from './merge.js';
import { librosaLibrary } from './numpy/librosa.js';
import { numpyLibrary } from './numpy/library.js';
import { pandasLibrary } from './numpy/pandas.js';
import { sklearnLibrary } from './numpy/sklearn.js';
import { pytorchLibrary } from './pytorch/library.js';
import { pythonLibrary } from './python/library.js';
import { tensorflowLibrary } from './tensorflow/library.js';
import { tfjsLibrary } from './tfjs/tfjs.js';

/** All that Python programs may use. */
export const pythonLibraries = withElementTypes(
  mergeLibraries([
    pythonLibrary,
    pytorchLibrary,
    kerasLibrary,
    tensorflowLibrary,
    numpyLibrary,
    pandasLibrary,
    sklearnLibrary,
    librosaLibrary,
    jaxLibrary,
  ]),
);

/** All that JavaScript programs may use; the layers and models of tf.js are Keras'. */
export const javascriptLibraries = mergeLibraries([javascriptLibrary, kerasLibrary, tfjsLibrary]);
