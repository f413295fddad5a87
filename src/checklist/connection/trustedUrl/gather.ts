import { withoutUrlSecrets } from '../../shared/endpoints/secrets.ts';
import { readEnvironments } from '../../shared/environments.ts';
import type { ReadContext } from '../../item.ts';
import type { TrustedUrlFacts } from './facts.ts';

type SiteRow = {
  Id: string;
  DeveloperName: string;
  EndpointUrl: string;
  IsActive: boolean;
  Context: string | null;
  IsApplicableToFrameSrc: boolean;
  IsApplicableToImgSrc: boolean;
};

const SITES =
  'SELECT Id, DeveloperName, EndpointUrl, IsActive, Context, IsApplicableToFrameSrc, IsApplicableToImgSrc FROM CspTrustedSite ORDER BY DeveloperName';

/** Reads every trusted URL: which of them are Logik's is for the rules to say. */
export const gatherTrustedUrls = async (context: ReadContext): Promise<TrustedUrlFacts> => {
  const [rows, environments] = await Promise.all([context.org.query<SiteRow>(SITES), readEnvironments(context)]);
  const sites = rows.map((row) => ({
    id: row.Id,
    name: row.DeveloperName,
    url: withoutUrlSecrets(row.EndpointUrl),
    isActive: row.IsActive,
    context: row.Context,
    frameSrc: row.IsApplicableToFrameSrc,
    imgSrc: row.IsApplicableToImgSrc,
  }));
  return { environments, sites };
};
