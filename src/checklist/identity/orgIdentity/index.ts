import { loadText } from '../../../text.ts';
import { TBD } from '../../answers/index.ts';
import { compare, finding } from '../../finding.ts';
import type { ChecklistItem, Finding, Situation, Survey } from '../../item.ts';
import { sameOrgId } from './ids.ts';
import { orgIdentitySchema, readOrgIdentity, type OrgIdentity } from './facts.ts';

const text = loadText('checklist.org-identity');
const ID = 'org-identity';

const survey = ({ now }: Survey<OrgIdentity>): Finding[] => [
  finding(ID, text.get('target.orgId'), 'pass', { actual: now.orgId }),
  now.myDomain === null
    ? finding(ID, text.get('target.myDomain'), 'warn', { hint: text.get('hint.noMyDomain') })
    : finding(ID, text.get('target.myDomain'), 'pass', { actual: now.myDomain }),
];

const checkOrgId = ({ now, answers, org }: Situation<OrgIdentity>): Finding => {
  const announced = answers.refresh.newOrgId;
  const target = text.get('target.orgId');
  if (!org.refreshed) {
    const expected = announced === TBD ? text.get('expected.newOrgId', { old: org.before.orgId }) : announced;
    return finding(ID, target, 'fail', { expected, actual: now.orgId, hint: text.get('hint.notRefreshed') });
  }
  return announced === TBD || sameOrgId(announced, now.orgId)
    ? finding(ID, target, 'pass', {
        expected: text.get('expected.newOrgId', { old: org.before.orgId }),
        actual: now.orgId,
      })
    : finding(ID, target, 'fail', { expected: announced, actual: now.orgId, hint: text.get('hint.otherOrgId') });
};

const checkMyDomain = ({ now, answers, org }: Situation<OrgIdentity>): Finding => {
  const target = text.get('target.myDomain');
  const { newMyDomain } = answers.refresh;
  const expected = newMyDomain === null ? org.before.myDomain : new URL(newMyDomain).origin;
  if (expected === null || now.myDomain === null) {
    return finding(ID, target, 'skip', { expected, actual: now.myDomain, hint: text.get('hint.noMyDomain') });
  }
  return compare(ID, target, { expected, actual: now.myDomain, hint: text.get('hint.otherMyDomain') });
};

/** Lines 4 and 5 of the checklist: which org it was, which it is, and that it is the same sandbox. */
export const orgIdentity: ChecklistItem<OrgIdentity> = {
  id: ID,
  source: 'ServiceNow KB2641628: org ID and My Domain in the support case',
  facts: orgIdentitySchema,
  asBefore: 'connection',
  gather: ({ org }) => readOrgIdentity(org),
  survey,
  check: (situation) => [checkOrgId(situation), checkMyDomain(situation)],
};
