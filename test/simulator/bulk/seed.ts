import { LATEST_VERSION } from '../rest/router.ts';
import { ScenarioError } from '../scenario/error.ts';
import type { ScenarioSimulation } from '../scenario/index.ts';
import { sandboxUsername } from '../scenario/inherit.ts';
import type { BulkJobPart } from '../scenario/types.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { readFormat } from './format.ts';
import type { BulkJobs } from './jobs.ts';
import { planQuery } from './query/plan.ts';

const VERSION = `${LATEST_VERSION}.0`;

/** Puts the bulk jobs of a scenario into its orgs; they stay in the state that it gives them. */
export function seedBulkJobs(bulk: BulkJobs, simulation: ScenarioSimulation): void {
  for (const role of ['production', 'sandbox'] as const) {
    const org = simulation.role(role);
    for (const [index, part] of simulation.bulkJobs[role].entries()) {
      seed(bulk, org, part, `/${role}/bulkJobs/${index}`);
    }
  }
}

function seed(bulk: BulkJobs, org: OrgStore, part: BulkJobPart, at: string): void {
  const { object, operation, state, query = `SELECT Id FROM ${object}`, processed = 0 } = part;
  const def = org.object(object, 'rest');
  if (!def) throw new ScenarioError(`${at}/object`, `is no object of this org: "${object}"`);
  const createdDate = part.createdDate ?? salesforceTimestamp(org.now());
  const common = {
    id: bulk.newId('750'),
    object: def.name,
    state,
    createdById: userId(org, part.user, `${at}/user`),
    createdDate,
    systemModstamp: createdDate,
    version: VERSION,
    format: readFormat({}),
    processed,
    processingTime: 0,
    errorMessage: null,
    classic: part.jobType === 'Classic',
  };
  const jobs = bulk.of(org);
  if (operation === 'query') {
    const plan = planQuery(query, org.view({ userId: common.createdById }), VERSION);
    const result = state === 'JobComplete' ? plan.run() : undefined;
    jobs.query.set(common.id, { ...common, kind: 'query', operation, resultId: bulk.newId('0Ga'), plan, result });
    return;
  }
  const upload = { content: undefined, header: '', failed: 0, successful: [], failures: [], unprocessed: [] };
  const keys = { externalIdFieldName: null, assignmentRuleId: null };
  jobs.ingest.set(common.id, { ...common, ...upload, ...keys, kind: 'ingest', operation, def });
}

/** A user by name; a sandbox also knows its users by the usernames they have in production. */
function userId(org: OrgStore, username: string, at: string): string {
  const { sandboxName } = org.facts;
  for (const name of sandboxName === null ? [username] : [username, sandboxUsername(username, sandboxName)]) {
    for (const user of org.table('User').withValue('Username', name)) return user.Id;
  }
  throw new ScenarioError(at, `names no User of this org: "${username}"`);
}
