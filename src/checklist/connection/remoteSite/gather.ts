import { isTrue } from '../../../salesforce/componentFields.ts';
import type { MetadataComponent, MetadataReader } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';
import { withoutUrlSecrets } from '../../shared/endpoints/secrets.ts';
import { readEnvironments } from '../../shared/environments.ts';
import type { ReadContext } from '../../item.ts';
import type { RemoteSite, RemoteSiteFacts } from './facts.ts';

const TYPE = 'RemoteSiteSetting';

const toSite = ({ fullName, url, isActive, disableProtocolSecurity }: MetadataComponent): RemoteSite => ({
  fullName,
  url: withoutUrlSecrets(String(url)),
  isActive: isTrue(isActive),
  disableProtocolSecurity: isTrue(disableProtocolSecurity),
});

const readSites = async (metadata: MetadataReader): Promise<RemoteSite[]> => {
  const names = await metadata.list(TYPE);
  return (await metadata.read(TYPE, names)).map(toSite);
};

/** Reads every remote site setting; whether one is needed is for the rules to say. */
export const gatherRemoteSites = async (context: ReadContext): Promise<RemoteSiteFacts> => {
  const [{ facts: sites, unreadable }, environments] = await Promise.all([
    attempt(readSites(context.org.metadata)),
    readEnvironments(context),
  ]);
  return { environments, sites, unreadable };
};
