import { randomBytes } from 'node:crypto';
import type { OrgBuilder } from '../scenario/orgBuilder.ts';
import { ScenarioError } from '../scenario/error.ts';
import type { AdminKeyPart, ConfigurableProductPart, LogikPart, RuntimeClientPart } from '../scenario/types.ts';
import { ProductCache } from './productCache.ts';
import { RuntimeSessions } from './runtimeSessions.ts';

export type AdminKey = AdminKeyPart & { key: string };
export type RuntimeClient = RuntimeClientPart & { token: string };
/** The shapes of the Admin API's answers. */
export type Blueprint = {
  id: number;
  name: string;
  variableName: string;
  description: string;
  modified: string;
  lastModifiedBy: string;
};
export type Deployment = { name: string; variableName: string; revision: number; created: string; userId: string };
export type ConfigurableProduct = {
  created: string;
  modified: string;
  id: number;
  name: string;
  blueprintVariableName: string;
  partnerProductId: string;
};

/**
 * The Logik environment: who may call it, its blueprints, and what it knows of the org it was connected to when the
 * simulator started. A refresh of the sandbox changes nothing here: that is the trouble this plugin is about.
 */
export class LogikEnvironment {
  public readonly adminKeys: readonly AdminKey[];
  public readonly runtimeClients: readonly RuntimeClient[];
  public readonly blueprints: readonly Blueprint[];
  public readonly configurableProducts: readonly ConfigurableProduct[];
  public readonly productCache: ProductCache;
  public readonly sessions = new RuntimeSessions();
  private readonly deployed: ReadonlySet<string>;

  /** `sandbox` is the org that the environment is connected to. */
  public constructor(part: LogikPart, sandbox: OrgBuilder) {
    const admin = sandbox.part.login ?? 'admin';
    this.adminKeys = part.adminKeys.map((key) => ({ ...key, key: key.key ?? secret('ak') }));
    this.runtimeClients = part.runtimeClients.map((client) => ({ ...client, token: client.token ?? secret('rt') }));
    this.blueprints = part.blueprints.map((blueprint, index) => ({
      id: index + 1,
      name: blueprint.name,
      variableName: blueprint.variableName,
      description: blueprint.description ?? '',
      modified: isoDate(blueprint.modified),
      lastModifiedBy: admin,
    }));
    this.deployed = new Set(part.blueprints.filter((one) => one.deployed !== false).map((one) => one.variableName));
    this.configurableProducts = part.configurableProducts.map((product, index) =>
      this.configurable(product, index, sandbox)
    );
    this.productCache = new ProductCache(sandbox, part.notCached ?? []);
  }

  /** The key that the start line hands out: the first of the scenario. */
  public get adminApiKey(): string {
    return this.adminKeys[0]?.key ?? '';
  }

  /** The token that the start line hands out: that of the first runtime client. */
  public get runtimeToken(): string {
    return this.runtimeClients[0]?.token ?? '';
  }

  public blueprint(variableName: string): Blueprint | undefined {
    return this.blueprints.find((blueprint) => blueprint.variableName === variableName);
  }

  /** The deployments of a blueprint, newest first; none when it is not deployed. */
  public deployments(blueprint: Blueprint): Deployment[] {
    if (!this.deployed.has(blueprint.variableName)) return [];
    const { name, variableName, modified, lastModifiedBy } = blueprint;
    return [{ name, variableName, revision: 1, created: modified, userId: lastModifiedBy }];
  }

  private configurable(part: ConfigurableProductPart, index: number, sandbox: OrgBuilder): ConfigurableProduct {
    const at = `/configurableProducts/${index}`;
    if (this.blueprint(part.blueprint) === undefined) {
      throw new ScenarioError(`/logik${at}/blueprint`, `names no blueprint: "${part.blueprint}"`);
    }
    const partnerProductId = sandbox.find('Product2', part.productCode);
    if (partnerProductId === undefined) {
      throw new ScenarioError(`/logik${at}/productCode`, `names no product of the sandbox: "${part.productCode}"`);
    }
    const product = sandbox.store.table('Product2').get(partnerProductId);
    const modified = isoDate(part.modified);
    return {
      created: modified,
      modified,
      id: index + 1,
      name: part.name ?? String(product?.['Name']),
      blueprintVariableName: part.blueprint,
      partnerProductId,
    };
  }
}

function secret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`;
}

function isoDate(text: string | undefined): string {
  return new Date(text ?? Date.now()).toISOString();
}
