import { join } from 'node:path';
import fc from 'fast-check';
import { checklist } from '../../src/checklist/index.ts';
import type { Answers } from '../../src/checklist/answers/index.ts';
import type { Finding } from '../../src/checklist/item.ts';
import { summarise } from '../../src/checklist/finding.ts';
import { showChanges, showFindings, showHeader, showLeftOut, type Screen } from '../../src/cli/present.ts';
import { printable } from '../../src/literal/printable.ts';
import { applyWaivers } from '../../src/refresh/judge/waivers.ts';
import { settle } from '../../src/refresh/directory/attestations.ts';
import type { Baseline } from '../../src/refresh/directory/baseline.ts';
import { browserforceFile } from '../../src/refresh/handOff/browserforce.ts';
import { caseFiles } from '../../src/refresh/handOff/caseFiles.ts';
import { handOffFiles } from '../../src/refresh/handOff/index.ts';
import { judge, type Base } from '../../src/refresh/judge/judge.ts';
import { recogniseOrRefuse } from '../../src/refresh/judge/recognise.ts';
import { reportFiles } from '../../src/refresh/verify/reports.ts';
import { rowFailureFiles } from '../../src/refresh/repoint/rowFailures.ts';
import { select, selectionOf } from '../../src/refresh/judge/selection.ts';
import { supportCase } from '../../src/refresh/handOff/supportCase.ts';
import { survey } from '../../src/refresh/prepare/survey.ts';
import { NO_PAST } from '../../src/checklist/shared/production.ts';
import { userAccessCsv } from '../../src/logik/userAccess.ts';
import { tableFile, uploadName } from '../../src/logikBackup/names.ts';
import { escapeLike, soql } from '../../src/salesforce/soql.ts';
import { searchParts, soslFor } from '../../src/salesforce/sosl.ts';
import { uploadsOf } from '../../src/salesforce/bulk/rows.ts';
import { mutatedValues, mutations, type Mutation } from './mutate.ts';
import { checkCsv, checkFile, checkPlain, checkSoql } from './outputs.ts';
import { MARK, PAYLOADS } from './payloads.ts';
import { target, type Target } from './target.ts';
import { Bad, bearably } from './verdict.ts';
import papa from 'papaparse';

const LINES = select('verify');
const DIRECTORY = '/somewhere/logik-refresh/uat';

/** Collects what a command would show; colours are the terminal's own. */
const screenOf = (shown: string[]): Screen => ({
  log: (line = '') => void shown.push(line),
  styledHeader: (line: string) => void shown.push(line),
  table: ({ data }) => void shown.push(...data.flatMap((row) => Object.values(row as object).map(String))),
});

// eslint-disable-next-line no-control-regex -- chalk's colours
const uncoloured = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

/** What a run shows and writes, each with the rules of its kind. */
export const checkOutputs = async (
  findings: readonly Finding[],
  baseline: Baseline,
  changes: Parameters<typeof showChanges>[1] = []
): Promise<void> => {
  const summary = summarise(findings);
  const selection = selectionOf(LINES, baseline);
  const shown: string[] = [];
  const screen = screenOf(shown);
  showHeader(screen, `Verify ${baseline.org.name}`, `Recognised ${baseline.org.name}`);
  showFindings(screen, findings, summary);
  showLeftOut(screen, selection);
  showChanges(screen, changes);
  for (const line of shown) checkPlain(uncoloured(line), 'the terminal');
  const report = {
    org: baseline.org,
    recognised: `Recognised ${baseline.org.name}`,
    findings,
    summary,
    selection,
    waited: null,
  };
  for (const { path, content } of reportFiles(join(DIRECTORY, 'reports'), report)) checkFile(DIRECTORY, path, content);
  for (const { path, content } of await browserforceFile(DIRECTORY, findings, selection.lines))
    checkFile(DIRECTORY, path, content);
};

