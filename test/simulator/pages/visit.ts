import type { ScenarioSimulation, SetupSettings } from '../scenario/index.ts';
import type { PageBehaviour } from './behaviour.ts';
import type { BrowserSession, SetupPages } from './setupPages.ts';

/** One request for a Setup page by a browser that is logged in. */
export type Visit = {
  simulation: ScenarioSimulation;
  pages: SetupPages;
  session: BrowserSession;
  settings: SetupSettings;
  behaviour: PageBehaviour;
  method: string;
  /** As asked for, with its query string: a form posts back to where it came from. */
  url: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
};

/** The installed packages of the org, as the Tooling API has them. */
export function installedPackages({
  session: { org },
}: Visit): Array<{ id: string; name: string; namespace: string; version: string }> {
  return [...org.table('InstalledSubscriberPackage').rows()].map((row) => {
    const installed = org.table('SubscriberPackage').get(String(row['SubscriberPackageId']));
    const version = org.table('SubscriberPackageVersion').get(String(row['SubscriberPackageVersionId']));
    const numbers = [version?.['MajorVersion'], version?.['MinorVersion'], version?.['PatchVersion']].map(Number);
    return {
      id: row.Id,
      name: String(installed?.['Name']),
      namespace: String(installed?.['NamespacePrefix']),
      version: numbers.slice(0, numbers[2] ? 3 : 2).join('.'),
    };
  });
}
