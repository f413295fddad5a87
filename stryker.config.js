// Mutation testing: `npm run test:mutation`. What it measured, and what it is for: docs/reliability.md.
import './test/mutation/requireCjs.js';

export default {
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  mochaOptions: { config: 'test/mutation/mocharc.json' },
  testRunnerNodeArgs: ['--import', new URL('test/mutation/requireCjs.js', import.meta.url).href],
  coverageAnalysis: 'perTest',
  // What runs when a module is loaded cannot be changed without loading all of them anew for each mutant.
  ignoreStatic: true,
  mutate: ['src/checklist/**/*.ts', 'src/refresh/**/*.ts', 'src/report/**/*.ts'],
  ignorePatterns: ['lib', 'coverage', 'reports'],
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false, allowColor: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  tempDirName: 'coverage/stryker',
  concurrency: 2,
  timeoutMS: 20_000,
};
