import type { SfError } from '@salesforce/core';
import type { ZodType } from 'zod';
import type { Answers } from './answers/index.ts';
import type { CatalogView } from '../catalog/index.ts';
import type { LogikAccess } from '../logik/types.ts';
import type { OrgIdentity } from './identity/orgIdentity/facts.ts';
import type { Ownership, Past } from './shared/production.ts';
import type { OrgReader } from '../salesforce/types.ts';
import type { SandboxNames } from './shared/users/facts.ts';
import type { Scalar, Write } from './write.ts';

export type * from './write.ts';

/** The lines of the checklist that exist today, in the order in which they are worked through and reported. */
export type ItemId =
  | 'org-identity'
  | 'logik-tenant'
  | 'provisioning-user'
  | 'logik-admin-users'
  | 'refresh-token-user'
  | 'runtime-clients'
  | 'external-configurator'
  | 'email-deliverability'
  | 'packages'
  | 'connected-apps'
  | 'trusted-url'
  | 'remote-site'
  | 'session-settings'
  | 'catalog'
  | 'id-map'
  | 'stale-ids'
  | 'sync-health'
  | 'pricebook-health'
  | 'target'
  | 'policy'
  | 'active-users'
  | 'uncommitted-work'
  | 'records'
  | 'test-users'
  | 'integrations'
  | 'callouts'
  | 'production-leaks'
  | 'scheduled-jobs'
  | 'logik-health'
  | 'logik-products'
  | 'sync-evidence'
  | 'logik-backup'
  | 'runtime-smoke'
  | 'old-environment';

/**
 * `manual` is a step that no API offers; `skip` says that the line does not apply here, with the reason in `hint`.
 */
export type FindingStatus = 'pass' | 'fail' | 'warn' | 'manual' | 'skip';

export type Attestation = {
  /** The sf username that attested. */
  by: string;
  /** ISO 8601, UTC. */
  at: string;
  note: string;
};

/** Somebody accepts a finding, for a time: it stays visible, with the status that it would have. */
export type Waiver = {
  was: FindingStatus;
  reason: string;
  owner: string;
  /** ISO date: the last day on which it counts. */
  until: string;
};

export type Finding = {
  item: ItemId;
  /** What the finding is about, unique within its item: `org default › Administration URL`. */
  target: string;
  status: FindingStatus;
  /** `critical` is for a sandbox that reaches into production: such findings come first everywhere. */
  severity: 'critical' | 'normal';
  expected: Scalar;
  actual: Scalar;
  /** What it means and what to do, in words; null where there is nothing to do. */
  hint: string | null;
  /** What was observed that proves a manual step; null without. */
  evidence: string | null;
  /** Who vouched for a manual step; null without. An attested step stays visible as attested in every report. */
  attestation: Attestation | null;
  /** Who accepted it, and until when; null without. The status is `skip` then. */
  waiver: Waiver | null;
};

/** One thing that has to become different: plain data, printable, invertible. */
export type Change = {
  item: ItemId;
  target: string;
  severity: 'critical' | 'normal';
  before: Scalar;
  after: Scalar;
  /** Why it must change, in words. */
  reason: string;
  /**
   * What it takes, in words with figures that change by themselves, such as the API requests that are left. People see
   * it behind the reason; no plan is compared by it.
   */
  cost?: string;
  /** A checksum (`sha256:…`) of the values that stand behind `before` and `after`, where these are only numbers of records. */
  basis?: string;
  write: Write;
};

/** What the readers of facts get: an org to read, the answers people gave, and a one-way mark for secrets. */
export type ReadContext = {
  org: OrgReader;
  answers: Answers;
  /** How the sandbox was and is called: usernames end in it. Both are the same before a refresh. */
  names: SandboxNames;
  /** A salted hash: tells whether a secret changed without telling what it is. */
  fingerprint: (secret: string) => string;
  /** The refresh directory: exports of Logik's managed tables may be in it. */
  directory: string;
  /** Products, price books and entries: read once for all lines that ask about them. */
  catalog: () => Promise<CatalogView>;
  /** The facts that prepare recorded of a line: after it, for reads that look for what was there. */
  recorded?: (id: ItemId) => unknown;
  /** The same of the production org; undefined where it was not asked. */
  recordedOfProduction?: (id: ItemId) => unknown;
  /** The answers that stand in refresh.yaml, without what the command line adds to them; absent: the same. */
  kept?: Answers;
  /** After prepare: what this tool did to this very org so far. */
  past?: () => Past;
  /** After prepare: whether this org was refreshed, and what of. */
  copy?: { refreshed: boolean; copyOf: string | null };
  /** What another line reads in this very run: undefined where it cannot be read or is left out. Name it in `needs`. */
  facts: (id: ItemId) => Promise<unknown>;
  /** The way to Logik environments, with the credentials that this process was given. */
  logik: LogikAccess;
  /** The production org that the sandbox is copied from: in prepare, where somebody named it. */
  source?: OrgReader;
  /** ISO date of today. */
  today: string;
  /** A directory for large files of this run; what is to be kept of it, a line names in `staged`. */
  stage: () => Promise<string>;
};

/** A file that a line staged and that takes its place in the refresh directory. */
export type Staged = { from: string; path: string };

/** A text for people or other tools; `path` is relative to the refresh directory. */
export type Document = { path: string; content: string };

