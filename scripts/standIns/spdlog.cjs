// @ts-check
// In the place of @vscode/spdlog, which is C++: writes log files.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = /** @type {const} */ (['trace', 'debug', 'info', 'warn', 'error', 'critical']);

/** @param {string} _kind @param {string} _name @param {string} path */
exports.Logger = function Logger(_kind, _name, path) {
  let level = 2;
  mkdirSync(dirname(path), { recursive: true });
  /** @param {string} name @param {string} message */
  const write = (name, message) => {
    try {
      appendFileSync(path, `${new Date().toISOString()} [${name}] ${message}\n`);
    } catch {
      // A log that cannot be written is no reason to stop.
    }
  };
  const writers = levels.map((name, index) => [
    name,
    (/** @type {string} */ message) => {
      if (index >= level) write(name, message);
    },
  ]);
  const nothing = () => {};
  return {
    ...Object.fromEntries(writers),
    getLevel: () => level,
    setLevel: (/** @type {number} */ wanted) => {
      level = wanted;
    },
    setPattern: nothing,
    clearFormatters: nothing,
    flush: nothing,
    drop: nothing,
  };
};
exports.createRotatingLogger = async (/** @type {string} */ name, /** @type {string} */ path) =>
  exports.Logger('rotating', name, path);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.version = 0;
