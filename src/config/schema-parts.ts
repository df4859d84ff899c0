import { z } from 'zod';
import { WrittenEvidence } from './schema-evidence.ts';
import { Trust } from './schema-trust.ts';
import { Limits, Waivers } from './schema-waivers.ts';
import { FromFile } from './schema-words.ts';

/** The parts that may each be in a file of their own, and what the file then holds; `policies` may, too. */
export const fileable = { trust: Trust, waivers: Waivers, limits: Limits } as const;

/** What stands beside `policies` and speaks of them. */
export const policyParts = {
  trust: z
    .union([FromFile, Trust])
    .describe('Roots and signers that evidence is verified against.')
    .prefault({}),
  evidence: WrittenEvidence.describe('Where evidence comes from.').prefault({}),
  waivers: z
    .union([FromFile, Waivers])
    .describe('Findings that are accepted, each until a date.')
    .default([]),
  limits: z.union([FromFile, Limits]).describe('What waivers and local reports may do.').prefault({}),
};
