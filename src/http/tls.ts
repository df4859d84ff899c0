import { createSecureContext, type SecureContext } from 'node:tls';
import { HoistError } from '../errors.ts';

/**
 * One context for all connections of a host with its own CA. Only that CA is trusted there: a host that is known to have a
 * certificate of its own should not be answered for by any public authority.
 *
 * @throws HoistError `CA_INVALID`
 */
export function secureContextOf(host: string, ca: string): SecureContext {
  try {
    if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate in it');
    return createSecureContext({ ca });
  } catch (error) {
    throw new HoistError('config', 'CA_INVALID', `the CA of ${host} is not a PEM certificate`, {
      hint: 'registries.HOST.ca names a file with one or more -----BEGIN CERTIFICATE----- blocks.',
      cause: error,
    });
  }
}
