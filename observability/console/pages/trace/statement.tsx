import { DB } from '../../../conventions/attributes.ts'
import type { Attributes } from '../../contract.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { lengthOf, visible } from '../parts/text.ts'
import { formatSql } from './sql.ts'

/** Characters that are shown. */
const MOST = 20_000

export function Statement({ attributes }: { readonly attributes: Attributes }) {
  const statement = DB.statement.map((key) => attributes[key]).find((value) => typeof value === 'string')
  if (typeof statement !== 'string' || statement === '') return null
  return (
    <>
      <h3>Statement</h3>
      <CodeBlock label="Database statement" text={statement}>
        {formatSql(statement.slice(0, MOST)).map((line, index) => (
          <span key={index}>
            {line.map(({ text, kind }, at) => (
              <span key={at} class={kind === 'plain' ? undefined : `sql-${kind}`}>
                {visible(text)}
              </span>
            ))}
            {'\n'}
          </span>
        ))}
        {statement.length > MOST && `… of ${lengthOf(statement)}`}
      </CodeBlock>
    </>
  )
}
