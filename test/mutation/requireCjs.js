/**
 * Stryker's runner for Mocha asks for Mocha's own modules without the ending of the file; since Mocha 12 that is
 * `.cjs`, which `require` does not try by itself (https://github.com/stryker-mutator/stryker-js).
 */
import Module from 'node:module';

Module._extensions['.cjs'] ??= Module._extensions['.js'];
