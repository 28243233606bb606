// paved-road contract: may clients of the API that was released go on as they are?
import { checkContract } from '../checks/contract/index.ts'
import { readCheck, reportCheck, SHARED_OPTIONS } from './check.ts'
import { print } from './usage.ts'

const DOCUMENT = 'docs/openapi.json'
const HELP = `Usage: paved-road contract check --since <ref> [options]

Holds the API's description (OpenAPI 3.1) in the working tree against the one that was released, and refuses what a
client would notice: what is gone, asked for, taken or answered otherwise. Additions pass, versions in a media type of
their own among them, and so does taking away what the released description marks as deprecated.

Options:
  --since <ref>   tag or commit that was released last; without it, or where it is all zeros, nothing was
  --file <path>   the description, from the service's folder (default ${DOCUMENT})
  --json          report as JSON
  --help          this text

Exits 0 when nothing was found, 1 when something was, 2 on bad input, 3 if git failed.
`

export async function contractCommand(args: readonly string[]): Promise<number> {
  const options = readCheck('contract', args, { ...SHARED_OPTIONS, file: { type: 'string' } })
  if (!options) return print(HELP)
  const path = options.file ?? DOCUMENT
  return reportCheck(options, (release) => {
    const { findings, none } = checkContract(release, path)
    return { findings, summary: none ?? `${path} compared with ${release.ref}` }
  })
}
