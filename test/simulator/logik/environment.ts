import type { Json } from '../model.ts';
import { ScenarioError } from '../scenario/error.ts';
import type { OrgBuilder } from '../scenario/orgBuilder.ts';
import type { ConfigurableProductPart, LogikPart } from '../scenario/types.ts';
import { changed, initialBehaviour, type LogikBehaviour } from './behaviour.ts';
import { Blueprints } from './blueprints.ts';
import { ConfigurableProducts } from './configurableProducts.ts';
import { Connection } from './connection.ts';
import type { LogikContent } from './content.ts';
import { newClient, newKey, type AdminKey, type RuntimeClient } from './credentials.ts';
import { LogikJobs } from './jobs.ts';
import { ManagedTables } from './managedTables.ts';
import { strangerContent } from './otherTenant.ts';
import { ProductCache } from './productCache.ts';
import { RuntimeSessions } from './runtimeSessions.ts';

/** What an environment starts with, and the URL under which it is found. */
export type LogikStart = {
  url: string;
  adminKeys: readonly AdminKey[];
  runtimeClients: readonly RuntimeClient[];
  content: LogikContent;
  connection: Connection;
};

/**
 * A Logik environment: who may call it, what it holds, how it behaves, and which org it syncs from. A refresh of the
 * sandbox changes nothing here: that is the trouble this plugin is about.
 */
export class LogikEnvironment {
  /** Where it is served; a simulator knows it once it listens. */
  public url: string;
  public readonly adminKeys: AdminKey[];
  public readonly runtimeClients: RuntimeClient[];
  public readonly connection: Connection;
  public readonly sessions = new RuntimeSessions();
  public readonly jobs = new LogikJobs(() => this.behaviour);
  public behaviour: LogikBehaviour = initialBehaviour();
  /** What it holds, whoever answers today. */
  public readonly own: LogikContent;
  private readonly stranger = strangerContent();

  public constructor({ url, adminKeys, runtimeClients, content, connection }: LogikStart) {
    this.url = url;
    this.adminKeys = [...adminKeys];
    this.runtimeClients = [...runtimeClients];
    this.own = content;
    this.connection = connection;
  }

  /** What answers are about: this tenant, or another one that took its place. */
  public get content(): LogikContent {
    return this.behaviour.otherTenant ? this.stranger : this.own;
  }

  /** The key that the start line hands out: the first of the scenario. */
  public get adminApiKey(): string {
    return this.adminKeys[0]?.key ?? '';
  }

  /** The token that the start line hands out: that of the first runtime client. */
  public get runtimeToken(): string {
    return this.runtimeClients[0]?.token ?? '';
  }

  /** Changes how the environment behaves; a sentence when the change is wrong. */
  public change(change: Json): string | undefined {
    const next = changed(this.behaviour, change);
    if (typeof next === 'string') return next;
    this.behaviour = next;
    return undefined;
  }

  /** Back to how the environment behaved at the start. */
  public calmDown(): void {
    this.behaviour = initialBehaviour();
  }
}

/** The environment of a scenario, connected to its sandbox, with everything that the sandbox has in its cache. */
export function environmentOf(part: LogikPart, sandbox: OrgBuilder, url: string): LogikEnvironment {
  const blueprints = new Blueprints(part.blueprints, sandbox.part.login ?? 'admin');
  const configurableProducts = new ConfigurableProducts();
  for (const [index, product] of part.configurableProducts.entries()) {
    const partnerProductId = salesforceProduct(product, index, blueprints, sandbox);
    const name = product.name ?? String(sandbox.store.table('Product2').get(partnerProductId)?.['Name']);
    const { blueprint, modified } = product;
    configurableProducts.add({ name, blueprintVariableName: blueprint, partnerProductId, modified });
  }
  const productCache = new ProductCache();
  productCache.bringAll(sandbox.store, part.notCached);
  const content = { blueprints, configurableProducts, tables: new ManagedTables(part.managedTables), productCache };
  const connection = Connection.of(sandbox, part.refreshTokenUser);
  const [adminKeys, runtimeClients] = [part.adminKeys.map(newKey), part.runtimeClients.map(newClient)];
  return new LogikEnvironment({ url, adminKeys, runtimeClients, content, connection });
}

/** An environment as the vendor hands a new one over: a key, a runtime client, and nothing else. */
export function newEnvironment(origins: string[], url: string): LogikEnvironment {
  const content = {
    blueprints: new Blueprints([], 'admin'),
    configurableProducts: new ConfigurableProducts(),
    tables: new ManagedTables(),
    productCache: new ProductCache(),
  };
  const key = newKey({ name: 'migration', permissions: ['Read', 'Edit', 'Deploy', 'Bulk'] });
  const client = newClient({ name: 'CPQ portal', origins });
  return new LogikEnvironment({
    url,
    adminKeys: [key],
    runtimeClients: [client],
    content,
    connection: new Connection(),
  });
}

function salesforceProduct(
  part: ConfigurableProductPart,
  index: number,
  blueprints: Blueprints,
  sandbox: OrgBuilder
): string {
  const at = `/logik/configurableProducts/${index}`;
  if (blueprints.find(part.blueprint) === undefined) {
    throw new ScenarioError(`${at}/blueprint`, `names no blueprint: "${part.blueprint}"`);
  }
  const id = sandbox.find('Product2', part.productCode);
  if (id === undefined) {
    throw new ScenarioError(`${at}/productCode`, `names no product of the sandbox: "${part.productCode}"`);
  }
  return id;
}