/** Everything a rule may look at. Rules are pure: the same situation always gives the same changes and findings. */
export type Situation<F> = {
  /** The facts that prepare recorded; undefined where the line could not be read then. */
  before: F | undefined;
  /** The facts of the org as it is. */
  now: F;
  /** The same facts of the production org that the sandbox is a copy of; undefined where it was not asked. */
  production: F | undefined;
  answers: Answers;
  /** The answers that stand in refresh.yaml, without what the command line adds to them; absent: the same. */
  kept?: Answers;
  /** Whose a Logik environment is, as far as anything tells: see production.ts. Absent: as the line's own facts tell. */
  ownership?: Ownership;
  /** The sandbox that this one is a clone of: a refresh copies that one, not production. Absent or null: production. */
  copyOf?: string | null;
  /** Hosts that an earlier repoint of this very org took for production's and replaced. */
  replaced?: readonly string[];
  /** The Administration URL of the Logik environment as it must be after the refresh; null where nobody knows it. */
  environment: string | null;
  /** Hosts of production's Logik environment, as far as they are told or can be inferred. */
  foreign?: {
    hosts: ReadonlySet<string>;
    told: boolean;
    /** The production org itself, where prepare was told of it. */
    org: Pick<OrgIdentity, 'orgId' | 'myDomain'> | null;
  };
  /** The same for the Runtime Configuration URL. */
  runtimeUrl: string | null;
  /** When the Logik environment was connected to the refreshed org: ISO 8601, UTC, by the org's clock. */
  reconnectedAt: string;
  /** The same as far as it is recorded: null where nobody recorded it and `reconnectedAt` is the time of this run; absent: recorded. */
  connectedAt?: string | null;
  /** False: the org does not name its Logik environment yet, and nobody recorded that it was connected; absent: it is. */
  connected?: boolean;
  /** When prepare recorded the org, which was before the refresh: ISO 8601, UTC. */
  preparedAt?: string;
  /** IDs of products that repoint touched since then. */
  touched?: ReadonlySet<string>;
  /** Whether repoint gave a user of this org a login back, and no email to set a password went out since. */
  passwordOwed?: (user: { id: string; username: string }) => boolean;
  /** True where products may be touched: asked for with --touch-products. */
  touchProducts?: boolean;
  /** True where the backup of the Logik environment may be put back: asked for with --restore-logik. */
  restoreLogik?: boolean;
  org: { before: OrgIdentity; now: OrgIdentity; refreshed: boolean };
};

/** What prepare's rules look at: there is only one org yet. */
export type Survey<F> = Omit<
  Situation<F>,
  'before' | 'org' | 'environment' | 'runtimeUrl' | 'reconnectedAt' | 'passwordOwed'
> & {
  org: OrgIdentity;
};

/**
 * On which side a finding is: `hygiene` is how an org is kept, and what was already so before the refresh does not close
 * the gate after it; `connection` is what the sandbox and Logik need of one another, what reaches into production, and
 * what the refresh took: that has to be right, however it was before.
 */
export type Side = 'hygiene' | 'connection';

/** What Logik's sync still has to bring, in words, and the target of the finding that is about it. */
export type Awaited = { target: string; what: string };

/** One line of the checklist. `F` is the shape of its facts, which is also its part of `baseline.json`. */
export type ChecklistItem<F> = {
  id: ItemId;
  /** Where the rule comes from: the vendor's document and the line of the checklist it automates. */
  source: string;
  facts: ZodType<F>;
  /** Which side its findings are on, all of them or each; see docs/gate.md, and `asBefore` in src/refresh for the rule. */
  asBefore: Side | ((finding: Finding, situation: Situation<F>) => Side);
  /**
   * Whether a finding of hygiene was so before the refresh, where equal values do not tell: fewer rows are not worse, other
   * rows are. Undefined: equal values tell.
   */
  wasSo?(finding: Finding, recorded: Situation<F> & { before: F }): boolean | undefined;
  /** Without this line's facts there is nothing to prepare for: not being able to read it ends prepare. */
  essential?: boolean;
  /** Its manual steps are due only after a refresh: before, they would take a working connection apart. */
  onlyAfterRefresh?: boolean;
  /** Whether the refresh may go ahead, so only prepare asks: repoint and verify neither read nor report it. */
  onlyBeforeRefresh?: boolean;
  /** It keeps what the refresh destroys: not being able to read it fails. */
  keeps?: boolean;
  /** After the refresh, lines whose facts this one is judged by too: they are read even where they were left out. */
  needs?: readonly ItemId[];
  /** prepare: this one makes what the other records, so the other is recorded again even where it was left out. */
  recordedWith?: ItemId;
  /** Read from the source org too, so that what came from there is recognised after the refresh. */
  compareWithSource?: boolean;
  /** Reads the facts, all reads at once where they do not need one another. */
  gather(context: ReadContext): Promise<F>;
  /** prepare: files that `gather` staged and that are kept. */
  staged?(facts: F): Staged[];
  /** prepare: texts to write beside the record. */
  documents?(survey: Survey<F>): Document[];
  /** repoint and verify: texts to write once the sandbox was refreshed. */
  handOffs?(situation: Situation<F>): Document[];
  /** prepare: what is wrong before the refresh. */
  survey(survey: Survey<F>): Finding[];
  /** prepare: an answer that cannot be right (a username that does not exist) ends prepare before anything is written. */
  refuse?(survey: Survey<F>): SfError | undefined;
  /** repoint: an answer that must never be carried out (production's URL) ends it before anything is written. */
  veto?(situation: Situation<F>): SfError | undefined;
  /** repoint: what must change. */
  plan?(situation: Situation<F>): Change[];
  /** verify: whether the org is as it must be, one finding per target. */
  check(situation: Situation<F>): Finding[];
  /**
   * verify --wait: what Logik's sync still has to bring, in words, each with the target of the finding that is about it;
   * empty where there is nothing to wait for.
   */
  awaits?(situation: Situation<F>): Awaited[];
};
