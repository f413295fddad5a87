import Mocha from 'mocha';

/** Mocha's spec reporter, closed by the counts on a line of their own so that a CI log can be read by machines. */
export default class CountingReporter extends Mocha.reporters.Spec {
  public constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
      console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    });
  }
}
