/** What an org's pages are for, as the help page "My Domain URL Formats" lists them. */
type Page =
  | 'lightning'
  | 'vf'
  | 'file'
  | 'site'
  | 'sites'
  | 'setup'
  | 'builder'
  | 'preview'
  | 'livePreview'
  | 'channels'
  | 'messaging'
  | 'opens'
  | 'container'
  | 'content';

/**
 * The domains of one of Salesforce's clouds. Those of an org stand beside each other: all of its hosts begin with what
 * its My Domain begins with.
 */
type Cloud = {
  /** What is behind My Domain's name. */
  myDomain: readonly string[];
  /** Where an org's pages are, by what they are for. */
  pages: Readonly<Partial<Record<Page, string>>>;
  /** Where instances have their own hosts, such as `usa254s.salesforce.com`. */
  instances: string;
  /** All below them is Salesforce's. */
  own: readonly string[];
};

/**
 * Every cloud that `@salesforce/core` knows (`SfdcUrl.isSalesforceDomain`, `toLightningDomain`) and the help page "My
 * Domain URL Formats": the usual one, which Government Cloud shares; Government Cloud Plus – Defense (.mil); China on
 * Alibaba Cloud (.cn); alternative domains. Where neither names a page of a cloud, it is the counterpart of the usual one,
 * which is inferred: a host there is recognised only together with the name of the org. This is the only list of them here.
 */
const CLOUDS: readonly Cloud[] = [
  {
    myDomain: ['my.salesforce.com', 'my.pc-rnd.salesforce.com'],
    pages: {
      lightning: 'lightning.force.com',
      vf: 'vf.force.com',
      file: 'file.force.com',
      site: 'my.site.com',
      sites: 'my.salesforce-sites.com',
      setup: 'my.salesforce-setup.com',
      builder: 'builder.salesforce-experience.com',
      preview: 'preview.salesforce-experience.com',
      livePreview: 'live-preview.salesforce-experience.com',
      channels: 'cdn.salesforce-experience.com',
      messaging: 'my.salesforce-scrt.com',
      opens: 'my.sfdcopens.com',
      container: 'container.force.com',
      content: 'my.force-user-content.com',
    },
    instances: 'salesforce.com',
    own: [
      'salesforce.com',
      'force.com',
      'site.com',
      'salesforce-sites.com',
      'salesforce-setup.com',
      'salesforce-experience.com',
      'salesforce-scrt.com',
      'sfdcopens.com',
      'force-user-content.com',
      'visualforce.com',
      'cloudforce.com',
      'salesforceliveagent.com',
    ],
  },
  {
    myDomain: ['my.salesforce.mil'],
    pages: {
      lightning: 'lightning.crmforce.mil',
      vf: 'vf.crmforce.mil',
      file: 'file.crmforce.mil',
      site: 'my.site.mil',
      sites: 'my.salesforce-sites.mil',
      setup: 'my.salesforce-setup.mil',
      builder: 'builder.salesforce-experience.mil',
      preview: 'preview.salesforce-experience.mil',
      livePreview: 'live-preview.salesforce-experience.mil',
      channels: 'cdn.salesforce-experience.mil',
      messaging: 'my.salesforce-scrt.mil',
      opens: 'my.sfdcopens.mil',
      container: 'container.crmforce.mil',
      content: 'my.force-user-content.mil',
    },
    instances: 'salesforce.mil',
    own: [
      'salesforce.mil',
      'crmforce.mil',
      'site.mil',
      'salesforce-sites.mil',
      'salesforce-setup.mil',
      'salesforce-experience.mil',
      'salesforce-scrt.mil',
      'sfdcopens.mil',
      'force-user-content.mil',
    ],
  },
  {
    myDomain: ['my.sfcrmproducts.cn', 'my.salesforce.cn'],
    pages: {
      lightning: 'lightning.sfcrmapps.cn',
      vf: 'vf.sfcrmapps.cn',
      file: 'file.sfcrmapps.cn',
      site: 'my.sfcrmapps.cn',
    },
    instances: 'sfcrmproducts.cn',
    own: ['sfcrmproducts.cn', 'sfcrmapps.cn', 'salesforce.cn'],
  },
  {
    myDomain: ['my-salesforce.com'],
    pages: { lightning: 'my-lightning.com' },
    instances: 'salesforce.com',
    own: ['my-salesforce.com', 'my-lightning.com'],
  },
];

