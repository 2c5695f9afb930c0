import assert from 'node:assert/strict';
import { referenceCell, unusual, type Case } from './cases.js';
import { makes } from './kernelsUnderTest.js';
import { referenceRun } from './referenceCell.js';
import { numbersOf, runCase } from './runCase.js';
import type { Slice } from './runOnKernels.js';

const cells = ['simple_rnn', 'lstm', 'gru'] as const;

for (const { name, make } of makes)
  describe(`recurrent steps: ${name}`, function () {
    const kernels = make();
    before(function () {
      if (!kernels) this.skip();
    });

    for (const cell of cells) {
      it(`${cell}: every batch from 1 to 13, at units that fill no vector`, () => {
        for (let batch = 1; batch <= 13; batch++)
          check({ cell, batch, steps: 4, inputSize: 1 + (batch % 5), units: 3 + ((batch * 5) % 23) });
      });

      it(`${cell}: units from 1 to 40, one line and several`, () => {
        for (let units = 1; units <= 40; units++) {
          check({ cell, batch: 1, steps: 3, inputSize: 1 + (units % 7), units });
          check({ cell, batch: 2 + (units % 3), steps: 3, inputSize: 1 + (units % 7), units });
        }
      });

      it(`${cell}: many rows, many steps, backward`, () => {
        check({ cell, batch: 1, steps: 230, inputSize: 9, units: 33 });
        check({ cell, batch: 33, steps: 7, inputSize: 9, units: 70, backward: true });
        check({ cell, batch: 1, steps: 101, inputSize: 5, units: 80, backward: true });
        check({ cell, batch: 101, steps: 2, inputSize: 4, units: 8 });
      });

      it(`${cell}: masked steps carry what was there, in both directions`, () => {
        for (const backward of [false, true]) {
          check({ cell, batch: 5, steps: 6, inputSize: 3, units: 11, masked: true, backward });
          check({ cell, batch: 1, steps: 6, inputSize: 3, units: 11, masked: true, backward });
        }
      });

      it(`${cell}: activations of one's own choice`, () => {
        check({ cell, batch: 4, steps: 5, inputSize: 3, units: 13, activations: unusual });
        check({ cell, batch: 1, steps: 5, inputSize: 3, units: 13, activations: unusual });
      });

      it(`${cell}: the same bits for lines and steps piece by piece, and all at once`, () => {
        for (const backward of [false, true]) {
          const one: Case = { cell, batch: 9, steps: 8, inputSize: 6, units: 21, masked: true, backward };
          const pieces: Slice[] = [
            [0, 3, 4, 9],
            [0, 1, 0, 1],
            [3, 8, 4, 6],
            [0, 8, 1, 4],
            [3, 8, 6, 9],
            [1, 8, 0, 1],
          ];
          assert.deepEqual(numbersOf(one, runCase(kernels!, one, pieces)), numbersOf(one, runCase(kernels!, one)));
        }
      });
    }

    it('lstm: a projection, smaller and larger than the units', () => {
      for (const batch of [1, 3, 8])
        for (const projected of [1, 5, 19]) {
          check({ cell: 'lstm', batch, steps: 5, inputSize: 4, units: 12, projected });
          check({ cell: 'lstm', batch, steps: 5, inputSize: 4, units: 12, projected, masked: true, backward: true });
        }
    });

    it('lstm: peepholes', () => {
      for (const batch of [1, 3]) {
        check({ cell: 'lstm', batch, steps: 5, inputSize: 4, units: 12, peepholes: true });
        check({ cell: 'lstm', batch, steps: 5, inputSize: 4, units: 9, peepholes: true, activations: unusual });
        check({ cell: 'lstm', batch, steps: 5, inputSize: 4, units: 9, peepholes: true, projected: 4 });
      }
    });

    it('gru: reset before', () => {
      for (const batch of [1, 4, 7]) {
        check({ cell: 'gru', batch, steps: 5, inputSize: 4, units: 18, resetAfter: false });
        check({ cell: 'gru', batch, steps: 5, inputSize: 4, units: 18, resetAfter: false, activations: unusual });
        check({ cell: 'gru', batch, steps: 5, inputSize: 4, units: 18, resetAfter: false, masked: true });
      }
      const one: Case = { cell: 'gru', batch: 4, steps: 5, inputSize: 4, units: 18, resetAfter: false };
      const lineByLine = [0, 1, 2, 3].map((line): Slice => [0, 5, line, line + 1]);
      assert.deepEqual(numbersOf(one, runCase(kernels!, one, lineByLine)), numbersOf(one, runCase(kernels!, one)));
    });

    it('stays within 1e-6 of float64 over 1,000 steps', function () {
      this.timeout(20_000);
      for (const cell of cells) check({ cell, batch: 2, steps: 1000, inputSize: 4, units: 16 });
    });

    function check(of: Case): void {
      const expected = referenceRun(referenceCell(of));
      const actual = runCase(kernels!, of);
      const { cell, projected = 0, resetAfter = true } = of;
      const near = (found: number[], wanted: readonly number[], what: string): void => {
        assert.equal(found.length, wanted.length);
        for (const [index, value] of found.entries())
          assert.ok(Math.abs(value - wanted[index]!) < 1e-6, `${what}[${index}]: ${value}, not ${wanted[index]}`);
      };
      for (const [step, lines] of expected.entries())
        for (const [line, wanted] of lines.entries()) {
          const where = `${JSON.stringify(of)} step ${step} line ${line}`;
          near(actual.state(step, line), wanted.state, `${where} state`);
          if (of.masked) continue;
          for (const [gate, values] of wanted.gates.entries())
            near(actual.gates(step, line, gate), values, `${where} gate ${gate}`);
          if (cell === 'lstm') near(actual.cellState(step, line), wanted.cellState, `${where} cellState`);
          if (projected) near(actual.unprojected(step, line), wanted.unprojected, `${where} unprojected`);
          if (cell === 'simple_rnn' || (cell === 'gru' && resetAfter))
            near(actual.hiddenProjection(step, line), wanted.hiddenProjection, `${where} hiddenProjection`);
        }
    }
  });