/** Everything that the rules make of a record: words and files. */
export const judgeAll = async (baseline: Baseline, now: Baseline['items'], answers: Answers): Promise<void> => {
  const wanted = { selected: LINES.selected, read: LINES.read, leftOut: [] };
  const items = checklist.filter(({ id }) => baseline.items[id]?.status === 'read');
  await bearably(async () => {
    const surveyed = survey(items, { readings: baseline.items, errors: new Map() }, baseline, answers);
    await checkOutputs(surveyed.findings, baseline);
    for (const { path, content } of surveyed.documents) checkFile(DIRECTORY, path, content);
    for (const { path } of surveyed.staged) checkFile(DIRECTORY, path, '{}');
  }, JSON.stringify(baseline));
  for (const { path, content } of handOffFiles(DIRECTORY, baseline, answers)) checkFile(DIRECTORY, path, content);
  const { files } = await caseFiles(DIRECTORY, supportCase(baseline, answers), {});
  for (const { path, content } of files) checkFile(DIRECTORY, path, content);
  const identity = { ...baseline.org, orgId: '00DNEW00000000BAAA' };
  await bearably(
    async () => {
      const recognition = recogniseOrRefuse({ recorded: baseline.org, directory: DIRECTORY }, identity, answers, 'uat');
      const base: Base = {
        lines: wanted,
        answers,
        kept: answers,
        past: NO_PAST,
        reconnectedAt: '2026-11-21T18:00:00.000Z',
        connectedAt: null,
        touched: new Set<string>(),
        passwordOwed: () => true,
        touchProducts: true,
        restoreLogik: true,
        baseline,
        identity,
        recognition,
      };
      const readings = Object.fromEntries(
        LINES.read.map(({ id }) => [id, now[id] ?? { status: 'unreadable' as const, reason: 'not read' }])
      );
      const view = judge({ readings, errors: new Map() }, base);
      const waived = applyWaivers(settle(view.findings, [], identity.orgId), {
        waivers: answers.waivers,
        today: '2026-11-21',
        lines: LINES.selected.map(({ id }) => id),
        refreshed: true,
      });
      await checkOutputs(
        [...waived.findings, ...waived.notices],
        baseline,
        view.changes.map((change) => ({ ...change, outcome: 'planned' as const }))
      );
      for (const { path, content } of view.handOffs) checkFile(DIRECTORY, path, content);
    },
    JSON.stringify([baseline, now])
  );
};

type RulesInput = { before: Mutation[]; now: Mutation[]; item: number; both: boolean };