/** Domains whose hosts are Salesforce's own, in all clouds. */
export const SALESFORCE_DOMAINS: readonly string[] = CLOUDS.flatMap(({ own }) => own);

/** A My Domain host, taken apart: `acme--uat`, `.sandbox` (or nothing), and the cloud that it is in. */
type Parts = { name: string; kind: string; cloud: Cloud };

const partsOf = (host: string | null): Parts | undefined => {
  for (const cloud of CLOUDS) {
    const suffix = cloud.myDomain.find((domain) => host?.endsWith(`.${domain}`));
    if (suffix === undefined) continue;
    const [, name, kind] = /^([a-z0-9-]+)((?:\.[a-z]+)?)$/.exec(host?.slice(0, -suffix.length - 1) ?? '') ?? [];
    if (name !== undefined) return { name, kind, cloud };
  }
  return undefined;
};

/** True for a My Domain URL of any cloud. */
export const isMyDomain = (url: string): boolean => {
  const { hostname } = new URL(url);
  return CLOUDS.some(({ myDomain }) => myDomain.some((domain) => hostname.endsWith(`.${domain}`)));
};

const usual = CLOUDS[0];

const cloudOf = (url: string | null): Cloud => {
  const host = url !== null && URL.canParse(url) ? new URL(url).hostname : '';
  return CLOUDS.find(({ own }) => own.some((domain) => host.endsWith(`.${domain}`))) ?? usual;
};

/** The host of an instance such as `USA254S` in the cloud of an org. */
export const instanceHostOf = (instanceName: string, orgUrl: string | null): string =>
  `${instanceName.toLowerCase()}.${cloudOf(orgUrl).instances}`;

/** The domain below which an org's Visualforce pages and sites are: `force.com`, in other clouds its counterpart. */
export const pageDomainOf = (orgUrl: string | null): string => {
  const { vf = 'vf.force.com' } = cloudOf(orgUrl).pages;
  return vf.slice(vf.indexOf('.') + 1);
};

/** A package's pages have its namespace behind the name: `acme--uat--sbqq`; user content has an ID of its own there. */
const PACKAGE = /^(?:--[a-z0-9_-]+)?$/;
const WITH_PACKAGE: ReadonlySet<string> = new Set<Page>(['vf', 'container', 'content']);

/**
 * Hosts of the same org as a My Domain host, such as `acme--uat--sbqq.sandbox.vf.force.com`, with what they are now: null
 * where that cannot be told, undefined for hosts of others.
 */
export const siblingsOf = (was: string | null, is: string | null): ((host: string) => string | null | undefined) => {
  const [old, now] = [partsOf(was), partsOf(is)];
  if (!old) return () => undefined;
  return (host) => {
    for (const [page, domain] of Object.entries(old.cloud.pages)) {
      const end = `${old.kind}.${domain}`;
      if (!host.startsWith(old.name) || !host.endsWith(end)) continue;
      const namespace = host.slice(old.name.length, -end.length);
      if (!PACKAGE.test(namespace) || (namespace !== '' && !WITH_PACKAGE.has(page))) continue;
      // The ID in front of user content is made anew.
      const there = page === 'content' ? undefined : now?.cloud.pages[page as Page];
      return now === undefined || there === undefined ? null : `${now.name}${namespace}${now.kind}.${there}`;
    }
    return undefined;
  };
};
