import { create } from 'xmlbuilder2';
import type { Finding } from '../checklist/item.ts';
import type { VerifyReport } from './types.ts';
import { comparison, proof } from './words.ts';

/** XML 1.0 allows no control characters except tab and line breaks, and no halves of characters, not even escaped. */
const printable = (value: string): string =>
  // eslint-disable-next-line no-control-regex -- they are what must go
  value.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');

const details = (finding: Finding): string => printable([comparison(finding), finding.hint].filter(Boolean).join('\n'));

/** What a finding adds to its test case. JUnit knows no "manual" and no "warning". */
const outcome = (finding: Finding): object => {
  const said = details(finding);
  const proven = proof(finding);
  const output = proven === null ? {} : { 'system-out': printable(proven) };
  switch (finding.status) {
    case 'fail':
      return { failure: { '@type': finding.severity, '@message': said, '#': said } };
    case 'manual':
      return { skipped: { '@message': `manual: ${said}` } };
    case 'skip':
      return { skipped: { '@message': said } };
    case 'warn':
      return { 'system-out': `warning: ${said}` };
    case 'pass':
      return output;
  }
};

const counts = (findings: readonly Finding[]): object => ({
  '@tests': findings.length,
  '@failures': findings.filter(({ status }) => status === 'fail').length,
  '@errors': 0,
  '@skipped': findings.filter(({ status }) => status === 'manual' || status === 'skip').length,
});

/**
 * One test suite per checklist line, one test case per finding. An outstanding manual step is skipped with its
 * instructions, a warning passes with its words in system-out, as other gates do it.
 */
export const junitReport = ({ findings, org, recognised }: VerifyReport): string => {
  const suites = [...Map.groupBy(findings, ({ item }) => item)].map(([item, ofItem]) => ({
    '@name': item,
    ...counts(ofItem),
    properties: {
      property: [
        { '@name': 'org', '@value': printable(`${org.name} ${org.orgId}`) },
        { '@name': 'recognised', '@value': printable(recognised) },
      ],
    },
    testcase: ofItem.map((finding) => ({
      '@classname': `logik.refresh.${item}`,
      '@name': printable(finding.target),
      ...outcome(finding),
    })),
  }));
  const document = create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      testsuites: { '@name': 'logik refresh verify', ...counts(findings), testsuite: suites },
    }
  );
  return `${document.end({ prettyPrint: true })}\n`;
};
