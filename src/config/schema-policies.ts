import { z } from 'zod';
import { WrittenPolicy } from '../policy/language.ts';
import { Name } from '../policy/written.ts';
import { WrittenEvidence } from './schema-evidence.ts';
import { Trust } from './schema-trust.ts';
import { Limits, Waivers } from './schema-waivers.ts';
import { FromFile } from './schema-words.ts';

const Policies = z.record(Name, WrittenPolicy);
export type Policies = z.output<typeof Policies>;

/** The parts that may each be in a file of their own, and what the file then holds. */
export const fileable = {
  trust: Trust,
  policies: Policies,
  waivers: Waivers,
  limits: Limits,
} as const;

export const policyParts = {
  trust: z
    .union([FromFile, Trust])
    .describe('Roots and signers that evidence is verified against.')
    .prefault({}),
  evidence: WrittenEvidence.describe('Where evidence comes from.').prefault({}),
  policies: z.union([FromFile, Policies]).describe('Named lists of checks.').default({}),
  waivers: z
    .union([FromFile, Waivers])
    .describe('Findings that are accepted, each until a date.')
    .default([]),
  limits: z.union([FromFile, Limits]).describe('What waivers and local reports may do.').prefault({}),
};
