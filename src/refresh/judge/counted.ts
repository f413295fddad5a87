import { loudestFirst } from '../../checklist/finding.ts';
import type { Finding } from '../../checklist/item.ts';
import { settle, type RecordedAttestation } from '../directory/attestations.ts';
import type { Session, View } from './session.ts';
import { applyWaivers } from './waivers.ts';

/** The findings as they count at one moment: with what people vouched for and what they waived, the loudest first. */
export const counted = (
  { identity, recognition, selection, today, answers }: Session,
  { findings }: View,
  attestations: readonly RecordedAttestation[]
): Finding[] => {
  const waived = applyWaivers(settle(findings, attestations, identity.orgId), {
    waivers: answers.waivers,
    today,
    lines: selection.lines,
    refreshed: recognition.refreshed,
  });
  return loudestFirst([...waived.findings, ...waived.notices]);
};
