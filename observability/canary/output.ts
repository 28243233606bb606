import { CodedError } from '../cli/errors.ts'

export function notWritable(file: string, cause: unknown): CodedError {
  return new CodedError('CANARY_OUTPUT_NOT_WRITABLE', {
    place: file,
    message: `cannot be written (${(cause as NodeJS.ErrnoException).code})`,
    remedy: 'name a file in a folder that is there and writable',
    cause,
  })
}
