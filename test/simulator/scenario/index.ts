import { environmentOf, newEnvironment } from '../logik/environment.ts';
import { buildOrg } from './buildOrg.ts';
import { fillOrgPlaceholders } from './crossReferences.ts';
import { attachGeneratedCatalog } from './generatedCatalog.ts';
import { ScenarioError } from './error.ts';
import { generatedTables } from './generatedManagedTables.ts';
import { loadGeneratedSites } from './generatedSites.ts';
import { loadScenario } from './load.ts';
import { ScenarioSimulation } from './scenarioSimulation.ts';
import { settingsOf } from './settings.ts';
import { loadSandboxProcesses } from './setup.ts';
import type { Scenario } from './types.ts';

export { ScenarioError } from './error.ts';
export { scenarioNames } from './load.ts';
export { ScenarioSimulation, type LoginFacts } from './scenarioSimulation.ts';
export type { SetupSettings } from './settings.ts';

export type BuildOptions = {
  /** Products to generate in both orgs, beside those of the scenario. Default 0. */
  products?: number;
  /** Price book entries of each generated product, each in another price book. Default 1. */
  entriesPerProduct?: number;
  /** Sites to generate in the sandbox alone, with their regions and asset lines. Default 0. */
  sites?: number;
  /** Managed tables to generate in the Logik environment, beside those of the scenario. Default 0. */
  tables?: number;
  /** Rows of each generated table. Default 1000. */
  tableRows?: number;
  /** Where the second, empty Logik environment is served. */
  logikNewUrl?: string;
  /** Where the simulator listens: instance URL of both orgs. */
  baseUrl: string;
  /** The URL of the Logik environment, under another name of the same machine; the base URL unless given. */
  logikUrl?: string;
};

export const DEFAULT_SCENARIO = 'standard';

/**
 * Builds both orgs and the Logik environment of a scenario, given by name or by path. The login facts are at
 * `.login('sandbox')` and `.login('production')`. Throws a `ScenarioError` for a scenario that does not hold together.
 */
export function buildSimulation(scenarioNameOrPath: string | undefined, options: BuildOptions): ScenarioSimulation {
  const now = (): Date => new Date();
  const name = scenarioNameOrPath ?? DEFAULT_SCENARIO;
  const scenario = loadScenario(name, { logikUrl: options.logikUrl ?? options.baseUrl, now: now() });
  try {
    return assemble(scenario, options, now);
  } catch (error) {
    throw error instanceof ScenarioError && error.file === undefined ? error.inFile(name) : error;
  }
}

function assemble(scenario: Scenario, options: BuildOptions, now: () => Date): ScenarioSimulation {
  const { baseUrl, products = 0, entriesPerProduct = 1, sites = 0, tables = 0, tableRows = 1000 } = options;
  const production = buildOrg('production', scenario.production, now);
  const sandbox = buildOrg('sandbox', scenario.sandbox, now);
  loadSandboxProcesses(production, sandbox.store.facts.orgId);
  fillOrgPlaceholders({ production, sandbox });
  if (products > 0) {
    attachGeneratedCatalog(production, 'production', { products, entriesPerProduct });
    attachGeneratedCatalog(sandbox, 'sandbox', { products, entriesPerProduct });
  }
  if (sites > 0) loadGeneratedSites(sandbox, sites);
  const logik = environmentOf(scenario.logik, sandbox, options.logikUrl ?? baseUrl);
  for (const table of generatedTables(tables, tableRows)) logik.own.tables.put(table);
  // Of a client of its own, the new environment knows the origins that the old one's first client has.
  const origins = logik.runtimeClients[0]?.origins ?? [];
  const logikNew = newEnvironment(origins, options.logikNewUrl ?? baseUrl);
  const simulation = new ScenarioSimulation(baseUrl, { logik, logikNew }, scenario);
  simulation.admit(production.store, settingsOf(production.store, scenario.production));
  simulation.admit(sandbox.store, settingsOf(sandbox.store, scenario.sandbox));
  return simulation;
}
