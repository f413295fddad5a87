import { parseArgs } from 'node:util';
import { ScenarioError } from './scenario/index.ts';
import { startSimulator } from './server.ts';
import type { SimulatorOptions } from './server.ts';

const USAGE =
  'usage: npm run --silent simulator -- [--scenario <name | path.json>] [--port <n>] [--products <n> --entries-per-product <n>] [--sites <n>] [--tables <n> --rows <n>] [--latency-ms <n>]';

function fail(message: string, exitCode = 2): never {
  process.stderr.write(`${message.replaceAll('\n', ' ')}\n`);
  process.exit(exitCode);
}

function wholeNumber(name: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number) || number > most) fail(`--${name} takes a whole number from 0 to ${most}, not "${value}".`);
  return number;
}

function readArguments(): SimulatorOptions {
  try {
    const { values } = parseArgs({
      options: {
        scenario: { type: 'string' },
        port: { type: 'string' },
        products: { type: 'string' },
        'entries-per-product': { type: 'string' },
        sites: { type: 'string' },
        tables: { type: 'string' },
        rows: { type: 'string' },
        'latency-ms': { type: 'string' },
      },
    });
    return {
      scenario: values.scenario,
      port: wholeNumber('port', values.port, 65_535),
      products: wholeNumber('products', values.products, 10_000_000),
      entriesPerProduct: wholeNumber('entries-per-product', values['entries-per-product'], 1_000),
      sites: wholeNumber('sites', values.sites, 100_000),
      tables: wholeNumber('tables', values.tables, 1_000),
      tableRows: wholeNumber('rows', values.rows, 10_000_000),
      latencyMs: wholeNumber('latency-ms', values['latency-ms'], 600_000),
    };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)} (${USAGE})`);
  }
}

/** `npm run` and its shell do not pass on every signal: when they end, so does the simulator that they started. */
function stopWithParent(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'simulator') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 250).unref();
}

try {
  const running = await startSimulator(readArguments());
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    void running.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  stopWithParent(stop);
  process.stdout.write(`${JSON.stringify(running.simulation.login('sandbox'))}\n`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error), error instanceof ScenarioError ? 2 : 1);
}
