import { activeUsers } from './governance/activeUsers/index.ts';
import { policy } from './governance/policy/index.ts';
import { target } from './governance/target/index.ts';
import { uncommittedWork } from './governance/uncommittedWork/index.ts';
import { productionLeaks } from './sandbox/productionLeaks/index.ts';
import { integrations } from './sandbox/integrations/index.ts';
import { callouts } from './sandbox/callouts/index.ts';
import { emailDeliverability } from './sandbox/emailDeliverability/index.ts';
import { externalConfigurator } from './connection/externalConfigurator/index.ts';
import type { ChecklistItem } from './item.ts';
import { catalog } from './catalog/catalog/index.ts';
import { connectedApps } from './identity/connectedApps/index.ts';
import { idMap } from './catalog/idMap/index.ts';
import { logikAdminUsers } from './people/logikAdminUsers/index.ts';
import { logikBackup } from './environment/logikBackup/index.ts';
import { logikHealth } from './environment/logikHealth/index.ts';
import { logikProducts } from './environment/logikProducts/index.ts';
import { logikTenant } from './connection/logikTenant/index.ts';
import { oldEnvironment } from './environment/oldEnvironment/index.ts';
import { orgIdentity } from './identity/orgIdentity/index.ts';
import { packages } from './identity/packages/index.ts';
import { priceBookHealth } from './catalog/priceBookHealth/index.ts';
import { provisioningUser } from './people/provisioningUser/index.ts';
import { records } from './sandbox/records/index.ts';
import { refreshTokenUser } from './people/refreshTokenUser/index.ts';
import { remoteSite } from './connection/remoteSite/index.ts';
import { runtimeClients } from './connection/runtimeClients/index.ts';
import { runtimeSmoke } from './environment/runtimeSmoke/index.ts';
import { scheduledJobs } from './sandbox/scheduledJobs/index.ts';
import { sessionSettings } from './connection/sessionSettings/index.ts';

import { staleIds } from './catalog/staleIds/index.ts';
import { syncEvidence } from './environment/syncEvidence/index.ts';
import { syncHealth } from './catalog/syncHealth/index.ts';
import { testUsers } from './people/testUsers/index.ts';
import { trustedUrl } from './connection/trustedUrl/index.ts';

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
