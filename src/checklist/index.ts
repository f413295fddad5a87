import { activeUsers } from './activeUsers/index.ts';
import { policy } from './policy/index.ts';
import { target } from './target/index.ts';
import { uncommittedWork } from './uncommittedWork/index.ts';
import { productionLeaks } from './productionLeaks/index.ts';
import { integrations } from './integrations/index.ts';
import { callouts } from './callouts/index.ts';
import { emailDeliverability } from './emailDeliverability.ts';
import { externalConfigurator } from './externalConfigurator/index.ts';
import type { ChecklistItem } from './item.ts';
import { catalog } from './catalog/index.ts';
import { connectedApps } from './connectedApps.ts';
import { idMap } from './idMap.ts';
import { logikAdminUsers } from './logikAdminUsers.ts';
import { logikBackup } from './logikBackup/index.ts';
import { logikHealth } from './logikHealth/index.ts';
import { logikProducts } from './logikProducts/index.ts';
import { logikTenant } from './logikTenant/index.ts';
import { oldEnvironment } from './oldEnvironment/index.ts';
import { orgIdentity } from './orgIdentity/index.ts';
import { packages } from './packages.ts';
import { priceBookHealth } from './priceBookHealth.ts';
import { provisioningUser } from './provisioningUser.ts';
import { records } from './records/index.ts';
import { refreshTokenUser } from './refreshTokenUser/index.ts';
import { remoteSite } from './remoteSite/index.ts';
import { runtimeClients } from './runtimeClients.ts';
import { runtimeSmoke } from './runtimeSmoke/index.ts';
import { scheduledJobs } from './scheduledJobs/index.ts';
import { sessionSettings } from './sessionSettings.ts';

import { staleIds } from './staleIds/index.ts';
import { syncEvidence } from './syncEvidence/index.ts';
import { syncHealth } from './syncHealth.ts';
import { testUsers } from './testUsers/index.ts';
import { trustedUrl } from './trustedUrl/index.ts';

/**
 * The checklist, in the order in which it is worked through and reported. Help, README and reports follow this list.
 * Each line has facts of its own; the fold that walks the list keeps the facts of a line with that line.
 */
export const checklist = [
  orgIdentity,
  target,
  policy,
  activeUsers,
  uncommittedWork,
  logikTenant,
  provisioningUser,
  logikAdminUsers,
  refreshTokenUser,
  runtimeClients,
  logikHealth,
  logikBackup,
  externalConfigurator,
  emailDeliverability,
  packages,
  connectedApps,
  trustedUrl,
  remoteSite,
  sessionSettings,
  catalog,
  idMap,
  staleIds,

  syncHealth,
  logikProducts,
  syncEvidence,
  priceBookHealth,
  runtimeSmoke,
  testUsers,
  records,
  integrations,
  callouts,
  productionLeaks,
  scheduledJobs,
  oldEnvironment,
] as ReadonlyArray<ChecklistItem<unknown>>;
