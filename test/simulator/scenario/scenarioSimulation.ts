import { randomBytes } from 'node:crypto';
import type { LogikEnvironment } from '../logik/environment.ts';
import { SetupPages } from '../pages/setupPages.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { Simulation } from '../store/simulation.ts';
import type { OrgRole } from './buildOrg.ts';
import type { SetupSettings } from './settings.ts';
import type { BulkJobPart, Scenario } from './types.ts';
import { handedOut } from '../secrets.ts';

/** What a user of the simulator needs to log in: the line that a start prints. */
export type LoginFacts = {
  instanceUrl: string;
  accessToken: string;
  username: string;
  orgId: string;
  logikUrl: string;
  logikAdminApiKey: string;
  logikRuntimeToken: string;
  logikNewUrl: string;
  logikNewAdminApiKey: string;
  logikNewRuntimeToken: string;
};

type Environments = Record<'logik' | 'logikNew', LogikEnvironment>;

/** A simulation built from a scenario: the two orgs, the Logik environment beside them, and their Setup settings. */
export class ScenarioSimulation extends Simulation {
  public readonly baseUrl: string;
  public readonly logik: LogikEnvironment;
  /** A second, empty environment: what the vendor hands over when the first is decommissioned. */
  public readonly logikNew: LogikEnvironment;
  /** What a refresh does unless its request says otherwise. */
  public readonly refreshDefaults: Scenario['refresh'];
  /** Usernames taken in some other Salesforce org, in lower case. */
  public readonly takenUsernames: ReadonlySet<string>;
  /** How the Setup pages behave, and what was clicked there. */
  public readonly pages: SetupPages;
  /** Jobs of the Bulk API that are there at the start. */
  public readonly bulkJobs: Record<OrgRole, BulkJobPart[]>;
  private readonly settingsByOrg = new Map<string, SetupSettings>();
  private readonly loginTokens = new Map<string, string>();

  public constructor(baseUrl: string, environments: Environments, scenario: Scenario) {
    super();
    this.baseUrl = baseUrl;
    this.logik = environments.logik;
    this.logikNew = environments.logikNew;
    this.refreshDefaults = scenario.refresh;
    this.pages = new SetupPages(scenario.pages);
    const { production, sandbox } = scenario;
    this.bulkJobs = { production: production.bulkJobs ?? [], sandbox: sandbox.bulkJobs ?? [] };
    this.takenUsernames = new Set(scenario.takenUsernames.map((name) => name.toLowerCase()));
  }

  /** Adds an org, with its Setup settings and an access token of its login. */
  public admit(org: OrgStore, settings: SetupSettings): void {
    this.add(org);
    this.settingsByOrg.set(org.facts.orgId, settings);
    const token = accessToken(org.facts.orgId);
    org.tokens.set(token, { userId: org.facts.loginUserId });
    this.loginTokens.set(org.facts.orgId, token);
  }

  /** The Setup settings of an org: a live object, writes are kept. */
  public settings(org: OrgStore): SetupSettings {
    const settings = this.settingsByOrg.get(org.facts.orgId);
    if (settings === undefined) throw new Error(`Org ${org.facts.orgId} is not part of this simulation.`);
    return settings;
  }

  /** How to log in to one of the two orgs as the scenario's login user. */
  public login(role: OrgRole): LoginFacts {
    const org = this.role(role);
    const { facts } = org;
    return {
      instanceUrl: this.baseUrl,
      accessToken: this.loginTokens.get(facts.orgId) ?? '',
      username: String(org.table('User').get(facts.loginUserId)?.['Username']),
      orgId: facts.orgId,
      logikUrl: this.logik.url,
      logikAdminApiKey: this.logik.adminApiKey,
      logikRuntimeToken: this.logik.runtimeToken,
      logikNewUrl: this.logikNew.url,
      logikNewAdminApiKey: this.logikNew.adminApiKey,
      logikNewRuntimeToken: this.logikNew.runtimeToken,
    };
  }
}

/** A fresh session ID of the form `00D…!AQE…`. */
export function accessToken(orgId: string): string {
  return handedOut(`${orgId.slice(0, 15)}!AQE${randomBytes(66).toString('base64url').replaceAll('-', '.')}`);
}
