// npm runs it after packing: takes away the copies that went into the tarball, lest somebody edits them.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../core/read.ts'

for (const copy of ['templates', 'toolkit'])
  rmSync(join(PACKAGE_ROOT, copy), { recursive: true, force: true })
