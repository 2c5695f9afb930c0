import assert from 'node:assert/strict';
import { narrowPacking, packGates, widePacking } from '../../../src/engine/kernels/pack.js';

/** What stands before and behind. */
const beside = [-1, -1, -1, -1, -1];

const layouts = [narrowPacking.manyRows, narrowPacking.oneRow, widePacking.manyRows, widePacking.oneRow];

/** Weight [row, gate, unit] as a number that tells them. */
const weight = (row: number, gate: number, unit: number): number => 1 + row + 100 * (gate + 10 * unit);

describe('packing', () => {
  for (const panelWidths of layouts)
    it(`puts every weight into its panel of ${panelWidths.join(', ')} columns, and zeros beside`, () => {
      for (const gates of [1, 3, 4])
        for (let units = 1; units <= 70; units += units < 20 ? 1 : 7) {
          const rows = 1 + (units % 4);
          const width = Math.ceil(units / 8) * 8;
          const source = new Float32Array(rows * gates * units);
          for (let row = 0; row < rows; row++)
            for (let gate = 0; gate < gates; gate++)
              for (let unit = 0; unit < units; unit++)
                source[(row * gates + gate) * units + unit] = weight(row, gate, unit);
          const target = new Float32Array(5 + rows * gates * width + 5).fill(-1);
          packGates(source, rows, gates, units, width, panelWidths, target, 5);
          assert.deepEqual(Array.from(target), [...beside, ...expected(rows, gates, units, width), ...beside]);
        }

      function expected(rows: number, gates: number, units: number, width: number): number[] {
        const columns = Array.from({ length: gates * width }, (_, column) => column);
        // A GRU's candidate is packed apart.
        const parts = gates === 3 ? [columns.slice(0, 2 * width), columns.slice(2 * width)] : [columns];
        return parts.flatMap((part) => {
          const numbers: number[] = [];
          while (part.length > 0) {
            const panel = part.splice(
              0,
              panelWidths.find((size) => size <= part.length),
            );
            for (let row = 0; row < rows; row++)
              for (const column of panel) {
                const unit = column % width;
                numbers.push(unit < units ? weight(row, Math.floor(column / width), unit) : 0);
              }
          }
          return numbers;
        });
      }
    });
});
