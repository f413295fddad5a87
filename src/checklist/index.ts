import { target } from './governance/target/index.ts';
import { policy } from './governance/policy/index.ts';
import { activeUsers } from './governance/activeUsers/index.ts';
import { uncommittedWork } from './governance/uncommittedWork/index.ts';
import { orgIdentity } from './identity/orgIdentity/index.ts';
import { packages } from './identity/packages/index.ts';
import { connectedApps } from './identity/connectedApps/index.ts';
import { logikTenant } from './connection/logikTenant/index.ts';
import { externalConfigurator } from './connection/externalConfigurator/index.ts';
import { trustedUrl } from './connection/trustedUrl/index.ts';
import { remoteSite } from './connection/remoteSite/index.ts';
import { sessionSettings } from './connection/sessionSettings/index.ts';
import { runtimeClients } from './connection/runtimeClients/index.ts';
import { provisioningUser } from './people/provisioningUser/index.ts';
import { logikAdminUsers } from './people/logikAdminUsers/index.ts';
import { refreshTokenUser } from './people/refreshTokenUser/index.ts';
import { testUsers } from './people/testUsers/index.ts';
import { logikHealth } from './environment/logikHealth/index.ts';
import { logikBackup } from './environment/logikBackup/index.ts';
import { logikProducts } from './environment/logikProducts/index.ts';
import { syncEvidence } from './environment/syncEvidence/index.ts';
import { runtimeSmoke } from './environment/runtimeSmoke/index.ts';
import { oldEnvironment } from './environment/oldEnvironment/index.ts';
import { catalog } from './catalog/catalog/index.ts';
import { idMap } from './catalog/idMap/index.ts';
import { staleIds } from './catalog/staleIds/index.ts';
import { syncHealth } from './catalog/syncHealth/index.ts';
import { priceBookHealth } from './catalog/priceBookHealth/index.ts';
import { records } from './sandbox/records/index.ts';
import { integrations } from './sandbox/integrations/index.ts';
import { callouts } from './sandbox/callouts/index.ts';
import { emailDeliverability } from './sandbox/emailDeliverability/index.ts';
import { scheduledJobs } from './sandbox/scheduledJobs/index.ts';
import { productionLeaks } from './sandbox/productionLeaks/index.ts';
import type { ChecklistItem } from './item.ts';

/** Lines that belong together, as the knowledge base and the runbook have them: the folder of a chapter has its name. */
export type Chapter = { name: string; lines: ReadonlyArray<ChecklistItem<unknown>> };

/**
 * The checklist, in the order in which it is worked through and reported. Help, README and reports follow it. Each line
 * has facts of its own; the fold that walks the list keeps the facts of a line with that line.
 */
export const chapters = [
  // May the refresh go ahead, and who loses what by it.
  { name: 'governance', lines: [target, policy, activeUsers, uncommittedWork] },
  // Which org, with which packages and apps.
  { name: 'identity', lines: [orgIdentity, packages, connectedApps] },
  // What points the org at its Logik environment, and back.
  {
    name: 'connection',
    lines: [logikTenant, externalConfigurator, trustedUrl, remoteSite, sessionSettings, runtimeClients],
  },
  // Who administers Logik, whose login syncs, who tests.
  { name: 'people', lines: [provisioningUser, logikAdminUsers, refreshTokenUser, testUsers] },
  // Logik's side.
  { name: 'environment', lines: [logikHealth, logikBackup, logikProducts, syncEvidence, runtimeSmoke, oldEnvironment] },
  // Products, price books and what names records.
  { name: 'catalog', lines: [catalog, idMap, staleIds, syncHealth, priceBookHealth] },
  // What only this sandbox has, and what must not reach production.
  { name: 'sandbox', lines: [records, integrations, callouts, emailDeliverability, scheduledJobs, productionLeaks] },
] as ReadonlyArray<Chapter>;

/** All lines, in the order of the chapters. */
export const checklist = chapters.flatMap(({ lines }) => lines);
