import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `from keras import Input, backend as K
from keras.layers import LSTM, Conv2D, Convolution2D, Convolution3D, MaxPooling2D
image = Input((1, 28, 28))
`;

describe('the order of the axes of images', () => {
  it('is that of the layer', () => {
    for (const order of ["data_format='channels_first'", "dim_ordering='th'"]) {
      assert.equal(shapesOf(`${head}y = Conv2D(8, (3, 3), ${order})(image)`).shapes['y'], '(batch, 8, 26, 26)');
    }
  });

  it('is that of the backend where the layer says nothing', () => {
    const first = `${head}K.set_image_data_format('channels_first')\n`;
    const pooled = 'y = MaxPooling2D((2, 2))(Conv2D(8, (3, 3))(image))';
    assert.equal(shapesOf(first + pooled).shapes['y'], '(batch, 8, 13, 13)');
    const theano = `${head}K.set_image_dim_ordering('th')\n`;
    assert.equal(shapesOf(theano + pooled).shapes['y'], '(batch, 8, 13, 13)');
    const own = "y = Conv2D(8, (3, 3), data_format='channels_last')(Input((28, 28, 1)))";
    assert.equal(shapesOf(first + own).shapes['y'], '(batch, 26, 26, 8)');
    const last = "K.set_image_data_format('channels_last')\ny = Conv2D(8, (3, 3))(Input((28, 28, 1)))";
    assert.equal(shapesOf(first + last).shapes['y'], '(batch, 26, 26, 8)');
  });

  it('has the rows and the columns of a window apart in Keras 1', () => {
    const y = 'y = Convolution2D(8, 3, 5)(Input((28, 28, 1)))';
    assert.equal(shapesOf(head + y).shapes['y'], '(batch, 26, 24, 8)');
    const old = "y = Conv2D(8, 3, 5, border_mode='valid')(Input((28, 28, 1)))";
    assert.equal(shapesOf(head + old).shapes['y'], '(batch, 26, 24, 8)');
    const three = 'y = Convolution3D(8, 3, 5, 7)(Input((9, 9, 9, 1)))';
    assert.equal(shapesOf(head + three).shapes['y'], '(batch, 7, 5, 3, 8)');
    const modern = 'y = Convolution2D(8, (3, 3), (2, 2))(Input((28, 28, 1)))';
    assert.equal(shapesOf(head + modern).shapes['y'], '(batch, 13, 13, 8)');
  });
});
