import { z } from 'zod';
import { namesHost } from '../../logik/environmentUrl.ts';

/** The part `policy` of refresh.yaml: what a refresh has to keep to, and what the sandbox may do after it. */
export const policySchema = z.strictObject({
  noticeDays: z.int().min(0).default(3).describe('Days between today and the refresh, at least.'),
  refreshesPerMonth: z.int().min(1).default(2).describe('Refreshes of the sandbox in a calendar month, at most.'),
  activeDays: z
    .int()
    .min(1)
    .default(14)
    .describe('So many days back somebody who logged in or changed something counts as using the sandbox.'),
  communications: z
    .enum(['none', 'system-only', 'all'])
    .nullable()
    .default(null)
    .describe('Access to send email after the refresh; null: anything but all, and never changed.'),
  callouts: z
    .enum(['enabled', 'disabled', 'as-before'])
    .default('as-before')
    .describe('Whether the sandbox may call other systems after the refresh.'),
  emailForwarding: z
    .email()
    .nullable()
    .default(null)
    .describe('Where email that the sandbox sends is to go; null: nowhere in particular.'),
  allowedHosts: z
    .array(
      z.string().refine((value) => namesHost(`https://${value.replace(/^\*\./, '')}`) && !/[/@\s]/.test(value), {
        error: 'must be a host, such as api.example.com, or *.example.com',
      })
    )
    .default([])
    .describe('Hosts that sandbox and production may both call; *.example.com stands for all below it.'),
});
