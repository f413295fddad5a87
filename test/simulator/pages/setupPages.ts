import { randomBytes } from 'node:crypto';
import type { OrgStore } from '../store/orgStore.ts';
import type { Simulation } from '../store/simulation.ts';
import { USUAL_BEHAVIOUR } from './behaviour.ts';
import type { PageBehaviour } from './behaviour.ts';
import { handedOut } from '../secrets.ts';

export type BrowserSession = { sid: string; org: OrgStore; userId: string };

/** Something that a browser did on a Setup page beside reading it. */
export type PageAction = {
  at: string;
  org: 'production' | 'sandbox';
  user: string;
  page: string;
  /** `Save`, or the control that nobody should touch. */
  control: string;
  /** Of a Save: whether the values were taken. */
  outcome?: 'saved' | 'refused' | 'ignored';
};

type Ticket = { org: OrgStore; userId: string; retUrl: string | undefined; expires: number };

const TICKET_LIFE_MS = 60_000;

/**
 * What the Setup pages of both orgs know beside the settings themselves: how they behave, the one-time tickets of
 * frontdoor URLs, and what was clicked. A browser session is a token of its org, so it dies with a refresh.
 */
export class SetupPages {
  public behaviour: PageBehaviour;
  public readonly actions: PageAction[] = [];
  private readonly usual: PageBehaviour;
  private readonly tickets = new Map<string, Ticket>();

  public constructor(behaviour: Partial<PageBehaviour> = {}) {
    this.usual = { ...USUAL_BEHAVIOUR, ...behaviour };
    this.behaviour = { ...this.usual };
  }

  /** Back to what the scenario says, with nothing clicked. */
  public reset(): void {
    this.behaviour = { ...this.usual };
    this.actions.length = 0;
  }

  /** A ticket that logs a browser in once, within a minute. */
  public issueTicket({ org, userId }: { org: OrgStore; userId: string }, retUrl: string | undefined): string {
    const otp = sessionId(org);
    this.tickets.set(otp, { org, userId, retUrl, expires: Date.now() + TICKET_LIFE_MS });
    return otp;
  }

  /** The session that a ticket buys, and where it leads; undefined for a ticket used before, outlived or unknown. */
  public redeem(otp: string, simulation: Simulation): { sid: string; retUrl: string | undefined } | undefined {
    const ticket = this.tickets.get(otp);
    this.tickets.delete(otp);
    if (!ticket || ticket.expires < Date.now() || !simulation.orgs.has(ticket.org.facts.orgId)) return undefined;
    const sid = sessionId(ticket.org);
    ticket.org.tokens.set(sid, { userId: ticket.userId });
    return { sid, retUrl: ticket.retUrl };
  }

  public record({ org, userId }: BrowserSession, page: string, control: string, outcome?: PageAction['outcome']): void {
    this.actions.push({
      at: new Date().toISOString(),
      org: org.facts.isSandbox ? 'sandbox' : 'production',
      user: String(org.table('User').get(userId)?.['Username']),
      page,
      control,
      ...(outcome ? { outcome } : {}),
    });
  }
}

function sessionId(org: OrgStore): string {
  return handedOut(`${org.facts.orgId.slice(0, 15)}!AQE${randomBytes(66).toString('base64url').replaceAll('-', '.')}`);
}
