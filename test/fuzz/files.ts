import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { readDirectories } from '../../src/checklist/governance/policy/directories.ts';
import { userAccessDocument } from '../../src/checklist/people/logikAdminUsers/access.ts';
import { findExports } from '../../src/checklist/catalog/staleIds/exports.ts';
import { CATALOG_DIRECTORY } from '../../src/catalog/directory.ts';
import { keptRows } from '../../src/catalog/worker/keptRows.ts';
import { openCsv } from '../../src/catalog/worker/csv.ts';
import { archiveDigest, formatOf, unpackTable, whyNotImportable } from '../../src/logikBackup/archive.ts';
import { openPartial } from '../../src/logikBackup/partial.ts';
import { columnNames, rowDifference, tableContent } from '../../src/logikBackup/rows.ts';
import { soundBackup } from '../../src/logikBackup/sound.ts';
import { keyed } from '../../src/preserve/row.ts';
import { readKept } from '../../src/preserve/read.ts';
import { load, sequenceOf } from '../../src/preserve/plan.ts';
import { selectionOf } from '../../src/preserve/selection.ts';
import type { KeptObject } from '../../src/preserve/kept.ts';
import type { KeptObject as KeptTable } from '../../src/catalog/kept.ts';
import { attestationsFile, loadAttestations } from '../../src/refresh/directory/attestations.ts';
import { factsOf, loadBaseline } from '../../src/refresh/directory/baseline.ts';
import { browserforceFile } from '../../src/refresh/handOff/browserforce.ts';
import { checkManifest } from '../../src/refresh/directory/catalogManifest.ts';
import { checklistState } from '../../src/refresh/directory/checklistState.ts';
import { openDraft } from '../../src/refresh/prepare/draft.ts';
import { gitAttributesFile } from '../../src/refresh/directory/gitAttributes.ts';
import { passwordsOwed, pastOf, reconnection, recordedReconnection, touchedSince } from '../../src/refresh/directory/history.ts';
import { openJournal, readJournal } from '../../src/refresh/directory/journal.ts';
import { locked } from '../../src/refresh/directory/lock.ts';
import {
  answer,
  answersOf,
  openRefreshYaml,
  refuseWrong,
  yamlText,
  explain,
  placeIn,
} from '../../src/refresh/directory/refreshYaml.ts';
import { REQUIRED } from '../../src/refresh/prepare/index.ts';
import { toUndo } from '../../src/refresh/rollback/undo.ts';
import { fillTemplate } from '../../src/report/templates.ts';
import { readTextFile } from '../../src/textFile.ts';
import { rowsInto } from './rows.ts';
import { mutatedBytes, mutatedFile, mutations, type Mutation } from './mutate.ts';
import { PAYLOADS } from './payloads.ts';
import { target, type Target } from './target.ts';
import { Bad, bearably, orOfTheDisk } from './verdict.ts';

/** A place of its own: the refresh directory, and a neighbour that nobody may touch. */
export type Room = { root: string; directory: string; clean(): void; check(): void };

const SENTINEL = 'Nobody may change this.\n';

const makeRoom = (base: string): Room => {
  const root = join(base, `room-${process.pid}`);
  const directory = join(root, 'logik-refresh', 'uat');
  const outside = join(root, 'outside.txt');
  const clean = (): void => {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    writeFileSync(outside, SENTINEL);
  };
  return {
    root,
    directory,
    clean,
    check: () => {
      const beside = [...readdirSync(root), ...readdirSync(join(root, 'logik-refresh'))];
      const strange = beside.filter((name) => !['logik-refresh', 'outside.txt', 'uat', 'other'].includes(name));
      if (strange.length > 0) throw new Bad('written outside', strange.join(', '));
      if (readFileSync(outside, 'utf8') !== SENTINEL) throw new Bad('written outside', 'outside.txt was changed');
    },
  };
};

const put = (path: string, bytes: Buffer | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};

type FileInput = { file: number; changes: Mutation[] };
const fileInput = fc.record({ file: fc.nat(), changes: mutations() });

const ORG = '00DOLD00000000AAAA';

/** Reads one file, as the commands do. */
type Reader = (room: Room, path: string) => Promise<unknown>;

/** A part of the directory that was built around one file. */
type FileKind = {
  name: string;
  weight: number;
  /** Which files of the corpus are of the kind. */
  is: (path: string) => boolean;
  /** Where no command wrote one. */
  otherwise?: Array<[string, string]>;
  read: Reader;
  /** Errors of another class that whoever calls it turns into one for people. */
  allowed?: readonly string[];
};

