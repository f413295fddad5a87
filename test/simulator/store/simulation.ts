import { idKey } from './ids.ts';
import type { OrgStore } from './orgStore.ts';

/** Everything behind one simulator server: the production org, its sandbox, and who is logged in where. */
export class Simulation {
  public readonly orgs = new Map<string, OrgStore>();
  /** Org IDs of sandboxes that a refresh replaced: their tokens must stay dead, not become unknown hosts. */
  public readonly retiredOrgIds = new Set<string>();

  /** Usernames, in lower case, that some org outside of this simulation has. */
  public readonly foreignUsernames = new Set<string>();

  public add(org: OrgStore): OrgStore {
    this.orgs.set(org.facts.orgId, org);
    org.peers = () => this.orgs.values();
    org.takenElsewhere = (username) => this.foreignUsernames.has(username);
    return org;
  }

  /** Takes an org away, as the activation of a refreshed sandbox does with the one before. */
  public retire(orgId: string): void {
    this.orgs.delete(orgId);
    this.retiredOrgIds.add(orgId);
  }

  public get production(): OrgStore {
    return this.role('production');
  }

  public get sandbox(): OrgStore {
    return this.role('sandbox');
  }

  public role(role: 'production' | 'sandbox'): OrgStore {
    for (const org of this.orgs.values()) if (org.facts.isSandbox === (role === 'sandbox')) return org;
    throw new Error(`This simulation has no ${role} org.`);
  }

  public orgById(orgId: string): OrgStore | undefined {
    for (const org of this.orgs.values()) if (idKey(org.facts.orgId) === idKey(orgId)) return org;
    return undefined;
  }

  public orgByToken(token: string): { org: OrgStore; userId: string } | undefined {
    for (const org of this.orgs.values()) {
      if (org.sessionsEndAt !== undefined && org.apiRequests >= org.sessionsEndAt) {
        org.tokens.clear();
        org.sessionsEndAt = undefined;
      }
      const session = org.tokens.get(token);
      if (session) return { org, userId: session.userId };
    }
    return undefined;
  }

  public orgByRefreshToken(token: string): { org: OrgStore; userId: string } | undefined {
    for (const org of this.orgs.values()) {
      const grant = org.refreshTokens.get(token);
      if (grant) return { org, userId: grant.userId };
    }
    return undefined;
  }

  /** Usernames are unique over all of Salesforce, so one is enough to find the org. */
  public orgByUsername(username: string): { org: OrgStore; userId: string } | undefined {
    const wanted = username.toLowerCase();
    for (const org of this.orgs.values()) {
      for (const user of org.table('User').rows()) {
        if (String(user['Username']).toLowerCase() === wanted) return { org, userId: user.Id };
      }
    }
    return undefined;
  }
}
