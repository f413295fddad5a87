import { create } from 'xmlbuilder2';
import type { Finding } from '../checklist/item.ts';
import type { Selection } from '../refresh/judge/selection.ts';
import { harmless, printable as oneLine } from '../literal/printable.ts';
import { loadText } from '../text.ts';
import type { VerifyReport } from './types.ts';
import { comparison, leftOutText, proof, waiverText } from './words.ts';

const text = loadText('report');

const NO_CHARACTERS = /[\uFFFE\uFFFF]/g;

/**
 * XML 1.0 allows no control characters except tab and line breaks, and no halves of characters, not even escaped; whoever
 * shows the report on a terminal wants none of the others either. An ampersand is escaped twice: the writer decodes
 * references in what it is given, and then leaves what looks like one.
 */
const printable = (value: string): string =>
  harmless(value).toWellFormed().replace(NO_CHARACTERS, '\uFFFD').replaceAll('&', '&amp;amp;');

/** A line for what was found and one for what to do: none of them has another in it. */
const details = (finding: Finding): string =>
  [comparison(finding), finding.hint]
    .filter(Boolean)
    .map((line) => oneLine(line ?? ''))
    .join('\n');

/** What a finding adds to its test case. JUnit knows no "manual" and no "warning". */
const outcome = (finding: Finding): object => {
  const told = details(finding);
  const said = printable(told);
  const proven = proof(finding);
  const output = proven === null ? {} : { 'system-out': printable(oneLine(proven)) };
  switch (finding.status) {
    case 'fail':
      return { failure: { '@type': finding.severity, '@message': said, '#': said } };
    case 'manual':
      return { skipped: { '@message': `manual: ${said}` } };
    case 'skip': {
      const accepted = waiverText(finding);
      return { skipped: { '@message': accepted === null ? said : printable(`${oneLine(accepted)}\n${told}`) } };
    }
    case 'warn':
      return { 'system-out': `warning: ${said}` };
    case 'pass':
      return output;
  }
};

const counts = (findings: readonly Finding[], unseen = 0): object => ({
  '@tests': findings.length + unseen,
  '@failures': findings.filter(({ status }) => status === 'fail').length,
  '@errors': 0,
  '@skipped': findings.filter(({ status }) => status === 'manual' || status === 'skip').length + unseen,
});

/** Lines that were left out are skipped tests, so that a partial run does not look like a full one. */
const unseenSuite = (selection: Selection): object[] => {
  const said = leftOutText(selection);
  if (said === null) return [];
  return [
    {
      '@name': text.get('junit.leftOut'),
      ...counts([], selection.leftOut.length),
      testcase: selection.leftOut.map(({ item }) => ({
        '@classname': `logik.refresh.${item}`,
        '@name': item,
        skipped: { '@message': said },
      })),
    },
  ];
};

/**
 * One test suite per checklist line, one test case per finding. An outstanding manual step is skipped with its
 * instructions, a warning passes with its words in system-out, as other gates do it.
 */
export const junitReport = ({ findings, org, recognised, selection }: VerifyReport): string => {
  const unseen = unseenSuite(selection);
  const suites: object[] = [...Map.groupBy(findings, ({ item }) => item)].map(([item, ofItem]) => ({
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
      '@name': printable(oneLine(finding.target)),
      ...outcome(finding),
    })),
  }));
  const document = create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      testsuites: {
        '@name': 'logik refresh verify',
        ...counts(findings, selection.leftOut.length),
        testsuite: [...suites, ...unseen],
      },
    }
  );
  return `${document.end({ prettyPrint: true })}\n`;
};