/** Where a corpus holds none: one line of each. */
const CHANGE = {
  item: 'logik-tenant',
  target: 'org default',
  severity: 'critical',
  before: 'https://old.test01.logik.io',
  after: 'https://new.test01.logik.io',
  reason: 'It must.',
  write: { kind: 'record', object: 'LGK__Tenant__c', id: 'a0B000000000001AAA', field: 'LGK__Url__c' },
};
const JOURNAL = ['attempt', 'confirmed']
  .map(
    (event) =>
      `${JSON.stringify({ schemaVersion: 1, run: 'r', at: '2026-11-21T18:00:00.000Z', orgId: ORG, event, change: CHANGE })}\n`
  )
  .join('');
const ATTESTATIONS = JSON.stringify({
  kind: 'logik-refresh-attestations',
  schemaVersion: 1,
  attestations: [
    {
      item: 'email-deliverability',
      targets: [{ target: 'Access level', expected: 'No access' }],
      orgId: ORG,
      by: 'a@example.com',
      at: '2026-11-21T18:00:00.000Z',
      note: 'Seen',
    },
  ],
});

const ENVIRONMENT = 'https://acme-uat.test01.logik.io';

const kinds = (files: ReadonlyMap<string, Buffer>): FileKind[] => {
  const json = <T>(path: string): T => JSON.parse(String(files.get(path))) as T;
  const baseline = json<{
    items: Record<string, { facts: { objects?: Array<{ kept: KeptObject | null }>; kept?: KeptTable[] } }>;
  }>('baseline.json');
  const records = (baseline.items.records?.facts.objects ?? []).flatMap(({ kept }) => (kept ? [kept] : []));
  const tables = baseline.items.catalog?.facts.kept ?? [];
  return [
    {
      name: 'baseline.json',
      weight: 2,
      is: (path) => path === 'baseline.json',
      read: async ({ directory }) => {
        const found = await loadBaseline(directory);
        for (const id of Object.keys(found.items)) factsOf(found.items, id);
        await checklistState(directory);
        return readDirectories(join(directory, '..', 'other'), 'uat');
      },
    },
    {
      name: 'refresh.yaml',
      weight: 16,
      is: (path) => path === 'refresh.yaml',
      read: async ({ directory }) => {
        const yaml = await openRefreshYaml(directory);
        await bearably(() =>
          refuseWrong(
            yaml,
            REQUIRED.map(({ path }) => path)
          )
        );
        await bearably(async () => {
          const answers = answersOf(yaml);
          for (const [index, entry] of answers.preserve.records.entries()) {
            const place = { entry: `refresh.yaml, preserve.records[${index}]` };
            await bearably(() => selectionOf(entry, place), JSON.stringify(entry));
          }
          userAccessDocument([], answers);
          const own = { ...yaml, document: yaml.document.clone() };
          explain(own, answers);
          yamlText(own);
        });
        placeIn(yaml, ['logik', 'newHost']);
        answer(yaml, [
          { path: ['refresh', 'date'], value: '2099-01-01' },
          { path: ['logik', 'newHost'], value: ENVIRONMENT },
          { path: ['logik', 'adminUsers'], value: ['a@example.com', 'b@example.com'] },
        ]);
        return yamlText(yaml);
      },
    },
    {
      name: 'journal.ndjson',
      weight: 9,
      is: (path) => path === 'journal.ndjson',
      otherwise: [['journal.ndjson', JOURNAL]],
      read: async ({ directory }) => {
        const entries = await readJournal(directory);
        const orgs = [...new Set(entries.map(({ orgId }) => orgId)), ORG];
        for (const orgId of orgs) {
          pastOf(entries, orgId);
          recordedReconnection(entries, orgId, { logik: { reconnectedAt: null } } as never);
          touchedSince(
            entries,
            orgId,
            reconnection(entries, orgId, { logik: { reconnectedAt: null } } as never, new Date())
          );
          passwordsOwed(entries, orgId)({ id: '005000000000001AAA', username: 'a' });
          toUndo(entries, orgId);
          toUndo(entries, orgId, { lastOnly: true });
        }
        const journal = await openJournal(directory, { run: 'run', orgId: ORG });
        await journal.close();
        return entries;
      },
    },
    {
      name: 'attestations.json',
      weight: 4,
      is: (path) => path === 'attestations.json',
      otherwise: [['attestations.json', ATTESTATIONS]],
      read: async ({ directory }) => attestationsFile(directory, await loadAttestations(directory)),
    },
    {
      name: 'verify.json',
      weight: 3,
      is: (path) => path === 'reports/verify.json',
      otherwise: [
        ['reports/verify.json', JSON.stringify({ findings: [{ item: 'logik-tenant', status: 'fail', waiver: null }] })],
      ],
      read: ({ directory }) => checklistState(directory),
    },
    {
      name: 'prepare-answers.draft.json',
      weight: 3,
      is: () => false,
      otherwise: [
        [
          'prepare-answers.draft.json',
          JSON.stringify({
            kind: 'logik-refresh-draft',
            schemaVersion: 1,
            answers: [{ path: ['refresh', 'date'], value: '2099-01-01' }],
          }),
        ],
      ],
      read: async ({ directory }) => {
        const draft = await openDraft(directory);
        draft.earlier(['refresh', 'date']);
        await draft.keep({ path: ['logik', 'newHost'], value: 'x' });
      },
    },
    {
      name: 'browserforce.json',
      weight: 3,
      is: (path) => path === 'browserforce.json',
      otherwise: [
        ['browserforce.json', JSON.stringify({ settings: { emailDeliverability: { accessLevel: 'No access' } } })],
      ],
      read: ({ directory }) => browserforceFile(directory, [], []),
    },
    {
      name: 'catalog/manifest.json',
      weight: 4,
      is: (path) => path === `${CATALOG_DIRECTORY}/manifest.json`,
      read: ({ directory }) => checkManifest(directory, tables),
    },
    {
      name: 'catalog/*.csv.gz',
      weight: 6,
      is: (path) => /^catalog\/.*\.csv\.gz$/.test(path),
      // The worker's own error, with the key of the message: the desk on the other side words it.
      allowed: ['Problem', 'Error'],
      read: async (_, path) => {
        const kept = tables.find(({ file }) => path.endsWith(file)) ?? tables[0];
        for await (const rows of keptRows(path, kept)) void rows;
      },
    },
    {
      name: 'preserved/records',
      weight: 6,
      is: (path) => /\.ndjson\.gz$/.test(path),
      read: async ({ directory }, path) => {
        const kept = records.find(({ file }) => path.endsWith(file)) ?? records[0];
        keyed(await readKept(directory, kept), kept);
        sequenceOf(records);
        await load(directory, [kept]);
      },
    },
    {
      name: 'preserved/logik/manifest.json',
      weight: 4,
      is: (path) => path === 'preserved/logik/manifest.json',
      read: async ({ directory }) => {
        await soundBackup(directory);
        return openPartial(directory, ENVIRONMENT, Date.now());
      },
    },
    {
      name: 'preserved/logik/.partial/parts.ndjson',
      weight: 4,
      is: () => false,
      otherwise: [
        [
          'preserved/logik/.partial/parts.ndjson',
          `${JSON.stringify({ environment: ENVIRONMENT, part: json<{ parts: object[] }>('preserved/logik/manifest.json').parts[0] })}\n`,
        ],
      ],
      read: ({ directory }) => openPartial(directory, ENVIRONMENT, Date.now()),
    },
    {
      name: 'preserved/logik/*.zip',
      weight: 6,
      is: (path) => /^preserved\/logik\/.*\.(zip|json|bin)$/.test(path) && !path.endsWith('manifest.json'),
      read: async ({ directory }, path) => {
        await bearably(() => formatOf(path), '', ['Error']);
        await orOfTheDisk(() => archiveDigest(path));
        await orOfTheDisk(() => whyNotImportable(path));
        await orOfTheDisk(() => unpackTable(path, join(directory, 'unpacked.csv'), 'prices'));
      },
    },
    {
      name: 'preserved/logik/tables/*.csv',
      weight: 6,
      is: (path) => /^preserved\/logik\/tables\/.*\.csv$/.test(path),
      read: async ({ directory }, path) => {
        await orOfTheDisk(() => columnNames(path));
        await orOfTheDisk(() => tableContent(path));
        await orOfTheDisk(() => rowDifference(path, path));
        const { sources } = await findExports(directory);
        // Whoever reads an export takes an ExportError for what is wrong with the file.
        for (const { rows } of sources)
          await bearably(
            async () => {
              for await (const row of rows) void row;
            },
            '',
            ['Error']
          );
      },
    },
    {
      name: '.gitattributes',
      weight: 2,
      is: (path) => path === '.gitattributes',
      read: ({ directory }) => gitAttributesFile(directory),
    },
    {
      name: '.lock',
      // A lock that nobody can read is waited for, two seconds each.
      weight: 0.1,
      is: () => false,
      otherwise: [['.lock', JSON.stringify({ pid: 2 ** 22 + 7, at: '2026-11-21T00:00:00.000Z' })]],
      read: ({ directory }) => locked(directory, () => Promise.resolve()),
    },
    {
      name: 'own template',
      weight: 3,
      // What is wrong in somebody's own code is told in the words of its language.
      allowed: ['TemplateFailedError'],
      is: () => false,
      otherwise: [
        ['own.md.eta', '# <%= it.sandbox %>\n<% for (const user of it.adminUsers) { -%>\n- <%= user %>\n<% } -%>\n'],
        ['own.txt.eta', 'Case <%= it.sandbox %> <%~ it.orgId %>'],
      ],
      read: (_, path) => fillTemplate({ path }, { sandbox: 'uat', adminUsers: ['a'], orgId: ORG }),
    },
    {
      name: 'any text',
      weight: 3,
      is: (path) => /\.(md|txt|csv|yaml)$/.test(path),
      read: (_, path) => orOfTheDisk(() => readTextFile(path)),
    },
  ];
};