/** The rules on facts that the schema accepts, whatever names are in them, and all that becomes of them. */
export const rulesTargets = (prepared: Baseline, after: Baseline, answers: Answers): Target[] => {
  const schemaOk = (items: Baseline['items']): boolean =>
    checklist.every(({ id, facts }) => {
      const reading = items[id];
      return reading?.status !== 'read' || facts.safeParse(reading.facts).success;
    });
  const changed = (from: Baseline['items'], item: number, changes: readonly Mutation[]): Baseline['items'] => {
    const ids = Object.keys(from).filter((id) => from[id].status === 'read');
    const id = ids[item % ids.length];
    const reading = from[id];
    if (reading.status !== 'read') return from;
    // One change after the other: those that the schema refuses are left out, the rest still says something.
    let facts = structuredClone(reading.facts);
    for (const change of changes) {
      const next = mutatedValues(facts, [change]);
      if (schemaOk({ [id]: { status: 'read', facts: next } })) facts = next;
    }
    return { ...from, [id]: { ...reading, facts } };
  };
  const payload = fc.oneof(
    fc.constantFrom(...PAYLOADS),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 20 })
  );
  return [
    target<RulesInput>(
      'rules and all that they write',
      5,
      fc.record({ before: mutations(6), now: mutations(6), item: fc.nat(), both: fc.boolean() }),
      async ({ before, now, item, both }) => {
        const items = changed(prepared.items, item, before);
        const present = changed(both ? items : after.items, item, now);
        await judgeAll({ ...prepared, items }, present, answers);
      }
    ),
    target<{ texts: string[]; statuses: number[] }>(
      'findings in every format',
      12,
      fc.record({
        texts: fc.array(payload, { minLength: 6, maxLength: 6 }),
        statuses: fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }),
      }),
      async ({ texts, statuses }) => {
        const [target, expected, actual, hint, evidence, name] = texts;
        const findings = statuses.map((status, index): Finding => ({
          item: 'logik-tenant',
          target: `${target} ${index}`,
          status: (['pass', 'fail', 'warn', 'manual', 'skip'] as const)[status],
          severity: index === 1 ? 'critical' : 'normal',
          expected,
          actual,
          hint,
          evidence: index === 2 ? evidence : null,
          attestation: index === 0 ? { by: name, at: '2026-11-21T00:00:00.000Z', note: evidence } : null,
          waiver: status === 4 ? { was: 'fail', reason: hint, owner: name, until: '2099-01-01' } : null,
        }));
        const baseline = { ...prepared, org: { ...prepared.org, name, sandboxName: target } };
        await checkOutputs(findings, baseline, [
          {
            item: 'logik-tenant',
            target,
            severity: 'critical',
            before: expected,
            after: actual,
            reason: hint,
            outcome: 'planned',
          },
        ]);
        for (const { path, content } of rowFailureFiles(DIRECTORY, {
          failures: [{ id: target, name, code: expected, message: actual }],
          notRestored: [{ object: 'Site__c', name, id: target, code: expected, message: actual }] as never,
          written: new Set(),
          findings: [],
          lines: [],
        }))
          checkFile(DIRECTORY, path, content);
        const facts = supportCase(baseline, { ...answers, logik: { ...answers.logik, adminUsers: [name, target] } });
        const { files } = await caseFiles(DIRECTORY, { ...facts, source: hint, provisioningUser: actual }, {});
        for (const { path, content } of files) checkFile(DIRECTORY, path, content);
      }
    ),
    target<string[]>('texts in SOQL and SOSL', 20, fc.array(payload, { minLength: 1, maxLength: 4 }), async (texts) => {
      checkSoql(soql`SELECT Id FROM User WHERE Username IN ${texts} AND Name = ${texts[0]}`, [...texts, texts[0]]);
      const like = escapeLike(texts[0]);
      if (/(^|[^\\])(\\\\)*[%_]/.test(like)) throw new Bad('SOQL', `LIKE ${like}`);
      const parts = searchParts(texts);
      if (parts.flat().length !== texts.length) throw new Bad('SOSL', 'texts got lost');
      for (const some of parts) {
        const statement = soslFor(some, { ApexClass: ['Id', 'Body'] });
        const [, found = ''] =
          /^FIND \{([^]*)\} IN ALL FIELDS RETURNING ApexClass\(Id, Body\) LIMIT \d+$/.exec(statement) ?? [];
        const terms = found.match(/"(?:[^"\\]|\\[^])*"/g) ?? [];
        const rest = found.replace(/"(?:[^"\\]|\\[^])*"/g, '');
        if (terms.length !== some.length || /[^ OR]/.test(rest)) throw new Bad('SOSL', statement);
        if (terms.some((term) => /[{}]/.test(term.replace(/\\[^]/g, '')))) throw new Bad('SOSL', statement);
      }
    }),
    target<string[]>(
      'names as files, rows and lines',
      12,
      fc.array(payload, { minLength: 3, maxLength: 3 }),
      async (texts) => {
        for (const text of texts) {
          checkFile(DIRECTORY, join(DIRECTORY, 'preserved/logik', tableFile(text)), '');
          const upload = uploadName(text);
          // eslint-disable-next-line no-control-regex -- they are what is looked for
          if (upload !== undefined && /[/\\\u0000-\u001f]/.test(upload)) throw new Bad('file name', upload);
          checkPlain(printable(text), 'printable');
        }
        const access = userAccessCsv([
          { name: texts[0], userName: texts[1], areas: { CONFIG: 'READ' }, action: 'UPSERT' },
        ]);
        const { data } = papa.parse<string[]>(access.replace(/\n$/, ''), { delimiter: ',', newline: '\n' });
        if (data.length !== 2 || data.some(({ length }) => length !== 5)) throw new Bad('columns in CSV', access);
        checkCsv(papa.unparse([[data[1][0]]]), 'the name in the user access');
        // What a job uploads is for a machine: every text comes through as it is.
        const [{ csv }] = uploadsOf([{ Name: texts[0], Other__c: texts[1] }], 1e6);
        const sent = papa.parse<string[]>(csv.replace(/\n$/, ''), { delimiter: ',', newline: '\n' }).data.at(-1) ?? [];
        const wanted = [texts[0], texts[1]].map((text) => (text === '' ? '#N/A' : text));
        if (JSON.stringify(sent) !== JSON.stringify(wanted)) throw new Bad('upload', JSON.stringify({ sent, wanted }));
        void MARK;
      }
    ),
  ];
};
