// npm runs it after packing: takes away the copies of the templates that went into the tarball, lest somebody edits them.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../core/read.ts'

rmSync(join(PACKAGE_ROOT, 'templates'), { recursive: true, force: true })