/** What stands in the place of a file, where it is no plain one. */
const ODD_ENTRIES = ['directory', 'unreadable', 'empty', 'none'] as const;

/** Every file that is read, as a disk, an editor, a merge or somebody with a grudge may leave it. */
export const fileTargets = (files: ReadonlyMap<string, Buffer>, base: string): Target[] => {
  const room = makeRoom(base);
  room.clean();
  // The rest of the directory is there, whole, as far as small files go.
  const rest = [...files].filter(([path]) => !/^(reports|id-map)\//.test(path));
  return [
    ...kinds(files).map(({ name, weight, is, otherwise = [], read, allowed }) => {
      const own = [...files].filter(([path]) => is(path));
      const all = own.length > 0 ? own : otherwise.map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]);
      let previous = '';
      return target<FileInput>(`file ${name}`, weight, fileInput, async ({ file, changes }) => {
        if (all.length === 0) throw new Bad('corpus', `no ${name}`);
        const [path, bytes] = all[file % all.length];
        const at = join(room.directory, path);
        if (previous !== name || existsSync(join(room.directory, 'stale'))) {
          room.clean();
          for (const [other, content] of rest) put(join(room.directory, other), content);
          previous = name;
        }
        const [{ kind, with: odd }] = changes;
        rmSync(at, { recursive: true, force: true });
        let content = '';
        if (kind % 97 === 0) {
          const entry = ODD_ENTRIES[odd % ODD_ENTRIES.length];
          if (entry === 'directory') mkdirSync(at, { recursive: true });
          if (entry === 'unreadable') {
            put(at, bytes);
            chmodSync(at, 0o000);
          }
          if (entry === 'empty') put(at, '');
        } else {
          const changed = mutatedFile(path, bytes, changes);
          content = changed.subarray(0, 200_000).toString();
          put(at, changed);
        }
        try {
          await bearably(() => read(room, at), content, allowed);
        } finally {
          room.check();
          rmSync(at, { recursive: true, force: true });
          if (!existsSync(dirname(at))) mkdirSync(dirname(at), { recursive: true });
          put(at, bytes);
          for (const gone of [
            '.lock',
            'unpacked.csv',
            'own.md.eta',
            'own.txt.eta',
            'prepare-answers.draft.json',
            'browserforce.json',
          ])
            if (!files.has(gone)) rmSync(join(room.directory, gone), { recursive: true, force: true });
        }
      });
    }),
    target<{ bytes: Mutation[]; cut: number[] }>(
      'csv in pieces',
      10,
      fc.record({ bytes: mutations(6), cut: fc.array(fc.nat(400), { maxLength: 4 }) }),
      async ({ bytes, cut }) => {
        const text = mutatedBytes(Buffer.from('Id,Name\n01t,"a ""b""\nc"\n02t,d\n'), bytes);
        const reader = openCsv();
        const ends = [...cut.map((each) => each % (text.length + 1)), text.length].sort((one, other) => one - other);
        await bearably(
          () =>
            rowsInto(
              reader,
              ends.map((end, at) => text.subarray(ends[at - 1] ?? 0, end))
            ),
          '',
          ['RangeError']
        );
      }
    ),
    target<{ query: number; changes: Mutation[] }>(
      'query of preserve.records',
      14,
      fc.record({ query: fc.nat(), changes: mutations() }),
      async ({ query, changes }) => {
        const queries = [
          "SELECT Id, Name FROM Account WHERE Name = 'x' AND (A__c IN ('1', '2') OR B__r.C__c > 2026-01-01T00:00:00Z)",
          'SELECT FIELDS(ALL) FROM Site__c',
          "SELECT Id, TYPEOF What WHEN Account THEN Phone END FROM Task WHERE Id IN (SELECT Id FROM X WHERE Y LIKE '%\\'')",
          ...PAYLOADS,
        ];
        const text = mutatedBytes(Buffer.from(queries[query % queries.length]), changes).toString();
        await bearably(() => selectionOf({ query: text }, { entry: 'refresh.yaml, line 1' }), text);
      }
    ),
  ];
};

/** The rooms of one process end with it. */
export const removeRooms = (base: string): void => {
  for (const name of readdirSync(base).filter((each) => each === `room-${process.pid}`)) {
    const path = join(base, name);
    if (lstatSync(path).isDirectory()) rmSync(path, { recursive: true, force: true });
  }
};
