import type { SfRecord } from '../model.ts';
import { rangeId } from '../scenario/recordIds.ts';
import type { LoginFacts, ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { refreshedSettings } from '../scenario/settings.ts';
import { toId18 } from '../store/ids.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { copyOrg } from './copyOrg.ts';
import { bad, readRefreshRequest, type RefreshRequest } from './request.ts';
import { recordSandboxProcess } from './sandboxProcess.ts';
import { refreshSetup } from './setup.ts';
import { canLogIn, productionUser, transformUsers } from './users.ts';

/** Organization IDs of refreshed sandboxes: their first six characters, then the number of the refresh. */
const ORG_RANGE = '00DOv1';
const FIRST_ORG = 62 ** 4 * 5;

/**
 * Refreshes the sandbox: it becomes a copy of production as it is now, in a new org with a new login; the sandbox that
 * was there is gone. All or nothing: a refused request leaves both orgs as they were.
 */
export function refreshSandbox(simulation: ScenarioSimulation, body: unknown): LoginFacts {
  const { production, sandbox: old } = simulation;
  const request = readRefreshRequest(body, simulation.refreshDefaults);
  const oldName = old.facts.sandboxName ?? 'sandbox';
  const sandboxName = request.sandboxName ?? oldName;
  const find = (username: string): string => productionUser(production, username, oldName);
  const refreshedBy = request.refreshedBy === undefined ? production.facts.loginUserId : find(request.refreshedBy);
  const members = request.selectiveAccess ? new Set(request.selectiveAccess.map(find)) : undefined;

  const orgId = newOrgId(simulation, request);
  const copy = copyOrg(production, {
    orgId,
    isSandbox: true,
    sandboxName,
    myDomain:
      request.myDomain ?? old.facts.myDomain.replace(`--${oldName.toLowerCase()}.`, `--${sandboxName.toLowerCase()}.`),
    loginUserId: refreshedBy,
  });
  copy.load('Organization', organization(production, old, orgId));
  refreshSetup(copy, old);
  transformUsers(copy, sandboxName, { refreshedBy, members }, takenUsernames(simulation));
  const { loginUserId } = production.facts;
  if (canLogIn(copy, loginUserId)) copy.facts.loginUserId = loginUserId;

  simulation.retire(old.facts.orgId);
  simulation.admit(copy, refreshedSettings(copy, simulation.settings(production)));
  recordSandboxProcess(production, sandboxName, orgId, refreshedBy);
  return simulation.login('sandbox');
}

function newOrgId(simulation: ScenarioSimulation, { orgId }: RefreshRequest): string {
  if (orgId === undefined) return rangeId(ORG_RANGE, FIRST_ORG + simulation.retiredOrgIds.size);
  const id = toId18(orgId);
  if (simulation.orgs.has(id) || simulation.retiredOrgIds.has(id)) throw bad(`Org ID ${id} is not new.`);
  return id;
}

/** Production's Organization record under the new ID; the instance is where the sandbox lives. */
function organization(production: OrgStore, old: OrgStore, orgId: string): SfRecord {
  const [source] = production.table('Organization').rows();
  const [before] = old.table('Organization').rows();
  const {
    CreatedDate: _created,
    LastModifiedDate: _modified,
    SystemModstamp: _stamp,
    ...row
  } = source ?? { Id: orgId };
  return {
    ...row,
    Id: orgId,
    InstanceName: before?.['InstanceName'] ?? row['InstanceName'] ?? null,
    IsSandbox: true,
    TrialExpirationDate: null,
  };
}

/** The usernames that the copy must not reuse: production's, and those taken in orgs outside this simulation. */
function takenUsernames(simulation: ScenarioSimulation): Set<string> {
  const taken = new Set(simulation.takenUsernames);
  for (const user of simulation.production.table('User').rows()) taken.add(String(user['Username']).toLowerCase());
  return taken;
}
