import { join } from 'node:path';
import { z } from 'zod';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import type { Attestation, Finding } from '../../checklist/item.ts';
import { redact } from '../../literal/secrets.ts';
import { readIfThere, type ContentFile } from './files.ts';
import { parseRecord, toJson } from './record.ts';

const KIND = 'logik-refresh-attestations';

const schema = z.strictObject({
  kind: z.literal(KIND),
  schemaVersion: z.literal(1),
  attestations: z.array(
    z.strictObject({
      item: z.string(),
      /** The manual steps that were outstanding then: a step that comes later is not vouched for. */
      targets: z.array(
        z.strictObject({
          target: z.string(),
          /** What the step was to bring about then: a word for one value is none for another. */
          expected: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        })
      ),
      /** The org for which somebody vouched: the next refresh makes a new org, where nothing is vouched for yet. */
      orgId: z.string(),
      by: z.string(),
      at: z.iso.datetime(),
      note: z.string(),
      /** Somebody took it back: it stays on record and counts no more. */
      withdrawn: z.strictObject({ by: z.string(), at: z.iso.datetime() }).optional(),
    })
  ),
});

export type RecordedAttestation = z.infer<typeof schema>['attestations'][number];

const pathIn = (directory: string): string => join(directory, 'attestations.json');

/** What people vouched for so far; empty where nobody has. */
export const loadAttestations = async (directory: string): Promise<RecordedAttestation[]> => {
  const path = pathIn(directory);
  const content = await readIfThere(path);
  if (content === undefined) return [];
  const { attestations } = parseRecord(content, { path, kind: KIND, schema });
  // An earlier version kept a note with a token as it was.
  return attestations.map((each) => ({ ...each, note: redact(each.note) }));
};

/** The file that holds them. */
export const attestationsFile = (directory: string, attestations: RecordedAttestation[]): ContentFile => ({
  path: pathIn(directory),
  content: toJson({ kind: KIND, schemaVersion: 1, attestations }),
});

/**
 * Settles manual findings that somebody vouched for in this org; the newest word counts. Nothing but `manual` can be
 * settled so: what a machine can check, it checks.
 */
export const settle = (
  findings: readonly Finding[],
  attestations: readonly RecordedAttestation[],
  orgId: string
): Finding[] =>
  findings.map((finding) => {
    const found = attestations.findLast(
      ({ item, targets, orgId: of, withdrawn }) =>
        withdrawn === undefined &&
        item === finding.item &&
        targets.some(({ target, expected }) => target === finding.target && expected === finding.expected) &&
        sameOrgId(of, orgId)
    );
    if (finding.status !== 'manual' || !found) return finding;
    const attestation: Attestation = { by: found.by, at: found.at, note: found.note };
    return { ...finding, status: 'pass', severity: 'normal', attestation };
  });
