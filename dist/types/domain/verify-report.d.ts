import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { StageId } from './pipeline.ts';
import type { Problem } from './plan.ts';
import type { Intent, Result } from './record.ts';
/** What a verified signature proves of a statement: nobody could have written it into it. */
export type ProvenStatement = {
    readonly statement: 'decision' | 'promotion';
    /** Of the bundle. */
    readonly bundle: Digest;
    /** The accepted signer's name. */
    readonly signer: string;
    readonly kind: 'key' | 'certificate';
    readonly issuer?: string;
    readonly repository?: string;
    readonly commit?: string;
    readonly ref?: string;
    readonly workflow?: string;
    readonly environment?: string;
    readonly run?: string;
    /** ISO 8601: the last time that a log or a time stamp proves. */
    readonly signedAt?: string;
};
/** What the workflow wrote into its record: as true as the workflow is honest. */
export type StatedPromotion = Pick<Intent, 'kind' | 'planned' | 'actor' | 'initiator' | 'comment' | 'sources' | 'policy' | 'config' | 'planHash' | 'run'> & {
    readonly record: string;
} & Pick<Result, 'outcome' | 'finished' | 'approvals'>;
/** Whether an image got to where it is by promotion, unaltered. */
export type VerifyReport = {
    readonly schema: 'hoist/verify/v1';
    readonly ok: boolean;
    readonly repository: Repository;
    readonly tag?: Tag;
    readonly digest?: Digest;
    /** By which stage it came there. */
    readonly stage?: StageId;
    /** A decision and a record by accepted signers speak of this digest in this repository. */
    readonly promoted: boolean;
    /** Everything that the image names is there, under its digest. */
    readonly unaltered: boolean;
    readonly proven: readonly ProvenStatement[];
    readonly stated?: StatedPromotion;
    readonly problems: readonly Problem[];
};
