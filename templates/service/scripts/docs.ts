// Owner: paved-road
// `npm run docs` writes the parts of the documentation that are made from code; `-- --check` fails if they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { variables } from '../src/config.ts'
import '../src/modules/index.ts'
